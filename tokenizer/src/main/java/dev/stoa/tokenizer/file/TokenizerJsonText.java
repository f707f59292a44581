package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.tokenizer.normal.TracedText;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceText;
import dev.stoa.tokenizer.split.CharacterKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The stages around a SentencePiece model in Hugging Face's {@code tokenizer.json}: normalizer,
 * pre-tokenizer and decoder, read as one {@link PieceText}.
 */
final class TokenizerJsonText {

  private TokenizerJsonText() {}

  /**
   * Reads the stages.
   *
   * @throws IllegalArgumentException if one is not known; the message names it
   */
  static PieceText read(JsonNode root) {
    UnaryOperator<TracedText> normalizer = TokenizerJsonNormalizer.read(root.path("normalizer"));
    boolean dropsFirst = dropsFirst(root.path("decoder"));
    PieceText text = PieceText.normalizedBy(normalizer, dropsFirst);
    boolean byWords = false;
    for (JsonNode step : steps(root.path("pre_tokenizer"), "pretokenizers")) {
      switch (TokenizerJsonNormalizer.type(step)) {
        case "Metaspace" -> text = metaspace(step, text, byWords);
        case "WhitespaceSplit" -> {
          byWords = true;
          text =
              PieceText.normalizedBy(
                  t -> normalizer.apply(t).withoutExtra(TokenizerJsonText::isSpace, Piece.SPACE),
                  dropsFirst);
        }
        case "Split" -> requireSpaces(step);
        default ->
            throw new IllegalArgumentException(
                "pre_tokenizer '%s' is not supported beside this model; supported: Metaspace,"
                        .formatted(TokenizerJsonNormalizer.type(step))
                    + " WhitespaceSplit before it, Split at spaces");
      }
    }
    if (byWords && !text.marks()) {
      throw new IllegalArgumentException(
          "pre_tokenizer WhitespaceSplit is only supported before Metaspace");
    }
    return text;
  }

  /** The steps of a stage that may be a sequence. */
  static List<JsonNode> steps(JsonNode stage, String name) {
    List<JsonNode> steps = new ArrayList<>();
    switch (TokenizerJsonNormalizer.type(stage)) {
      case "null" -> {}
      case "Sequence" -> stage.path(name).forEach(step -> steps.addAll(steps(step, name)));
      default -> steps.add(stage);
    }
    return steps;
  }

  private static PieceText metaspace(JsonNode step, PieceText text, boolean byWords) {
    if (!step.path("replacement").asText("▁").equals(String.valueOf(Piece.SPACE))) {
      throw new IllegalArgumentException(
          "pre_tokenizer Metaspace with the replacement %s is not supported; supported: U+2581"
              .formatted(step.path("replacement")));
    }
    String scheme =
        step.path("prepend_scheme")
            .asText(step.path("add_prefix_space").asBoolean(true) ? "always" : "never");
    PieceText.Prefix prefix =
        switch (scheme) {
          case "always" -> PieceText.Prefix.ALWAYS;
          case "first" -> PieceText.Prefix.FIRST;
          case "never" -> PieceText.Prefix.NEVER;
          default ->
              throw new IllegalArgumentException(
                  "pre_tokenizer Metaspace with prepend_scheme '%s' is not supported; supported:"
                          .formatted(scheme)
                      + " always, first, never");
        };
    boolean splits = step.path("split").asBoolean(true);
    if (byWords && (prefix != PieceText.Prefix.ALWAYS || !splits)) {
      throw new IllegalArgumentException(
          "pre_tokenizer WhitespaceSplit is only supported before a Metaspace that puts a space"
              + " before every word");
    }
    PieceText.Split split = splits ? PieceText.Split.BEFORE_MARKS : PieceText.Split.NOWHERE;
    return new PieceText(text.normalizer(), prefix, true, split, text.dropsFirst());
  }

  private static boolean isSpace(int c) {
    return CharacterKinds.of(c) == CharacterKinds.WHITE_SPACE;
  }

  /** A split at spaces does nothing where a normalizer made marks of all spaces, as Gemma's. */
  private static void requireSpaces(JsonNode step) {
    boolean known =
        step.path("pattern").path("String").asText().equals(" ")
            && step.path("behavior").asText().equals("MergedWithPrevious")
            && !step.path("invert").asBoolean(false);
    if (!known) {
      throw new IllegalArgumentException(
          "pre_tokenizer %s is not supported beside this model; supported: a Split at the String"
                  .formatted(step)
              + " ' ', MergedWithPrevious");
    }
  }

  /** Whether the decoder drops the space before a text; what else it does must be usual. */
  private static boolean dropsFirst(JsonNode decoder) {
    boolean drops = false;
    for (JsonNode step : steps(decoder, "decoders")) {
      switch (TokenizerJsonNormalizer.type(step)) {
        case "Metaspace" -> {
          boolean adds = step.path("add_prefix_space").asBoolean(true);
          drops |= !step.path("prepend_scheme").asText(adds ? "always" : "never").equals("never");
        }
        case "Strip" -> {
          requireOption(step, "content", " ");
          requireOption(step, "stop", "0");
          drops |= step.path("start").asInt() == 1;
        }
        case "Replace" -> {
          requireOption(step, "content", " ");
          requireOption(step.path("pattern"), "String", String.valueOf(Piece.SPACE));
        }
        case "ByteFallback", "Fuse" -> {}
        default ->
            throw new IllegalArgumentException(
                "decoder '%s' is not supported beside this model; supported: Metaspace, Replace,"
                        .formatted(TokenizerJsonNormalizer.type(step))
                    + " ByteFallback, Fuse, Strip");
      }
    }
    return drops;
  }

  private static void requireOption(JsonNode step, String option, String supported) {
    String found = step.path(option).asText("null");
    if (!found.equals(supported)) {
      throw new IllegalArgumentException(
          "decoder option %s = '%s' is not supported; supported: '%s'"
              .formatted(option, found, supported));
    }
  }
}
