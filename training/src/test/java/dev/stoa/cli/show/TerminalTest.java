package dev.stoa.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A terminal")
class TerminalTest {
  private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color");

  @Test
  @DisplayName("has emphasis unless NO_COLOR forbids it or it is dumb")
  void emphasis() {
    assertEquals("\u001b[1mtitle\u001b[0m", Terminal.of(100, XTERM).bold("title"));
    Map<String, String> plain = Map.of("TERM", "xterm-256color", "NO_COLOR", "1");
    assertEquals("title", Terminal.of(100, plain).bold("title"));
    assertEquals("title", Terminal.of(100, Map.of("TERM", "dumb")).bold("title"));
    assertEquals("title", Terminal.none().bold("title"));
  }

  @Test
  @DisplayName("draws a line again with NO_COLOR too, but not if it is dumb or unknown")
  void redraws() {
    assertEquals(true, Terminal.of(100, XTERM).redraws());
    assertEquals(true, Terminal.of(100, Map.of("TERM", "xterm", "NO_COLOR", "1")).redraws());
    assertFalse(Terminal.of(100, Map.of("TERM", "dumb")).redraws());
    assertFalse(Terminal.of(100, Map.of()).redraws());
    assertFalse(Terminal.of(-1, XTERM).redraws(), "no terminal at all");
  }

  @Test
  @DisplayName("that does not know its width has the one of COLUMNS, or 80")
  void width() {
    assertEquals(123, Terminal.of(123, XTERM).columns().getAsInt());
    assertEquals(80, Terminal.of(0, XTERM).columns().getAsInt());
    Map<String, String> variable = Map.of("TERM", "xterm", "COLUMNS", "44");
    assertEquals(44, Terminal.of(0, variable).columns().getAsInt());
  }
}
