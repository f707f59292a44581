package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages behind {@code dev.stoa.tokenizer} stand in one order. */
class RoomsTest {

  private static final String FRONT = "dev/stoa/tokenizer/";

  /** Each uses those before it alone. */
  private static final List<String> ORDER =
      List.of(
          "bytes", "split", "normal", "added", "corpus", "pair", "piece", "word", "file", "text");

  /** For each class of the module the classes of it that it uses, as paths. */
  private static Map<String, Set<String>> uses() throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    Path classes =
        Path.of(
            URI.create(
                Tokenizer.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/').replace(".class", "");
        if (name.startsWith(FRONT)) {
          uses.put(name, usedBy(Files.readAllBytes(file)));
        }
      }
    }
    return uses;
  }

  private static Set<String> usedBy(byte[] classFile) {
    Set<String> used = new TreeSet<>();
    for (PoolEntry entry : ClassFile.of().parse(classFile).constantPool()) {
      if (entry instanceof ClassEntry type && type.asInternalName().startsWith(FRONT)) {
        used.add(type.asInternalName());
      }
    }
    return used;
  }

  /** The package of a class behind the front, or nothing for the front itself. */
  private static String room(String path) {
    String rest = path.substring(FRONT.length());
    return rest.indexOf('/') < 0 ? "" : rest.substring(0, rest.indexOf('/'));
  }

  @Test
  void eachRoomUsesThoseBeforeItAlone() throws IOException {
    Set<String> rooms = new TreeSet<>();
    uses()
        .forEach(
            (user, used) -> {
              rooms.add(room(user));
              int place = ORDER.indexOf(room(user));
              for (String other : used) {
                boolean isFront = room(user).isEmpty() || room(other).isEmpty();
                assertTrue(
                    isFront || ORDER.indexOf(room(other)) <= place, () -> user + " uses " + other);
              }
            });
    rooms.remove("");
    assertEquals(new TreeSet<>(ORDER), rooms);
  }

  @Test
  void whatReadsAndEncodesKnowsNoTokenizer() throws IOException {
    uses()
        .forEach(
            (user, used) -> {
              for (String other : used) {
                boolean isTokenizer = other.endsWith("Tokenizer") || other.endsWith("Trainer");
                boolean isUser = room(user).isEmpty() || room(user).equals("text");
                assertTrue(
                    isUser
                        || !room(other).isEmpty()
                        || !isTokenizer
                        || other.endsWith("PreTokenizer"),
                    () -> user + " uses " + other);
              }
            });
  }
}
