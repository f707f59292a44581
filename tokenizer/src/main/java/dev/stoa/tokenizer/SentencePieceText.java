package dev.stoa.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * SentencePiece's normalizer: the precompiled rules, then spaces.
 *
 * @param charsMap the rules, if there are any
 * @param userDefined pieces that no rule changes
 * @param addsPrefix whether a space is put before the text
 * @param removesExtra whether spaces at both ends go, and several in a row become one
 * @param escapes whether spaces become marks
 */
record SentencePieceText(
    Optional<CharsMap> charsMap,
    Optional<PieceTrie> userDefined,
    boolean addsPrefix,
    boolean removesExtra,
    boolean escapes)
    implements UnaryOperator<String> {

  @Override
  public String apply(String text) {
    String changed = charsMap.isPresent() ? replace(text) : text;
    String kept = removesExtra ? withoutExtra(changed) : changed;
    if (kept.isEmpty()) {
      return kept;
    }
    String prefixed = addsPrefix ? " " + kept : kept;
    return escapes ? prefixed.replace(' ', Piece.SPACE) : prefixed;
  }

  private String replace(String text) {
    if (userDefined.isEmpty()) {
      return charsMap.orElseThrow().replace(text, at -> false);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] end = {0};
    return charsMap
        .orElseThrow()
        .replace(
            text,
            at -> {
              if (at >= end[0]) {
                end[0] = userDefined.get().longest(bytes, at, bytes.length);
              }
              return at < end[0];
            });
  }

  private static String withoutExtra(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    boolean behindSpace = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ') {
        kept.append(behindSpace && !kept.isEmpty() ? " " : "").append(c);
      }
      behindSpace = c == ' ';
    }
    return kept.toString();
  }
}
