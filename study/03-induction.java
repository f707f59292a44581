import static dev.stoa.autograd.Operations.*;

import module dev.stoa.training;
import module java.base;

/**
 * A small GPT learns to look back; where its heads look can be seen.
 *
 * <p>The text is a few random letters, again and again: {@code kqzbkqzbkqzb}. How many they are
 * changes from text to text, so to go on the model has to find where the present letter stood
 * before, and to read what came next. Two heads do that together (Olsson et al. 2022, "In-context
 * Learning and Induction Heads"): one of the first layer gives each letter the one before it, and
 * one of the second layer looks for a place whose letter before is the present one.
 *
 * <p>Look at: 03-loss.svg, the loss that suddenly falls; 03-heads.svg, a stripe one beside the
 * diagonal in layer 0, and stripes a whole period away in layer 1.
 *
 * <p>Change and try: one layer (what is the best it can do?); one head; {@code ModelConfig.llama},
 * whose positions are rotary; letters that occur twice in a period; a longer text than was trained.
 */
class Induction {
  static final int LETTERS = 26;
  static final int LENGTH = 32;
  static final int LONGEST_PERIOD = 16;
  static final int LAYERS = 2;
  static final int HEADS = 4;

  final Model model =
      new Model(ModelConfig.gpt2(LETTERS, LENGTH, 32, LAYERS, HEADS), ParameterSource.random(1));
  final Execution execution = new Execution(Workers.forAllProcessors());
  final Random random = new Random(1);
  final Path out = Path.of("study", "out");

  /** A text, letters from 0, and after how many of them it begins again. */
  record Repeated(int[] letters, int period) {}

  void main(String[] arguments) throws IOException {
    int steps = List.of(arguments).contains("--small") ? 300 : 1_500;
    float[] losses = train(steps);
    save("03-loss.svg", new LossCurve("Loss on the repeated letters", losses, List.of()).figure());

    double[][] looks = new double[LAYERS * HEADS][2];
    int texts = 100;
    double right = 0;
    for (int i = 0; i < texts; i++) {
      Repeated text = repeated();
      double[][][] weights = new double[LAYERS * HEADS][][];
      right += watch(text, weights) / texts;
      for (int head = 0; head < weights.length; head++) {
        looks[head][0] += onBefore(weights[head], text.period) / texts;
        looks[head][1] += onNext(weights[head], text.period) / texts;
      }
      if (i == 0) {
        draw(text, weights);
      }
    }
    IO.println("letters of the repetition that are foretold: %.1f %%".formatted(100 * right));
    IO.println("how much each looks at    the letter before    what came next the last time");
    for (int i = 0; i < looks.length; i++) {
      IO.println(
          "  %s %17.0f %% %28.0f %%".formatted(name(i), 100 * looks[i][0], 100 * looks[i][1]));
    }
    double before = Arrays.stream(looks, 0, HEADS).mapToDouble(x -> x[0]).max().orElse(0);
    double next = Arrays.stream(looks, HEADS, looks.length).mapToDouble(x -> x[1]).max().orElse(0);
    claim(right > 0.8, "what was there once is foretold when it comes again");
    claim(before > 0.3, "a head of layer 0 looks at the letter before");
    claim(next > 0.4, "a head of layer 1 looks at what came next the last time");
  }

  Repeated repeated() {
    int period = 4 + random.nextInt(LONGEST_PERIOD - 3);
    List<Integer> alphabet = new ArrayList<>(IntStream.range(0, LETTERS).boxed().toList());
    Collections.shuffle(alphabet, random);
    int[] letters = new int[LENGTH + 1];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = i < period ? alphabet.get(i) : letters[i - period];
    }
    return new Repeated(letters, period);
  }

  /** Inputs and targets of some texts; only what has been there before has a target. */
  Batch batch(int texts) {
    int[] inputs = new int[texts * LENGTH];
    int[] targets = new int[texts * LENGTH];
    Arrays.fill(targets, IGNORED);
    for (int text = 0; text < texts; text++) {
      Repeated repeated = repeated();
      int start = text * LENGTH;
      int known = repeated.period - 1;
      System.arraycopy(repeated.letters, 0, inputs, start, LENGTH);
      System.arraycopy(repeated.letters, known + 1, targets, start + known, LENGTH - known);
    }
    return new Batch(inputs, targets, Segments.uniform(texts, LENGTH));
  }

  float[] train(int steps) {
    SequencedMap<String, Tensor> parameters = model.trainable();
    var trainer =
        new Trainer<>(
            parameters,
            new NextToken(model),
            new AdamW(ParameterGroup.matricesDecay(parameters, 0.1f), 0.9f, 0.99f, 1e-8f),
            new WarmupCosine(3e-3f, 3e-4f, 50, steps),
            Reducer.ALONE,
            new Trainer.Update(1, 1, 1),
            execution);
    float[] losses = new float[steps];
    for (int step = 0; step < steps; step++) {
      losses[step] = trainer.step(_ -> batch(32)).loss();
    }
    return losses;
  }

  /** Reads a text, keeps the weights of all heads, and tells the share that was foretold. */
  double watch(Repeated text, double[][][] weights) {
    PassObserver observer =
        new PassObserver() {
          @Override
          public void attention(int layer, AttentionWeights attention) {
            for (int head = 0; head < HEADS; head++) {
              weights[layer * HEADS + head] = attention.probabilities(0, head);
            }
          }
        };
    Tape tape = new Tape(execution);
    tape.begin();
    Pass pass = new Pass(tape, Segments.of(LENGTH)).watchedBy(observer);
    Tensor logits = model.logits(pass, Arrays.copyOf(text.letters, LENGTH));
    int right = 0;
    for (int i = text.period - 1; i < LENGTH; i++) {
      int best = 0;
      for (int letter = 1; letter < LETTERS; letter++) {
        best = logits.at(i, letter) > logits.at(i, best) ? letter : best;
      }
      right += best == text.letters[i + 1] ? 1 : 0;
    }
    return (double) right / (LENGTH - text.period + 1);
  }

  /** The weight that the letters of the first period give to the one before them, on average. */
  static double onBefore(double[][] weights, int period) {
    double sum = 0;
    for (int i = 1; i < period; i++) {
      sum += weights[i][i - 1];
    }
    return sum / (period - 1);
  }

  /** The weight that later letters give to those that came next when they stood there before. */
  static double onNext(double[][] weights, int period) {
    double sum = 0;
    for (int i = period; i < LENGTH; i++) {
      for (int j = i - period + 1; j >= 0; j -= period) {
        sum += weights[i][j];
      }
    }
    return sum / (LENGTH - period);
  }

  void draw(Repeated text, double[][][] weights) throws IOException {
    List<String> labels =
        Arrays.stream(text.letters, 0, LENGTH)
            .mapToObj(letter -> "" + (char) ('a' + letter))
            .toList();
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      panels.add(new HeatMap(name(i), labels, labels, weights[i], 1));
    }
    String note = "each row is a letter that looks back, each column one that is looked at";
    save("03-heads.svg", new Figure("Where each head looks", note, 2, panels));
  }

  static String name(int head) {
    return "layer %d, head %d".formatted(head / HEADS, head % HEADS);
  }

  void save(String name, Figure figure) throws IOException {
    figure.save(out.resolve(name));
    IO.println("drawn: " + out.resolve(name));
  }

  static void claim(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("this is not so: " + what);
    }
    IO.println("checked: " + what);
  }
}
