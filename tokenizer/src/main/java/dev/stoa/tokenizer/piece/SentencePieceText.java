package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.normal.CharsMap;
import dev.stoa.tokenizer.normal.TracedText;
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
public record SentencePieceText(
    Optional<CharsMap> charsMap,
    Optional<PieceTrie> userDefined,
    boolean addsPrefix,
    boolean removesExtra,
    boolean escapes)
    implements UnaryOperator<TracedText> {

  @Override
  public TracedText apply(TracedText text) {
    TracedText changed = charsMap.isPresent() ? replace(text) : text;
    TracedText kept = removesExtra ? changed.withoutExtra(c -> c == ' ', ' ') : changed;
    if (kept.isEmpty()) {
      return kept;
    }
    TracedText prefixed = addsPrefix ? kept.prefixed(" ") : kept;
    return escapes ? prefixed.replace(" ", Piece.MARK) : prefixed;
  }

  private TracedText replace(TracedText text) {
    if (userDefined.isEmpty()) {
      return charsMap.orElseThrow().replace(text, at -> false);
    }
    byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
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
}
