package dev.stoa.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("import module dev.stoa.training")
class ImportModuleTest {
  /** Public top-level types of the packages that a module exports to all, by simple name. */
  private static void add(Map<String, List<String>> names, Module module) throws IOException {
    try (ModuleReader reader =
            module
                .getLayer()
                .configuration()
                .findModule(module.getName())
                .orElseThrow()
                .reference()
                .open();
        Stream<String> files = reader.list()) {
      for (String file : files.filter(f -> f.endsWith(".class") && !f.contains("$")).toList()) {
        String name = file.substring(0, file.length() - 6).replace('/', '.');
        int dot = name.lastIndexOf('.');
        if (dot > 0 && module.isExported(name.substring(0, dot))) {
          Class<?> type = Class.forName(module, name);
          if (type != null && Modifier.isPublic(type.getModifiers())) {
            names.computeIfAbsent(type.getSimpleName(), n -> new ArrayList<>()).add(name);
          }
        }
      }
    }
  }

  /** A name that stands in java.base too is ambiguous in a compact source file. */
  @Test
  @DisplayName("makes no name ambiguous")
  void noNameStandsTwice() throws IOException {
    Map<String, List<String>> names = new HashMap<>();
    List<String> modules =
        List.of("dev.stoa.core", "dev.stoa.tokenizer", "dev.stoa.inference", "dev.stoa.training");
    for (String module : modules) {
      add(names, ModuleLayer.boot().findModule(module).orElseThrow());
    }
    assertTrue(names.size() > 100, "the modules export more than " + names.size() + " types");
    Map<String, List<String>> all = new HashMap<>();
    add(all, Object.class.getModule());
    List<String> ambiguous = new ArrayList<>();
    names.forEach(
        (name, types) -> {
          if (types.size() > 1 || all.containsKey(name)) {
            ambiguous.add(types + " " + all.getOrDefault(name, List.of()));
          }
        });
    assertEquals(List.of(), ambiguous);
  }
}
