package dev.stoa.cli.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The study plan")
class StudyPlanTest {
  @Test
  @DisplayName("has rows 1 to 17")
  void rows() {
    assertEquals(
        IntStream.rangeClosed(1, 17).boxed().toList(),
        StudyRow.PLAN.stream().map(StudyRow::number).toList());
  }

  @Test
  @DisplayName("names every contract that there is, and no other")
  void contracts() throws IOException {
    TreeSet<String> there = new TreeSet<>();
    for (String module : List.of("core", "tokenizer", "inference", "training")) {
      Path folder = Path.of("..", module, "src", "test", "java", "dev", "stoa", "contract");
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(file -> file.toString().endsWith("Contract.java"))
            .map(file -> folder.relativize(file).toString().replace(".java", ""))
            .forEach(name -> there.add(name.replace('/', '.').replace('\\', '.')));
      }
    }
    TreeSet<String> named = new TreeSet<>();
    StudyRow.PLAN.forEach(row -> named.addAll(row.contracts()));
    assertEquals(there, named, "a new contract belongs into its row of StudyRow.PLAN");
  }

  @Test
  @DisplayName("has programs for its rows, each of which says in one line what it shows")
  void programs() throws IOException {
    List<StudyProgram> programs = StudyProgram.all();
    assertFalse(programs.isEmpty());
    for (StudyProgram program : programs) {
      assertTrue(program.row() >= 1 && program.row() <= 17, program.name());
      String about = program.about();
      assertTrue(about.length() > 20 && about.length() <= 79, program.name() + ": " + about);
    }
  }

  @Test
  @DisplayName("takes the programs of a folder by the numbers in their names, in order")
  void found(@TempDir Path folder) throws IOException {
    for (String name : List.of("05-b.java", "01-z.java", "05-a.java", "notes.md", "5-c.java")) {
      Files.writeString(folder.resolve(name), "/**\n * Shows\n * this. And that.\n */\nclass A {}");
    }
    List<StudyProgram> programs = StudyProgram.in(folder);
    assertEquals(
        List.of("01-z", "05-a", "05-b"), programs.stream().map(StudyProgram::name).toList());
    assertEquals(List.of(1, 5, 5), programs.stream().map(StudyProgram::row).toList());
    assertEquals("Shows this.", programs.getFirst().about());
  }
}
