package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The names and ids of special tokens. */
class SpecialTokensTest {

  @Test
  void beginAndEndAreKnownByTheirNames() {
    assertEquals(OptionalInt.of(1), SpecialTokens.of(Map.of("<s>", 1, "</s>", 2)).beginOfText());
    assertEquals(OptionalInt.of(2), SpecialTokens.of(Map.of("<s>", 1, "</s>", 2)).endOfText());
    SpecialTokens gpt2 = SpecialTokens.of(Map.of("<|endoftext|>", 50256));
    assertEquals(OptionalInt.empty(), gpt2.beginOfText());
    assertEquals(OptionalInt.of(50256), gpt2.endOfText());
    assertEquals(OptionalInt.empty(), SpecialTokens.of(Map.of("<|pad|>", 7)).endOfText());
    assertTrue(SpecialTokens.none().ids().isEmpty());
  }

  @Test
  void theOrderStaysAndLaterChangesDoNotReachIn() {
    Map<String, Integer> ids = new LinkedHashMap<>();
    ids.put("<z>", 9);
    ids.put("<a>", 10);
    SpecialTokens special = SpecialTokens.of(ids);
    ids.put("<b>", 11);
    assertEquals(List.of("<z>", "<a>"), List.copyOf(special.ids().keySet()));
    Map<String, Integer> seen = special.ids();
    assertThrows(UnsupportedOperationException.class, () -> seen.put("<c>", 12));
  }

  @Test
  void twoNamesMayNotShareAnId() {
    Exception e = fails(new LinkedHashMap<>(Map.of("<a>", 3, "<b>", 3)));
    assertTrue(e.getMessage().contains("<a>") && e.getMessage().contains("<b>"));
  }

  @Test
  void aNameMayNotBeEmpty() {
    fails(new HashMap<>(Map.of("", 3)));
  }

  private static Exception fails(Map<String, Integer> ids) {
    return assertThrows(IllegalArgumentException.class, () -> SpecialTokens.of(ids));
  }

  @Test
  void beginAndEndMustBeAmongTheIds() {
    Map<String, Integer> ids = Map.of("<a>", 3);
    OptionalInt other = OptionalInt.of(4);
    assertThrows(
        IllegalArgumentException.class, () -> new SpecialTokens(ids, other, OptionalInt.empty()));
    assertThrows(
        IllegalArgumentException.class, () -> new SpecialTokens(ids, OptionalInt.empty(), other));
    assertEquals(
        other.getAsInt() - 1,
        new SpecialTokens(ids, OptionalInt.of(3), OptionalInt.empty()).beginOfText().getAsInt());
  }
}
