import module dev.stoa.training;
import module java.base;

/**
 * What the temperature does to the texts of a small model.
 *
 * <p>A small GPT learns, character by character, sentences of few words. Then it writes many texts
 * at each temperature, with and without top-p. Since all words are known, mistakes can be counted.
 *
 * <p>Look at: the texts that are printed; 05-text.svg: where it is cold, most texts are alike;
 * where it is hot, words are invented; top-p moves the second away and leaves the first.
 *
 * <p>Change and try: top-k 5 or min-p 0.1 in place of top-p; fewer steps of training; more and
 * longer words; a repetition penalty of 1.5, which hurts here: why?
 */
class Text {
  static final String[][] PARTS = {
    {"the "},
    {"small ", "old ", "happy ", "clever ", "sleepy ", "green ", "famous "},
    {"cat ", "dog ", "queen ", "baker ", "child ", "teacher ", "horse ", "bird "},
    {"sees ", "follows ", "finds ", "paints ", "forgets ", "carries "},
    {"the "},
    {"bread. ", "river. ", "window. ", "letter. ", "garden. ", "mountain. ", "hat. "}
  };
  static final int CONTEXT = 64;
  static final double[] TEMPERATURES = {0.1, 0.3, 0.5, 0.7, 1, 1.3, 1.6, 2};

  final Execution execution = new Execution(Workers.forAllProcessors());
  final Path out = Path.of("study", "out");

  void main(String[] arguments) throws IOException {
    boolean small = List.of(arguments).contains("--small");
    String corpus = corpus(small ? 2_000 : 20_000);
    Tokenizer tokenizer = CharacterTokenizer.of(corpus);
    ModelConfig config = ModelConfig.gpt2(tokenizer.vocabularySize(), CONTEXT, 48, 2, 4);
    Model model = new Model(config, ParameterSource.random(1));
    train(model, tokenizer.encode(corpus), small ? 250 : 1_500);
    Generator generator = new Generator(model, tokenizer, execution);

    double[] exist = new double[TEMPERATURES.length];
    double[] differ = new double[TEMPERATURES.length];
    double[] existTopP = new double[TEMPERATURES.length];
    double[] differTopP = new double[TEMPERATURES.length];
    for (int i = 0; i < TEMPERATURES.length; i++) {
      SamplingOptions options = SamplingOptions.defaults().withTemperature((float) TEMPERATURES[i]);
      List<String> texts = write(generator, options, small ? 10 : 100);
      IO.println("T = %.1f  %s".formatted(TEMPERATURES[i], texts.getFirst()));
      exist[i] = existing(texts);
      differ[i] = different(texts);
      texts = write(generator, options.withTopP(0.9f), small ? 10 : 100);
      existTopP[i] = existing(texts);
      differTopP[i] = different(texts);
    }
    Map<String, double[]> curves = new LinkedHashMap<>();
    curves.put("words that exist", exist);
    curves.put("texts that differ", differ);
    curves.put("words that exist, top-p 0.9", existTopP);
    curves.put("texts that differ, top-p 0.9", differTopP);
    Panel panel = Curves.of("", "temperature", "share", TEMPERATURES, curves);
    save("05-text.svg", new Figure("What the temperature does to texts", panel));

    int hottest = TEMPERATURES.length - 1;
    claim(exist[0] > exist[hottest] + 0.2, "where it is hot, words are invented");
    claim(differ[0] < differ[hottest], "where it is cold, texts are alike");
    claim(existTopP[hottest] > exist[hottest], "with top-p, fewer words are invented");
  }

  static String corpus(int sentences) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sentences; i++) {
      for (String[] choices : PARTS) {
        text.append(choices[random.nextInt(choices.length)]);
      }
    }
    return text.toString();
  }

  void train(Model model, int[] ids, int steps) {
    SequencedMap<String, Tensor> parameters = model.trainable();
    Batches batches = new Batches(ids, 16, CONTEXT, 1);
    var trainer =
        new Trainer<>(
            parameters,
            new NextToken(model),
            new AdamW(ParameterGroup.matricesDecay(parameters, 0.1f), 0.9f, 0.99f, 1e-8f),
            new WarmupCosine(5e-3f, 5e-4f, 20, steps),
            Reducer.ALONE,
            new Trainer.Update(1, 1, 1),
            execution);
    float loss = 0;
    while (trainer.steps() < steps) {
      int step = trainer.steps();
      loss = trainer.step(i -> batches.at(step, i)).loss();
    }
    IO.println("trained for %d steps: loss %.2f nats per character".formatted(steps, loss));
  }

  static List<String> write(Generator generator, SamplingOptions options, int texts) {
    return IntStream.range(0, texts)
        .mapToObj(i -> "the" + generator.generate("the", CONTEXT - 3, options.withSeed(i)).text())
        .toList();
  }

  /** The share of the words in texts that the corpus has; the last word of each is cut off. */
  static double existing(List<String> texts) {
    Set<String> known =
        Stream.of(PARTS).flatMap(Stream::of).map(String::strip).collect(Collectors.toSet());
    List<String> words =
        texts.stream()
            .map(text -> text.substring(0, Math.max(3, text.lastIndexOf(' '))))
            .flatMap(text -> Stream.of(text.split(" ")))
            .toList();
    return words.stream().filter(known::contains).count() / (double) words.size();
  }

  /** The share of different beginnings, of three words and a bit. */
  static double different(List<String> texts) {
    return texts.stream().map(text -> text.substring(0, 20)).distinct().count()
        / (double) texts.size();
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
