package dev.stoa.autograd;

import dev.stoa.tensor.Tensor;

/** Means of a loss that compares each value with a target of its own. */
final class LossOp {
  /** Values whose losses one task sums; the tasks' sums are folded in order. */
  private static final int GRAIN = 8_192;

  private LossOp() {}

  /** The loss of one value x with the target t. */
  interface Loss {
    String name();

    double value(double x, double t);

    /** The derivative by x. */
    double slope(double x, double t);

    /** The derivative by t. */
    double targetSlope(double x, double t);

    /** Which targets make sense, or null for all. */
    default String refusal(double t) {
      return null;
    }
  }

  /** (x − t)². */
  static final Loss SQUARE =
      new Loss() {
        @Override
        public String name() {
          return "meanSquaredError";
        }

        @Override
        public double value(double x, double t) {
          return (x - t) * (x - t);
        }

        @Override
        public double slope(double x, double t) {
          return 2 * (x - t);
        }

        @Override
        public double targetSlope(double x, double t) {
          return 2 * (t - x);
        }
      };

  /** ½ d² where d = x − t is at most δ in size, and beyond δ (|d| − ½ δ). */
  record Huber(double delta) implements Loss {
    Huber {
      if (!(delta > 0)) {
        throw new IllegalArgumentException("huber: delta must be positive, not " + delta);
      }
    }

    @Override
    public String name() {
      return "huber";
    }

    @Override
    public double value(double x, double t) {
      double distance = Math.abs(x - t);
      return distance <= delta ? distance * distance / 2 : delta * (distance - delta / 2);
    }

    @Override
    public double slope(double x, double t) {
      return Math.clamp(x - t, -delta, delta);
    }

    @Override
    public double targetSlope(double x, double t) {
      return -slope(x, t);
    }
  }

  /** −t log σ(x) − (1 − t) log(1 − σ(x)), written so that nothing overflows or cancels. */
  static final Loss BINARY =
      new Loss() {
        @Override
        public String name() {
          return "binaryCrossEntropy";
        }

        @Override
        public double value(double x, double t) {
          double linear = x > 0 ? (1 - t) * x : -t * x;
          return linear + Math.log1p(Math.exp(-Math.abs(x)));
        }

        @Override
        public double slope(double x, double t) {
          return ElementwiseOp.sigmoid(x) - t;
        }

        @Override
        public double targetSlope(double x, double t) {
          return -x;
        }

        @Override
        public String refusal(double t) {
          return t >= 0 && t <= 1 ? null : "a probability in [0, 1]";
        }
      };

  /** max(0, 1 − t x). */
  static final Loss HINGE =
      new Loss() {
        @Override
        public String name() {
          return "hinge";
        }

        @Override
        public double value(double x, double t) {
          return Math.max(0, 1 - t * x);
        }

        @Override
        public double slope(double x, double t) {
          return t * x < 1 ? -t : 0;
        }

        @Override
        public double targetSlope(double x, double t) {
          return t * x < 1 ? -x : 0;
        }

        @Override
        public String refusal(double t) {
          return t == 1 || t == -1 ? null : "-1 or 1";
        }
      };

  static Tensor mean(Tape tape, Loss loss, Tensor input, Tensor target) {
    Tensor x = Operations.contiguous(tape, input);
    Tensor t = Operations.contiguous(tape, target);
    requireTargets(loss, x, t);
    Tensor y = tape.take(1, 1);
    y.data()[y.offset()] = (float) (sum(tape, loss, x, t) / x.size());
    return tape.record(
        y,
        Saved.of(x, t),
        (dY, saved) -> {
          float scale = dY.data()[dY.offset()] / x.size();
          Tensor savedX = saved.get(0);
          Tensor savedT = saved.get(1);
          add(tape, tape.gradient(x), savedX, savedT, scale, loss::slope);
          add(tape, tape.gradient(t), savedX, savedT, scale, loss::targetSlope);
        },
        x,
        t);
  }

  private static void requireTargets(Loss loss, Tensor x, Tensor t) {
    if (!x.shape().equals(t.shape())) {
      throw new IllegalArgumentException(
          "%s: x%s needs a target for each value, but the targets have the shape %s"
              .formatted(loss.name(), x.shape(), t.shape()));
    }
    if (x.size() == 0) {
      throw new IllegalArgumentException("%s: x%s has no values".formatted(loss.name(), x.shape()));
    }
    for (int i = 0; i < t.size(); i++) {
      float value = t.data()[t.offset() + i];
      String wanted = loss.refusal(value);
      if (wanted != null) {
        throw new IllegalArgumentException(
            "%s: a target must be %s, not %s".formatted(loss.name(), wanted, value));
      }
    }
  }

  private static double sum(Tape tape, Loss loss, Tensor x, Tensor t) {
    double[] sums = new double[Math.ceilDiv(x.size(), GRAIN)];
    tape.execution()
        .workers()
        .forRange(
            x.size(),
            GRAIN,
            (from, to) -> {
              double sum = 0;
              for (int i = from; i < to; i++) {
                sum += loss.value(x.data()[x.offset() + i], t.data()[t.offset() + i]);
              }
              sums[from / GRAIN] = sum;
            });
    double all = 0;
    for (double sum : sums) {
      all += sum;
    }
    return all;
  }

  /** A derivative of one value's loss. */
  private interface Slope {
    double of(double x, double t);
  }

  /** d += scale · slope(x, t); nothing if d is not wanted. */
  private static void add(Tape tape, Tensor d, Tensor x, Tensor t, float scale, Slope slope) {
    if (d == null) {
      return;
    }
    tape.execution()
        .forElements(
            x.size(),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                double derivative = slope.of(x.data()[x.offset() + i], t.data()[t.offset() + i]);
                d.data()[d.offset() + i] += (float) (scale * derivative);
              }
            });
  }
}
