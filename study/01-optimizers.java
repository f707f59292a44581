import static dev.stoa.autograd.Operations.*;

import module dev.stoa.training;
import module java.base;

/**
 * Reading digits: activations and optimizers compared by their curves.
 *
 * <p>The same network learns the same pictures of digits several times. First the activation
 * between its layers changes, then the optimizer that moves its weights. Gradient descent and its
 * momentum are written here; AdamW, which divides each value's step by the size that its gradients
 * usually have, is the library's.
 *
 * <p>Look at: 01-curves.svg, why sigmoid is no longer used between layers (its derivative is at
 * most 1/4, and each layer multiplies the gradient by it), and what momentum and AdamW bring;
 * 01-digits.svg, what was learned, and what is read wrong.
 *
 * <p>Change and try: more and fewer layers; all rates by 10; the first weights by 0.1; AdamW with
 * sigmoid; an activation of your own by {@code elementwise}; your own AdamW as an Optimizer, which
 * the contract OptimizerContract judges.
 */
class Optimizers {
  /** What goes between two layers. */
  interface Activation {
    Tensor of(Tape tape, Tensor x);
  }

  /** Pictures, one in a row of x, and the digit on each. */
  record Examples(Tensor x, int[] digits) {}

  /** Linear layers with an activation between them; 01-networks.java explains them. */
  record Network(SequencedMap<String, Tensor> parameters, Activation activation) {
    /** Weights from N(0, 2/in) (He et al. 2015), for layers half of whose values relu makes 0. */
    static Network of(Activation activation) {
      Random random = new Random(7);
      SequencedMap<String, Tensor> parameters = new LinkedHashMap<>();
      int[] sizes = {SIZE * SIZE, 32, 32, 32, 10};
      for (int i = 1; i <= LAYERS; i++) {
        Tensor weight = Tensor.zeros(sizes[i], sizes[i - 1]);
        for (int j = 0; j < weight.size(); j++) {
          weight.data()[j] = (float) (random.nextGaussian() * Math.sqrt(2.0 / sizes[i - 1]));
        }
        parameters.put("weight" + i, weight);
        parameters.put("bias" + i, Tensor.zeros(sizes[i]));
      }
      return new Network(parameters, activation);
    }

    Tensor logits(Tape tape, Tensor x) {
      Tensor h = x;
      for (int i = 1; i <= LAYERS; i++) {
        Tensor a = i == 1 ? h : activation.of(tape, h);
        h = linear(tape, a, parameters.get("weight" + i), parameters.get("bias" + i));
      }
      return h;
    }
  }

  /**
   * Gradient descent with momentum β (Polyak 1964): v ← β v + g, then w ← w − rate · v. Plain
   * gradient descent has β = 0.
   */
  static class Momentum implements Optimizer {
    final SequencedMap<String, Tensor> parameters;
    final Map<String, Tensor> velocities = new LinkedHashMap<>();
    final float beta;
    int steps;

    Momentum(SequencedMap<String, Tensor> parameters, float beta) {
      this.parameters = parameters;
      this.beta = beta;
      parameters.forEach((name, w) -> velocities.put(name, Tensor.zeros(w.shape().toArray())));
    }

    @Override
    public void step(Workers workers, Gradients gradients, float rate) {
      parameters.forEach(
          (name, w) -> {
            float[] g = gradients.of(w).data();
            float[] v = velocities.get(name).data();
            for (int i = 0; i < v.length; i++) {
              v[i] = beta * v[i] + g[i];
              w.data()[i] -= rate * v[i];
            }
          });
      steps++;
    }

    @Override
    public int steps() {
      return steps;
    }

    @Override
    public OptimizerState state() {
      return new OptimizerState(steps, velocities);
    }

    @Override
    public void restore(OptimizerState state) {
      throw new UnsupportedOperationException("runs of seconds are not resumed");
    }
  }

  /** The strokes of each digit: points "xy" on a grid of 5 by 7. */
  static final String[] STROKES = {
    "10 30 41 45 36 16 05 01 10",
    "11 20 26",
    "01 10 30 41 42 06 46",
    "01 10 30 41 42 33 13 33 44 45 36 16 05",
    "36 30 04 44",
    "40 00 02 32 43 45 36 06",
    "30 10 01 05 16 36 45 44 33 13 04",
    "00 40 16",
    "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33",
    "43 13 02 01 10 30 41 45 36 16"
  };

  static final int SIZE = 12;
  static final int LAYERS = 4;
  static final int BATCH = 50;
  static final int POINTS = 50;

  final Execution execution = new Execution(Workers.forAllProcessors());
  final Tape tape = new Tape(execution);
  final Path out = Path.of("study", "out");
  Examples taught;
  Examples test;
  int steps;

