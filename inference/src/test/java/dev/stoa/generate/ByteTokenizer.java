package dev.stoa.generate;

import dev.stoa.tokenizer.Encoding;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One token for each byte, so that characters are split wherever they can be, and two special ones.
 *
 * @param specialTokens none, or those of {@link #withSpecialTokens}
 * @param template what is around a text
 */
record ByteTokenizer(SpecialTokens specialTokens, Template template) implements Tokenizer {
  static final int BEGIN = 256;
  static final int END = 257;

  static ByteTokenizer plain() {
    return new ByteTokenizer(SpecialTokens.none(), Template.none());
  }

  /** As Llama's: a text begins with a token, and nothing stands behind it. */
  static ByteTokenizer withSpecialTokens() {
    return withTemplate(new Template(List.of(BEGIN), List.of()));
  }

  static ByteTokenizer withTemplate(Template template) {
    SpecialTokens special = SpecialTokens.of(Map.of("<s>", BEGIN, "</s>", END));
    return new ByteTokenizer(special, template);
  }

  @Override
  public int[] encode(String text, Set<String> allowedSpecial) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = bytes[i] & 0xFF;
    }
    return ids;
  }

  @Override
  public Encoding encodeWithOffsets(String text, Set<String> allowedSpecial) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] bytes(int id) {
    if (id < 0 || id >= vocabularySize()) {
      throw new IllegalArgumentException("no such token: " + id);
    }
    return id < BEGIN ? new byte[] {(byte) id} : new byte[0];
  }

  @Override
  public int vocabularySize() {
    return specialTokens.ids().isEmpty() ? 256 : 258;
  }

  @Override
  public void save(Path file) {
    throw new UnsupportedOperationException();
  }
}
