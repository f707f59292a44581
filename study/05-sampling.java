import module dev.stoa.training;
import module java.base;

/**
 * What temperature, top-k, top-p and min-p make of one distribution.
 *
 * <p>A model gives each token a logit z. The temperature T divides them: p = softmax(z / T). Then
 * tokens may be dropped: all but the k best (top-k); all but the fewest best ones that together
 * have the probability p (top-p); all that are less probable than a part of the best one (min-p).
 * From what is left one is drawn. Whether 20,000 draws fit the probabilities, χ² tells.
 *
 * <p>Look at: 05-distribution.svg. A low temperature and dropping both make the best token more
 * probable; but dropping makes some tokens impossible, and keeps the ratios of the others.
 *
 * <p>Change and try: T = 10 and T = 0.1; k = 1; logits of a model that is sure, or has no idea: how
 * many tokens do top-k, top-p and min-p leave of each? A {@code SamplingStep} of your own in place
 * of the options. Your own sampler is judged by the contract SamplerContract.
 */
class Sampling {
  static final List<String> TOKENS =
      List.of("mat", "sofa", "floor", "chair", "roof", "moon", "idea", "of");
  static final float[] LOGITS = {3.0f, 2.4f, 2.2f, 1.5f, 0.8f, -0.3f, -1.5f, -3.0f};
  static final int DRAWS = 20_000;

  final Path out = Path.of("study", "out");

  void main() throws IOException {
    SamplingOptions own = SamplingOptions.defaults();
    Map<String, SamplingOptions> all = new LinkedHashMap<>();
    all.put("temperature 1: the model's own", own);
    all.put("temperature 0.5", own.withTemperature(0.5f));
    all.put("top-k 2", own.withTopK(2));
    all.put("top-p 0.8", own.withTopP(0.8f));
    all.put("temperature 2", own.withTemperature(2));
    all.put("temperature 2, then top-p 0.8", own.withTemperature(2).withTopP(0.8f));
    all.put("min-p 0.2", own.withMinP(0.2f));
    all.put("temperature 2, then min-p 0.2", own.withTemperature(2).withMinP(0.2f));
    List<Panel> panels = new ArrayList<>();
    all.forEach(
        (name, options) -> {
          double[] p = probabilities(options);
          int[] counts = draw(options);
          double distance = chiSquare(counts, p);
          double limit = limit(p);
          claim(distance < limit, "%s: χ² is %.1f, below %.1f".formatted(name, distance, limit));
          double[] shares = Arrays.stream(counts).mapToDouble(n -> (double) n / DRAWS).toArray();
          panels.add(new Bars(name, TOKENS, p, shares, 0.8));
        });
    double wrong = chiSquare(draw(own.withTemperature(1.1f)), probabilities(own));
    claim(
        wrong > limit(probabilities(own)),
        "1.1 in place of 1 would be noticed: χ² is %.1f".formatted(wrong));
    String note = "The cat sat on the ... Bars: probabilities; marks: shares of %,d draws";
    save("05-distribution.svg", new Figure("The next token", note.formatted(DRAWS), 2, panels));
  }

  /** The formulas, without the library. */
  static double[] probabilities(SamplingOptions options) {
    double[] p = new double[LOGITS.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(LOGITS[i] / options.temperature());
    }
    normalize(p);
    double best = Arrays.stream(p).max().getAsDouble();
    double sum = 0;
    // The logits above come in falling order: token i is the one of rank i.
    for (int i = 0; i < p.length; i++) {
      boolean kept =
          (options.topK() == 0 || i < options.topK())
              && sum < options.topP()
              && p[i] >= options.minP() * best;
      sum += p[i];
      p[i] = kept ? p[i] : 0;
    }
    normalize(p);
    return p;
  }

  static void normalize(double[] p) {
    double sum = Arrays.stream(p).sum();
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
  }

  static int[] draw(SamplingOptions options) {
    Sampler sampler = new Sampler(options.withSeed(1), LOGITS.length);
    int[] counts = new int[LOGITS.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[sampler.sample(LOGITS, 0)]++;
    }
    return counts;
  }

  /** Pearson's χ² = Σ (observed − expected)² / expected; infinite if the impossible happened. */
  static double chiSquare(int[] counts, double[] p) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double expected = DRAWS * p[i];
      if (expected > 0) {
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
      } else if (counts[i] > 0) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return sum;
  }

  /** What χ² stays below 999 times of 1,000 (Wilson and Hilferty 1931). */
  static double limit(double[] p) {
    long free = Arrays.stream(p).filter(x -> x > 0).count() - 1;
    double a = 2.0 / (9 * free);
    return free * Math.pow(1 - a + 3.09 * Math.sqrt(a), 3);
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
