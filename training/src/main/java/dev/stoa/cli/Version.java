package dev.stoa.cli;

import dev.stoa.kernel.Kernels;
import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the program's version, and what it runs on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Stoa.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .or(() -> Optional.ofNullable(Stoa.class.getPackage().getImplementationVersion()))
            .orElse("(no packaged version)");
    return new String[] {"stoa " + version, Kernels.status().toString()};
  }
}