  void main(String[] arguments) throws IOException {
    boolean small = List.of(arguments).contains("--small");
    steps = small ? 300 : 1_500;
    taught = handwriting(small ? 1_000 : 10_000, new Random(1));
    test = handwriting(small ? 200 : 1_000, new Random(2));

    Map<String, Activation> activations = new LinkedHashMap<>();
    activations.put("relu", Operations::relu);
    activations.put("gelu", Operations::gelu);
    activations.put("tanh", Operations::tanh);
    activations.put("sigmoid", Operations::sigmoid);
    Map<String, double[]> byActivation = new LinkedHashMap<>();
    for (String name : activations.keySet()) {
      Network network = Network.of(activations.get(name));
      byActivation.put(name, train(network, new Momentum(network.parameters, 0.9f), 0.01f));
    }

    Map<String, double[]> byOptimizer = new LinkedHashMap<>();
    Network plain = Network.of(Operations::relu);
    byOptimizer.put("gradient descent", train(plain, new Momentum(plain.parameters, 0), 0.01f));
    byOptimizer.put("momentum", byActivation.get("relu"));
    Network best = Network.of(Operations::relu);
    List<ParameterGroup> groups = ParameterGroup.matricesDecay(best.parameters, 0.01f);
    byOptimizer.put("AdamW", train(best, new AdamW(groups, 0.9f, 0.999f, 1e-8f), 0.002f));

    double[] at = IntStream.rangeClosed(0, POINTS).mapToDouble(i -> i * steps / POINTS).toArray();
    Panel first = Curves.of("activations", "step", "test loss (nats)", at, byActivation);
    Panel second = Curves.of("optimizers", "step", "test loss (nats)", at, byOptimizer);
    String note = "left: each with momentum; right: each with relu";
    save("01-curves.svg", new Figure("Learning to read digits", note, 2, List.of(first, second)));
    double right = drawDigits(best);

    IO.println("read right by the last network: %.1f %%".formatted(100 * right));
    claim(right > (small ? 0.7 : 0.95), "the network reads digits that it has not seen");
    claim(
        byActivation.get("relu")[POINTS] < byActivation.get("sigmoid")[POINTS],
        "relu is ahead of sigmoid");
    claim(
        byOptimizer.get("momentum")[POINTS] < byOptimizer.get("gradient descent")[POINTS],
        "momentum is ahead of plain gradient descent at the same rate");
  }

  /** Trains on one batch after the other, and returns the test loss at the points of a curve. */
  double[] train(Network network, Optimizer optimizer, float rate) {
    Objective<Examples> objective =
        (tape, batch) -> crossEntropy(tape, network.logits(tape, batch.x), batch.digits);
    var trainer =
        new Trainer<>(
            network.parameters,
            objective,
            optimizer,
            step -> rate,
            Reducer.ALONE,
            new Trainer.Update(1, 0, 0),
            execution);
    double[] losses = new double[POINTS + 1];
    for (int step = 0; step <= steps; step++) {
      if (step % (steps / POINTS) == 0) {
        tape.begin();
        losses[step * POINTS / steps] = objective.loss(tape, test).at(0, 0);
      }
      int from = step * BATCH % taught.digits.length;
      int[] digits = Arrays.copyOfRange(taught.digits, from, from + BATCH);
      Examples batch = new Examples(taught.x.rows(from, from + BATCH), digits);
      trainer.step(_ -> batch);
    }
    return losses;
  }

  /** Random digits, each written a little differently. */
  static Examples handwriting(int n, Random random) {
    Examples examples = new Examples(Tensor.zeros(n, SIZE * SIZE), new int[n]);
    for (int i = 0; i < n; i++) {
      examples.digits[i] = random.nextInt(10);
      float[] picture = write(STROKES[examples.digits[i]].split(" "), random);
      System.arraycopy(picture, 0, examples.x.data(), i * picture.length, picture.length);
    }
    return examples;
  }

  /** A digit with its own place, size, slant and pen, and a hand that is not quite steady. */
  static float[] write(String[] stroke, Random random) {
    double size = 1.1 + 0.4 * random.nextDouble();
    double slant = 0.3 * random.nextGaussian();
    double left = SIZE / 2.0 - 0.5 + 0.8 * random.nextGaussian();
    double top = SIZE / 2.0 - 0.5 + 0.6 * random.nextGaussian();
    double pen = 0.4 + 0.5 * random.nextDouble();
    double[] x = new double[stroke.length];
    double[] y = new double[stroke.length];
    for (int i = 0; i < stroke.length; i++) {
      double down = stroke[i].charAt(1) - '3' + 0.25 * random.nextGaussian();
      double across = stroke[i].charAt(0) - '2' + 0.25 * random.nextGaussian();
      x[i] = left + size * (1.2 * across - slant * down);
      y[i] = top + size * down;
    }
    float[] picture = new float[SIZE * SIZE];
    // The ink of a pixel depends on its distance from the nearest piece of the stroke.
    for (int pixel = 0; pixel < picture.length; pixel++) {
      double distance = SIZE;
      for (int i = 1; i < x.length; i++) {
        double dx = x[i] - x[i - 1];
        double dy = y[i] - y[i - 1];
        double px = pixel % SIZE - x[i - 1];
        double py = pixel / SIZE - y[i - 1];
        double along = Math.clamp((px * dx + py * dy) / (dx * dx + dy * dy + 1e-9), 0, 1);
        distance = Math.min(distance, Math.hypot(px - along * dx, py - along * dy));
      }
      picture[pixel] = (float) Math.clamp(pen + 0.6 - distance, 0, 1);
    }
    return picture;
  }

  /** Draws some test pictures, those that are read wrong first; returns the share read right. */
  double drawDigits(Network network) throws IOException {
    tape.begin();
    Tensor logits = network.logits(tape, test.x);
    List<Panel> right = new ArrayList<>();
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; i < logits.rows(); i++) {
      int read = 0;
      for (int digit = 1; digit < 10; digit++) {
        read = logits.at(i, digit) > logits.at(i, read) ? digit : read;
      }
      double[][] picture = new double[SIZE][SIZE];
      for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
        picture[pixel / SIZE][pixel % SIZE] = test.x.at(i, pixel);
      }
      String title = read == test.digits[i] ? "" + read : read + ", not " + test.digits[i];
      Panel panel = new HeatMap(title, List.of(), List.of(), picture, 1);
      (read == test.digits[i] ? right : panels).add(panel);
    }
    panels.addAll(right);
    String note = "above each picture what the network reads; what it reads wrong comes first";
    save("01-digits.svg", new Figure("Digits", note, 10, panels.subList(0, 30)));
    return (double) right.size() / logits.rows();
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
