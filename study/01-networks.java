import static dev.stoa.autograd.Operations.*;

import module dev.stoa.training;
import module java.base;

/**
 * A network by hand learns a spiral that no straight line divides.
 *
 * <p>The network is linear layers h = x Wᵀ + b with an activation between them. Its loss is the
 * cross entropy −log p(right class), p = softmax(logits). The tape goes back through all of it and
 * gives dL/dW for every W; gradient descent moves W a little against that, again and again.
 *
 * <p>Look at: 01-regions.svg, how the border between the classes bends; 01-loss.svg.
 *
 * <p>Change and try: one hidden layer; 4 channels instead of 32; relu or sigmoid for tanh; the
 * first weights ten times as large, or all zero; a spiral of three arms; rate 10.
 */
class Networks {
  /** Examples: a point in each row of x, and the class of each. */
  record Examples(Tensor x, int[] classes) {}

  /** Layers: all weights [out, in] and biases [out], the first layer's first. */
  record Network(List<Tensor> weights, List<Tensor> biases) {
    /** Weights from N(0, 1/in): what a layer puts out is then about as large as what it gets. */
    static Network of(int... sizes) {
      Random random = new Random(7);
      Network network = new Network(new ArrayList<>(), new ArrayList<>());
      for (int i = 1; i < sizes.length; i++) {
        float[] values = new float[sizes[i] * sizes[i - 1]];
        for (int j = 0; j < values.length; j++) {
          values[j] = (float) (random.nextGaussian() / Math.sqrt(sizes[i - 1]));
        }
        network.weights.add(Tensor.of(values, sizes[i], sizes[i - 1]));
        network.biases.add(Tensor.zeros(sizes[i]));
      }
      return network;
    }

    Tensor logits(Tape tape, Tensor x) {
      Tensor h = linear(tape, x, weights.getFirst(), biases.getFirst());
      for (int i = 1; i < weights.size(); i++) {
        h = linear(tape, tanh(tape, h), weights.get(i), biases.get(i));
      }
      return h;
    }

    Tensor loss(Tape tape, Examples examples) {
      return crossEntropy(tape, logits(tape, examples.x), examples.classes);
    }

    List<Tensor> parameters() {
      return Stream.concat(weights.stream(), biases.stream()).toList();
    }
  }

  final Tape tape = new Tape(new Execution(new Workers(1)));
  final Path out = Path.of("study", "out");

  void main(String[] arguments) throws IOException {
    int steps = List.of(arguments).contains("--small") ? 600 : 2_000;
    Examples spiral = spiral(300);
    checkBackPropagation(Network.of(2, 8, 2), spiral);

    Network line = Network.of(2, 2);
    Network network = Network.of(2, 32, 32, 2);
    Map<String, double[]> losses = new LinkedHashMap<>();
    losses.put("no hidden layer", descend(line, spiral, steps));
    List<Panel> panels = new ArrayList<>();
    panels.add(regions("no hidden layer", line, spiral));
    double[] first = descend(network, spiral, steps / 10);
    panels.add(regions("two, after %d steps".formatted(steps / 10), network, spiral));
    double[] rest = descend(network, spiral, steps - steps / 10);
    panels.add(regions("after %,d steps".formatted(steps), network, spiral));
    losses.put(
        "two hidden layers",
        DoubleStream.concat(Arrays.stream(first), Arrays.stream(rest)).toArray());

    double[] at = IntStream.range(0, steps).asDoubleStream().toArray();
    save("01-loss.svg", new Figure("Loss", Curves.of("", "step", "nats", at, losses)));
    String note = "colour: the more probable class, stronger where it is surer; dots: the examples";
    save("01-regions.svg", new Figure("Which arm of the spiral?", note, 3, panels));

    double straight = accuracy(line, spiral);
    double bent = accuracy(network, spiral);
    IO.println("right without a hidden layer: %.0f %%".formatted(100 * straight));
    IO.println("right with two hidden layers: %.0f %%".formatted(100 * bent));
    claim(straight < 0.8, "a straight line does not divide the arms");
    claim(bent > 0.98, "with two hidden layers the network learns them");
  }

