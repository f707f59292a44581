package dev.stoa.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.contract.core.Draws;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A training run that is resumed begins with cold kernels where the first run had compiled ones, so
 * both must give the same bits.
 */
@DisplayName("The bits of all kernels")
class SameBitsTest {

  @Test
  void stayWhenTheKernelsAreCompiled() {
    long first = Bits.checksum();
    for (int i = 0; i < 150; i++) {
      assertEquals(first, Bits.checksum(), "run " + i);
    }
  }

  /** A JVM that never compiles anything, with this one's vectors. */
  @Test
  void areThoseOfAJvmThatOnlyInterprets() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xint");
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("-XX:")) {
        command.add(argument);
      }
    }
    if (Kernels.chosen().name().equals("simd")) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    command.add("-Dstoa.kernels=" + Kernels.chosen().name());
    String classes = root(Kernels.class) + File.pathSeparator + root(Bits.class);
    String contracts = root(Draws.class);
    command.addAll(List.of("-cp", classes + File.pathSeparator + contracts));
    command.add(Bits.class.getName());
    assertEquals(Bits.checksum(), Long.parseLong(outputOf(command)));
  }

  private static String outputOf(List<String> command) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] output = child.getInputStream().readAllBytes();
    assertEquals(0, child.waitFor(), "exit status of " + command);
    return new String(output, StandardCharsets.UTF_8).strip();
  }

  /** The folder that a class was loaded from. */
  private static String root(Class<?> type) throws URISyntaxException {
    String file = type.getName().replace('.', '/') + ".class";
    URI uri = type.getClassLoader().getResource(file).toURI();
    Path path = Path.of(uri);
    for (int i = 0; i < file.split("/").length; i++) {
      path = path.getParent();
    }
    return path.toString();
  }
}
