package dev.stoa.benchmarks.peers;

import ai.djl.ndarray.types.Shape;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.RotaryTable;
import dev.stoa.benchmarks.peers.Comparison.Limit;
import dev.stoa.benchmarks.peers.TorchOperation.Work;
import dev.stoa.cache.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The operations on rows: softmax, norms, activations, rotary positions, cross entropy. */
final class TorchRows {
  private static final int ROWS = 512;
  private static final int CHANNELS = 768;
  private static final int HIDDEN = 3072;
  private static final float EPSILON = 1e-5f;

  private TorchRows() {}

  /** Forward, and forward with backward, of each. */
  static List<Comparison> comparisons() {
    List<Comparison> all = new ArrayList<>();
    add(
        all,
        "softmax-512x1024",
        2L * ROWS * 1024,
        one(1024, "return torch.softmax(x, -1)", (tape, x) -> Operations.softmax(tape, x.get(0))));
    add(
        all,
        "layer-norm-512x768",
        2L * ROWS * CHANNELS,
        weighted(
            "return torch.layer_norm(x, [768], w, None, 1e-05, True)",
            (tape, x) -> Operations.layerNorm(tape, x.get(0), x.get(1), null, EPSILON)));
    add(
        all,
        "rms-norm-512x768",
        2L * ROWS * CHANNELS,
        weighted(
            "return torch.rms_norm(x, [768], w, 1e-05)",
            (tape, x) -> Operations.rmsNorm(tape, x.get(0), x.get(1), EPSILON)));
    add(
        all,
        "gelu-512x3072",
        2L * ROWS * HIDDEN,
        one(
            HIDDEN,
            "return torch.gelu(x, approximate=\"tanh\")",
            (tape, x) -> Operations.geluTanh(tape, x.get(0))));
    add(
        all,
        "swiglu-512x3072",
        3L * ROWS * HIDDEN,
        new Work(
            List.of(new int[] {ROWS, HIDDEN}, new int[] {ROWS, HIDDEN}),
            List.of(),
            List.of("g", "u"),
            List.of("return torch.mul(torch.silu(g), u)"),
            (tape, x) -> Operations.swiGlu(tape, x.get(0), x.get(1))));
    add(all, "rotary-512x12x64", 2L * ROWS * CHANNELS, rotary());
    add(all, "cross-entropy-256x50257", 256L * 50_257, crossEntropy(256, 50_257));
    return all;
  }

  /**
   * Adds both comparisons.
   *
   * @param values how many values the operation reads and writes at least; its gradient reads and
   *     writes as many again, and adds to others
   */
  private static void add(List<Comparison> to, String name, long values, Work work) {
    to.add(
        new Comparison(
            name + "-forward",
            PyTorch.NAME,
            4e-9 * values,
            Limit.MEMORY,
            workers -> new TorchOperation(workers, work, false)));
    to.add(
        new Comparison(
            name + "-forward-backward",
            PyTorch.NAME,
            12e-9 * values,
            Limit.MEMORY,
            workers -> new TorchOperation(workers, work, true)));
  }

  private static Work one(int columns, String statement, TorchOperation.Operation operation) {
    return new Work(
        List.of(new int[] {ROWS, columns}), List.of(), List.of("x"), List.of(statement), operation);
  }

  private static Work weighted(String statement, TorchOperation.Operation operation) {
    return new Work(
        List.of(new int[] {ROWS, CHANNELS}, new int[] {CHANNELS}),
        List.of(),
        List.of("x", "w"),
        List.of(statement),
        operation);
  }

  /** The pairs of Hugging Face's models, put together as these do it. */
  private static Work rotary() {
    int half = 32;
    RotaryTable table = RotaryTable.of(ROWS, 2 * half, 10_000, RotaryTable.Pairing.HALVES);
    Shape shape = new Shape(ROWS, 1, half);
    Segments segments = Segments.of(ROWS);
    return new Work(
        List.of(new int[] {ROWS, CHANNELS}),
        List.of(
            manager -> manager.create(table.cosines().toArray(), shape),
            manager -> manager.create(table.sines().toArray(), shape)),
        List.of("x", "cosines", "sines"),
        List.of(
            "h = torch.reshape(x, [512, 12, 64])",
            "a, b, = torch.split(h, 32, -1)",
            "c = torch.cat([cosines, cosines], -1)",
            "s = torch.cat([sines, sines], -1)",
            "r = torch.cat([torch.neg(b), a], -1)",
            "y = torch.add(torch.mul(h, c), torch.mul(r, s))",
            "return torch.reshape(y, [512, 768])"),
        (tape, x) -> Operations.rotary(tape, x.get(0), segments, table));
  }

  private static Work crossEntropy(int rows, int vocabulary) {
    int[] targets = new Random(1).ints(rows, 0, vocabulary).toArray();
    long[] longs = new long[rows];
    for (int i = 0; i < rows; i++) {
      longs[i] = targets[i];
    }
    return new Work(
        List.of(new int[] {rows, vocabulary}),
        List.of(manager -> manager.create(longs, new Shape(rows))),
        List.of("x", "targets"),
        List.of("return torch.reshape(torch.cross_entropy_loss(x, targets), [1, 1])"),
        (tape, x) -> Operations.crossEntropy(tape, x.get(0), targets));
  }
}
