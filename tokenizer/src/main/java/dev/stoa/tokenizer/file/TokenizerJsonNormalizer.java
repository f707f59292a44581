package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.tokenizer.normal.CharsMap;
import dev.stoa.tokenizer.normal.NormalForm;
import dev.stoa.tokenizer.normal.TracedText;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.split.CharacterKinds;
import java.text.Normalizer;
import java.util.Base64;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/** The normalizer of Hugging Face's {@code tokenizer.json} as a function. */
final class TokenizerJsonNormalizer {

  private static final String SUPPORTED =
      "Sequence, NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents, Replace, Prepend, Nmt,"
          + " Precompiled";

  private TokenizerJsonNormalizer() {}

  static String type(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? "null" : node.path("type").asText("?");
  }

  /**
   * Reads a normalizer.
   *
   * @throws IllegalArgumentException if it is not known or is damaged; the message names it
   */
  static UnaryOperator<TracedText> read(JsonNode node) {
    return switch (type(node)) {
      case "null" -> UnaryOperator.identity();
      case "Sequence" -> sequence(node.path("normalizers"));
      case "NFC" -> new NormalForm(Normalizer.Form.NFC);
      case "NFD" -> new NormalForm(Normalizer.Form.NFD);
      case "NFKC" -> new NormalForm(Normalizer.Form.NFKC);
      case "NFKD" -> new NormalForm(Normalizer.Form.NFKD);
      case "Lowercase" -> TokenizerJsonNormalizer::lowercase;
      case "StripAccents" -> TokenizerJsonNormalizer::stripAccents;
      case "Strip" ->
          strip(node.path("strip_left").asBoolean(true), node.path("strip_right").asBoolean(true));
      case "Prepend" -> {
        String prefix = node.path("prepend").asText();
        yield text -> text.isEmpty() ? text : text.prefixed(prefix);
      }
      case "Replace" -> replace(node);
      case "Nmt" -> TokenizerJsonNormalizer::nmt;
      case "Precompiled" -> precompiled(node.path("precompiled_charsmap"));
      default ->
          throw new IllegalArgumentException(
              "normalizer '%s' is not supported; supported: %s".formatted(type(node), SUPPORTED));
    };
  }

  private static UnaryOperator<TracedText> sequence(JsonNode steps) {
    UnaryOperator<TracedText> all = UnaryOperator.identity();
    for (JsonNode step : steps) {
      UnaryOperator<TracedText> before = all;
      UnaryOperator<TracedText> next = read(step);
      all = text -> next.apply(before.apply(text));
    }
    return all;
  }

  /** One character after the other, so that no sigma becomes that of the end of a word. */
  private static TracedText lowercase(TracedText source) {
    TracedText.Builder out = source.builder();
    String text = source.text();
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      int end = at + Character.charCount(c);
      if (c == 0x130) {
        out.put("i\u0307", at, end);
      } else {
        out.put(Character.toLowerCase(c), at, end);
      }
      at = end;
    }
    return out.build();
  }

  /** Marks of every kind go, those that take room of their own too. */
  private static TracedText stripAccents(TracedText text) {
    return filter(text, c -> (1 << CharacterKinds.of(c) & CharacterKinds.MARKS) != 0 ? -1 : c);
  }

  /** SentencePiece's nmt rules: control characters go, white space becomes a space. */
  private static TracedText nmt(TracedText text) {
    return filter(
        text,
        c -> {
          boolean isControl =
              c >= 1 && c <= 8
                  || c == 0x0B
                  || c >= 0x0E && c <= 0x1F
                  || c == 0x7F
                  || c == 0x8F
                  || c == 0x9F;
          boolean isSpace =
              c == '\t'
                  || c == '\n'
                  || c == '\f'
                  || c == '\r'
                  || c == 0x1680
                  || c >= 0x200B && c <= 0x200F
                  || c == 0x2028
                  || c == 0x2029
                  || c == Piece.SPACE
                  || c == 0xFEFF
                  || c == 0xFFFD;
          return isControl ? -1 : isSpace ? ' ' : c;
        });
  }

  /** Changes each character, and leaves out those for which a change gives less than 0. */
  private static TracedText filter(TracedText source, IntUnaryOperator change) {
    TracedText.Builder out = source.builder();
    String text = source.text();
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      int end = at + Character.charCount(c);
      int changed = change.applyAsInt(c);
      if (changed >= 0) {
        out.put(changed, at, end);
      }
      at = end;
    }
    return out.build();
  }

  private static UnaryOperator<TracedText> strip(boolean left, boolean right) {
    return source -> {
      String text = source.text();
      int start = 0;
      int end = text.length();
      while (left && start < end && isSpace(text.charAt(start))) {
        start++;
      }
      while (right && start < end && isSpace(text.charAt(end - 1))) {
        end--;
      }
      return source.substring(start, end);
    };
  }

  private static boolean isSpace(char c) {
    return CharacterKinds.of(c) == CharacterKinds.WHITE_SPACE;
  }

  /** A string, or the one expression that files have: two spaces or more. */
  private static UnaryOperator<TracedText> replace(JsonNode node) {
    String content = node.path("content").asText();
    JsonNode string = node.path("pattern").path("String");
    if (string.isTextual() && !string.textValue().isEmpty()) {
      return text -> text.replace(string.textValue(), content);
    }
    if (node.path("pattern").path("Regex").asText().equals(" {2,}")) {
      return text -> replaceRuns(text, content);
    }
    throw new IllegalArgumentException(
        "normalizer Replace of the pattern %s is not supported; supported: a String, and the Regex"
                .formatted(node.path("pattern"))
            + " ' {2,}'");
  }

  private static TracedText replaceRuns(TracedText source, String content) {
    TracedText.Builder out = source.builder();
    String text = source.text();
    for (int at = 0; at < text.length(); ) {
      int end = at;
      while (end < text.length() && text.charAt(end) == ' ') {
        end++;
      }
      if (end - at >= 2) {
        out.put(content, at, end);
        at = end;
      } else {
        out.copy(at, ++at);
      }
    }
    return out.build();
  }

  private static UnaryOperator<TracedText> precompiled(JsonNode blob) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(blob.isTextual() ? blob.textValue() : "");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("precompiled_charsmap: expected Base64", e);
    }
    return bytes.length == 0 ? UnaryOperator.identity() : CharsMap.of(bytes)::replaceClusters;
  }
}
