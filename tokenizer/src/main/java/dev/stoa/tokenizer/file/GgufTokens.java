package dev.stoa.tokenizer.file;

import dev.stoa.tokenizer.GgufVocabulary;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.piece.PieceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the keys of a GGUF file say about its tokens, with what llama.cpp takes where there are
 * none.
 *
 * @param keys the keys
 */
record GgufTokens(GgufVocabulary keys) {

  int size() {
    return keys.entries().tokens().size();
  }

  String token(int id) {
    return keys.entries().tokens().get(id);
  }

  boolean is(String flag, boolean otherwise) {
    return keys.flags().getOrDefault(flag, otherwise);
  }

  OptionalInt id(String key) {
    return id(key, -1);
  }

  /** An id that is one of the vocabulary. */
  OptionalInt id(String key, int otherwise) {
    int id = keys.ids().getOrDefault(key, otherwise);
    return id >= 0 && id < size() ? OptionalInt.of(id) : OptionalInt.empty();
  }

  /** What is around a text, unless the keys say otherwise. */
  Template template(OptionalInt begin, OptionalInt end, boolean addsBegin, boolean addsEnd) {
    return Template.of(
        is("add_bos_token", addsBegin) ? begin : OptionalInt.empty(),
        is("add_eos_token", addsEnd) ? end : OptionalInt.empty());
  }

  int type(int id) {
    return keys.entries().types().length == 0
        ? PieceType.NORMAL.number()
        : keys.entries().types()[id];
  }

  /** What a piece is for; where the file does not say so, its name and its id do. */
  PieceType pieceType(int id) {
    if (keys.entries().types().length > 0) {
      return PieceType.numbered(type(id));
    }
    Map<String, Integer> ids = keys.ids();
    boolean isControl = id == ids.getOrDefault("bos", 1) || id == ids.getOrDefault("eos", 2);
    boolean isByte = TokenizerJsonPieces.isByte(token(id));
    return id == ids.getOrDefault("unknown", 0)
        ? PieceType.UNKNOWN
        : isControl ? PieceType.CONTROL : isByte ? PieceType.BYTE : PieceType.NORMAL;
  }

  Map<String, Integer> tokensOf(PieceType wanted) {
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int id = 0; id < size(); id++) {
      if (type(id) == wanted.number() && found.put(token(id), id) != null) {
        throw new IllegalArgumentException("token '" + token(id) + "' is there twice");
      }
    }
    return found;
  }

  /** The control tokens; begin and end are those that the template has, or the key of the end. */
  SpecialTokens special(Template template, OptionalInt end) {
    Map<String, Integer> control = tokensOf(PieceType.CONTROL);
    control.putAll(tokensOf(PieceType.UNKNOWN));
    OptionalInt first = template.before().stream().mapToInt(id -> id).findFirst();
    return new SpecialTokens(control, only(first, control), only(end, control));
  }

  private static OptionalInt only(OptionalInt id, Map<String, Integer> special) {
    return id.isPresent() && special.containsValue(id.getAsInt()) ? id : OptionalInt.empty();
  }

  /** The ids of all tokens, of which no two may be equal. */
  Map<String, Integer> idsOfTokens() {
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int id = 0; id < size(); id++) {
      if (found.put(token(id), id) != null) {
        throw new IllegalArgumentException("token '" + token(id) + "' is there twice");
      }
    }
    return found;
  }

  /** The merges as ids. */
  List<Merge> merges(Map<String, Integer> idsOfTokens) {
    List<Merge> found = new ArrayList<>(keys.merges().size());
    for (String merge : keys.merges()) {
      int space = merge.indexOf(' ', 1);
      Integer left = space < 0 ? null : idsOfTokens.get(merge.substring(0, space));
      Integer right = space < 0 ? null : idsOfTokens.get(merge.substring(space + 1));
      if (left == null || right == null) {
        throw new IllegalArgumentException(
            "merge %d, '%s', is not two tokens with a space between them"
                .formatted(found.size(), merge));
      }
      found.add(new Merge(left, right));
    }
    return found;
  }
}
