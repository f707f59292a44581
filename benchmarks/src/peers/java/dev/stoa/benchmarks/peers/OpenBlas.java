package dev.stoa.benchmarks.peers;

import dev.stoa.benchmarks.peers.MatrixWork.Form;
import dev.stoa.runtime.Workers;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS: matrix products. Where C has one row, its matrix-vector product is called if that is
 * the faster of the two.
 */
public final class OpenBlas implements PeerSource {
  private static final String NAME = "openblas";
  private static final int[] ROWS = {128, 512, 2048};
  private static final int[] WIDTHS = {384, 768, 1536, 3072};

  @Override
  public List<Comparison> comparisons(String name) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int rows : ROWS) {
      for (int in : WIDTHS) {
        for (int out : WIDTHS) {
          addLayer(comparisons, rows, in, out);
        }
      }
    }
    for (int rows : ROWS) {
      addLayer(comparisons, rows, 768, 50_257);
    }
    addLayer(comparisons, 768, 128, 512);
    addLayer(comparisons, 768, 512, 128);
    for (int size : new int[] {64, 128, 256, 512, 1024}) {
      add(comparisons, "square-" + size, new MatrixWork(Form.A_B, size, size, size, 1));
    }
    add(comparisons, "batched-64x256x256", new MatrixWork(Form.A_B_TRANSPOSED, 256, 256, 64, 64));
    for (int rows : new int[] {1, 4, 8, 16}) {
      for (int out : new int[] {768, 3072, 50_257}) {
        MatrixWork work = new MatrixWork(Form.A_B_TRANSPOSED, rows, out, 768, 1);
        add(comparisons, "rows-" + rows + "-768x" + out, work);
      }
    }
    return comparisons;
  }

  private static void addLayer(List<Comparison> to, int rows, int in, int out) {
    String size = rows + "x" + in + "x" + out;
    add(to, "linear-forward-" + size, new MatrixWork(Form.A_B_TRANSPOSED, rows, out, in, 1));
    add(to, "linear-input-gradient-" + size, new MatrixWork(Form.A_B, rows, in, out, 1));
    add(
        to,
        "linear-weight-gradient-" + size,
        new MatrixWork(Form.A_TRANSPOSED_B, out, in, rows, 1));
  }

  private static void add(List<Comparison> to, String name, MatrixWork work) {
    Comparison.Limit limit =
        work.m() == 1 ? Comparison.Limit.MEMORY : Comparison.Limit.MULTIPLY_ADD;
    double amount =
        1e-9 * work.batch() * work.n() * work.k() * (work.m() == 1 ? 4.0 : 2.0 * work.m());
    to.add(new Comparison(name, NAME, amount, limit, workers -> new Sides(work, workers)));
  }

  private static final class Sides implements Comparison.Sides {
    private final MatrixWork work;
    private final Workers workers;
    private final float[] ourA;
    private final float[] ourB;
    private final float[] ourC;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;
    private final boolean vector;

    Sides(MatrixWork work, Workers workers) {
      this.work = work;
      this.workers = workers;
      ourA = work.a();
      ourB = work.b();
      ourC = new float[work.sizeOfC()];
      openblas.blas_set_num_threads(workers.threads());
      a = new FloatPointer(ourA);
      b = new FloatPointer(ourB);
      c = new FloatPointer(ourC);
      vector = work.m() == 1 && isVectorFaster();
      c.put(new float[ourC.length]);
    }

    private boolean isVectorFaster() {
      Turns turns = new Turns(0, 50_000_000, 5_000_000, 9);
      Turns.Seconds[] seconds = turns.time(() -> multiply(true), () -> multiply(false));
      return seconds[0].best() < seconds[1].best();
    }

    @Override
    public void ours() {
      work.run(workers, ourC, ourA, ourB);
    }

    @Override
    public void theirs() {
      multiply(vector);
    }

    private void multiply(boolean asVector) {
      int m = work.m();
      int n = work.n();
      int k = work.k();
      if (asVector) {
        // One row times Bᵀ: B times one column.
        openblas.cblas_sgemv(
            openblas.CblasRowMajor, openblas.CblasNoTrans, n, k, 1, b, k, a, 1, 1, c, 1);
        return;
      }
      boolean left = work.form() == Form.A_TRANSPOSED_B;
      boolean right = work.form() == Form.A_B_TRANSPOSED;
      for (int i = 0; i < work.batch(); i++) {
        openblas.cblas_sgemm(
            openblas.CblasRowMajor,
            left ? openblas.CblasTrans : openblas.CblasNoTrans,
            right ? openblas.CblasTrans : openblas.CblasNoTrans,
            m,
            n,
            k,
            1,
            a.getPointer((long) i * m * k),
            left ? m : k,
            b.getPointer((long) i * n * k),
            right ? k : n,
            1,
            c.getPointer((long) i * m * n),
            n);
      }
    }

    @Override
    public double error() {
      float[] theirs = new float[ourC.length];
      c.get(theirs);
      return work.error(workers, ourC, theirs, ourA, ourB);
    }

    @Override
    public int peerThreads() {
      return openblas.blas_get_num_threads();
    }

    @Override
    public void close() {
      a.close();
      b.close();
      c.close();
    }
  }
}