  /** Points (r cos φ, r sin φ) whose angle φ grows with r; the other arm is half a turn ahead. */
  static Examples spiral(int n) {
    Random random = new Random(1);
    float[] points = new float[2 * n];
    int[] classes = new int[n];
    for (int i = 0; i < n; i++) {
      classes[i] = i % 2;
      double r = 0.1 + 0.85 * random.nextDouble();
      double angle = 9 * r + Math.PI * classes[i];
      points[2 * i] = (float) (r * Math.cos(angle) + 0.02 * random.nextGaussian());
      points[2 * i + 1] = (float) (r * Math.sin(angle) + 0.02 * random.nextGaussian());
    }
    return new Examples(Tensor.of(points, n, 2), classes);
  }

  /** Gradient descent with momentum on all examples at once: v ← 0.9 v + dL/dw, w ← w − rate v. */
  double[] descend(Network network, Examples examples, int steps) {
    float rate = 0.05f;
    List<Tensor> parameters = network.parameters();
    List<float[]> velocities = parameters.stream().map(w -> new float[w.size()]).toList();
    Gradients gradients = new Gradients(parameters);
    double[] losses = new double[steps];
    for (int step = 0; step < steps; step++) {
      tape.begin(gradients, null);
      gradients.clear();
      Tensor loss = network.loss(tape, examples);
      losses[step] = loss.at(0, 0);
      tape.backward(loss, 1);
      for (int p = 0; p < parameters.size(); p++) {
        float[] w = parameters.get(p).data();
        float[] v = velocities.get(p);
        float[] g = gradients.of(parameters.get(p)).data();
        for (int i = 0; i < w.length; i++) {
          v[i] = 0.9f * v[i] + g[i];
          w[i] -= rate * v[i];
        }
      }
    }
    return losses;
  }

  /** The same derivative without back-propagation: dL/dw ≈ (L(w + ε) − L(w − ε)) / 2ε. */
  void checkBackPropagation(Network network, Examples examples) {
    Gradients gradients = new Gradients(network.parameters());
    tape.begin(gradients, null);
    tape.backward(network.loss(tape, examples), 1);
    float epsilon = 0.01f;
    for (Tensor parameter : network.parameters()) {
      float[] w = parameter.data();
      float before = w[0];
      w[0] = before + epsilon;
      double above = lossOf(network, examples);
      w[0] = before - epsilon;
      double below = lossOf(network, examples);
      w[0] = before;
      double difference = (above - below) / (2 * epsilon);
      double error = Math.abs(difference - gradients.of(parameter).data()[0]);
      claim(error < 1e-4, "dL/dw of %s is right".formatted(parameter.shape()));
    }
  }

  double lossOf(Network network, Examples examples) {
    tape.begin();
    return network.loss(tape, examples).at(0, 0);
  }

  /** The probabilities of both classes at each point, [points, 2]. */
  Tensor probabilities(Network network, Tensor points) {
    tape.begin();
    return softmax(tape, network.logits(tape, points));
  }

  double accuracy(Network network, Examples examples) {
    Tensor p = probabilities(network, examples.x);
    int[] classes = examples.classes;
    return IntStream.range(0, classes.length).filter(i -> p.at(i, classes[i]) > 0.5).count()
        / (double) classes.length;
  }

  Panel regions(String title, Network network, Examples examples) {
    double[][] places = Regions.places(-1.1, 1.1, 70);
    Tensor points = Tensor.zeros(places.length, 2);
    for (int i = 0; i < places.length; i++) {
      points.data()[2 * i] = (float) places[i][0];
      points.data()[2 * i + 1] = (float) places[i][1];
    }
    Tensor p = probabilities(network, points);
    double[][] classes = new double[places.length][];
    for (int i = 0; i < places.length; i++) {
      classes[i] = new double[] {p.at(i, 0), p.at(i, 1)};
    }
    List<Regions.Example> dots = new ArrayList<>();
    for (int i = 0; i < examples.classes.length; i++) {
      Tensor x = examples.x;
      dots.add(new Regions.Example(x.at(i, 0), x.at(i, 1), examples.classes[i]));
    }
    return new Regions(title, -1.1, 1.1, classes, dots);
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
