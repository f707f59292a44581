package dev.stoa.benchmarks.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of tensors in PyTorch's own language, so that every operation of PyTorch can be
 * called: a TorchScript archive with one module without parameters, whose code is given.
 */
final class TorchFunction implements AutoCloseable {
  /** A pickled object of the class M with training = False. */
  private static final String OBJECT =
      "\u0080\2c__torch__\nM\n)\u0081}(X\10\0\0\0training\u0089ub.";

  /** A pickled empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\2).";

  private final Model model = Model.newInstance("function", "PyTorch");
  private final ParameterStore parameters;

  /**
   * Compiles a function.
   *
   * @param manager owns what it returns
   * @param arguments names of its arguments, all tensors
   * @param result TorchScript's type of its result
   * @param statements its body, the last one a return, each on a line
   */
  TorchFunction(NDManager manager, List<String> arguments, String result, String... statements) {
    parameters = new ParameterStore(manager, false);
    StringBuilder code = new StringBuilder("class M(Module):\n");
    code.append("  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
    code.append("  def forward(self: __torch__.M");
    code.append(
        arguments.stream().map(a -> ",\n    " + a + ": Tensor").collect(Collectors.joining()));
    code.append(") -> ").append(result).append(":\n");
    for (String statement : statements) {
      code.append("    ").append(statement).append('\n');
    }
    try {
      model.load(new ByteArrayInputStream(archive(code.toString())));
    } catch (IOException | ai.djl.MalformedModelException e) {
      throw new IllegalStateException("PyTorch does not take the function:\n" + code, e);
    }
  }

  /** The function's value. */
  NDList call(NDArray... arguments) {
    return model.getBlock().forward(parameters, new NDList(arguments), false);
  }

  /** The function's value, from which one can go back. */
  NDList record(NDArray... arguments) {
    return model.getBlock().forward(parameters, new NDList(arguments), true);
  }

  private static byte[] archive(String code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "version", "10\n");
      add(zip, "data.pkl", OBJECT);
      add(zip, "constants.pkl", NO_CONSTANTS);
      add(zip, "code/__torch__.py", code);
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry("archive/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  @Override
  public void close() {
    model.close();
  }
}
