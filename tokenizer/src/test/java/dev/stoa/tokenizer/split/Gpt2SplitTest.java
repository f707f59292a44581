package dev.stoa.tokenizer.split;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.contract.tokenizer.Gpt2SplitContract;
import dev.stoa.tokenizer.SplitPattern;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scanner for GPT-2's pattern. */
class Gpt2SplitTest extends Gpt2SplitContract {

  @Override
  protected List<String> split(String text) {
    return SplitPattern.GPT2.split(text);
  }

  @Test
  void invalidBytesAreCharactersOfNoCategory() {
    byte[] text = {'a', (byte) 0xFF, (byte) 0xC3, '!', ' ', (byte) 0xE2, (byte) 0x82, 'b'};
    assertEquals(1, SplitPattern.GPT2.end(text, 0, text.length));
    assertEquals(4, SplitPattern.GPT2.end(text, 1, text.length));
    assertEquals(7, SplitPattern.GPT2.end(text, 4, text.length));
    assertEquals(8, SplitPattern.GPT2.end(text, 7, text.length));
  }

  @Test
  void theLimitEndsTheText() {
    byte[] text = {'a', ' ', ' ', 'b', (byte) 0xC3, (byte) 0xA9};
    assertEquals(3, SplitPattern.GPT2.end(text, 1, 3));
    assertEquals(2, SplitPattern.GPT2.end(text, 1, text.length));
    assertEquals(4, SplitPattern.GPT2.end(text, 3, 4));
    // Half of é is not a letter.
    assertEquals(4, SplitPattern.GPT2.end(text, 3, 5));
  }

  @Test
  void noneLeavesTheTextWhole() {
    assertEquals(List.of("it's one piece\n"), SplitPattern.NONE.split("it's one piece\n"));
    assertEquals(List.of(), SplitPattern.NONE.split(""));
  }
}
