package dev.stoa.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The vocabulary of a GGUF file, as the keys {@code tokenizer.ggml.*} of its metadata give it. The
 * reader of the file fills this record; {@link #tokenizer} makes the tokenizer of it.
 *
 * @param model the key {@code model}: {@code gpt2} (byte-level byte-pair encoding), {@code llama}
 *     (SentencePiece's merges by score), {@code gemma4} (the same by a list), {@code t5} (Unigram)
 *     or {@code bert} (WordPiece)
 * @param pre the key {@code pre}, by which gpt2 vocabularies name their way of splitting
 * @param tokens the key {@code tokens}, in the order of their ids
 * @param scores the key {@code scores}, one for each token; needed by llama and t5, otherwise empty
 * @param tokenTypes the key {@code token_type}, one for each token, or empty: 1 normal, 2 unknown,
 *     3 control, 4 defined by the user, 5 unused, 6 a byte
 * @param merges the key {@code merges}, two tokens with a space between them; needed by gpt2 and
 *     gemma4
 * @param ids the keys that end in {@code _token_id}, without that: bos, eos, unknown, cls,
 *     seperator (so spelled)
 * @param flags the keys {@code add_bos_token}, {@code add_eos_token}, {@code add_space_prefix},
 *     {@code remove_extra_whitespaces}, {@code normalizer.lowercase}, {@code
 *     normalizer.strip_accents}, as far as they are there
 * @param charsMap the key {@code precompiled_charsmap}, or empty
 */
public record GgufVocabulary(
    String model,
    Optional<String> pre,
    List<String> tokens,
    float[] scores,
    int[] tokenTypes,
    List<String> merges,
    Map<String, Integer> ids,
    Map<String, Boolean> flags,
    byte[] charsMap) {

  /**
   * Copies the lists and maps; the arrays are taken as they are.
   *
   * @throws IllegalArgumentException if the arrays do not have one element for each token
   */
  public GgufVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
    ids = Map.copyOf(ids);
    flags = Map.copyOf(flags);
    requireOneEach("scores", scores.length, tokens.size());
    requireOneEach("token_type", tokenTypes.length, tokens.size());
  }

  private static void requireOneEach(String key, int found, int tokens) {
    if (found != 0 && found != tokens) {
      throw new IllegalArgumentException(
          "tokenizer.ggml.%s has %d elements, but there are %d tokens"
              .formatted(key, found, tokens));
    }
  }

  /**
   * Makes the tokenizer. Its special tokens are those of the types control and unknown; tokens
   * defined by the user are cut out of every text. Its {@linkplain Tokenizer#template() template}
   * is what the keys say, or where there are none, what llama.cpp adds for the kind of vocabulary.
   *
   * @return the tokenizer
   * @throws IllegalArgumentException if the model or its way of splitting is not known, or if the
   *     lists are damaged; the message names the key or the token
   */
  public Tokenizer tokenizer() {
    return switch (model) {
      case "gpt2" -> bytePair();
      case "llama" -> sentencePiece(false);
      case "t5" -> sentencePiece(true);
      case "gemma4" -> GgufMergedPieces.tokenizer(this);
      case "bert" -> wordPiece();
      default ->
          throw new IllegalArgumentException(
              "tokenizer.ggml.model = '%s' is not supported; supported: gpt2, llama, gemma4, t5, bert"
                  .formatted(model));
    };
  }

  private boolean is(String flag, boolean otherwise) {
    return flags.getOrDefault(flag, otherwise);
  }

  OptionalInt id(String key) {
    return id(key, -1);
  }

  /** An id that is one of the vocabulary. */
  private OptionalInt id(String key, int otherwise) {
    int id = ids.getOrDefault(key, otherwise);
    return id >= 0 && id < tokens.size() ? OptionalInt.of(id) : OptionalInt.empty();
  }

  /** What is around a text of a Gemma model. */
  Template template() {
    return template(id("bos"), id("eos"), true, false);
  }

  /** What is around a text, unless the keys say otherwise. */
  private Template template(
      OptionalInt begin, OptionalInt end, boolean addsBegin, boolean addsEnd) {
    return Template.of(
        is("add_bos_token", addsBegin) ? begin : OptionalInt.empty(),
        is("add_eos_token", addsEnd) ? end : OptionalInt.empty());
  }

  private int type(int id) {
    return tokenTypes.length == 0 ? PieceType.NORMAL.number() : tokenTypes[id];
  }

  /** What a piece is for; where the file does not say so, its name and its id do. */
  PieceType pieceType(int id) {
    if (tokenTypes.length > 0) {
      return PieceType.numbered(type(id));
    }
    boolean isControl = id == ids.getOrDefault("bos", 1) || id == ids.getOrDefault("eos", 2);
    boolean isByte = TokenizerJsonPieces.isByte(tokens.get(id));
    return id == ids.getOrDefault("unknown", 0)
        ? PieceType.UNKNOWN
        : isControl ? PieceType.CONTROL : isByte ? PieceType.BYTE : PieceType.NORMAL;
  }

  Map<String, Integer> tokensOf(PieceType wanted) {
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (type(id) == wanted.number() && found.put(tokens.get(id), id) != null) {
        throw new IllegalArgumentException("token '" + tokens.get(id) + "' is there twice");
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

  private BytePairTokenizer bytePair() {
    GgufPreTokenizer rules = GgufPreTokenizer.named(pre.orElse("default"));
    Template template = template(id("bos", 11), id("eos", 11), rules.addsBegin(), false);
    List<byte[]> bytes = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      bytes.add(bytesOf(id));
    }
    List<Merge> merges = merges(idsOfTokens());
    BytePairTokenizer tokenizer =
        new BytePairTokenizer(
            new Vocabulary(bytes),
            merges,
            new BytePairRules(
                rules.split(),
                rules.normalizes(),
                false,
                rules.wholePieces(),
                false,
                tokensOf(PieceType.USER_DEFINED)),
            AddedTokens.of(special(template, id("eos", 11)), tokensOf(PieceType.USER_DEFINED)),
            template);
    if (!rules.wholePieces()) {
      requireAllMerges(merges);
    }
    return tokenizer;
  }

  /** Refuses a list of merges that does not make all tokens of text. */
  private void requireAllMerges(List<Merge> merges) {
    Set<String> made = new HashSet<>();
    merges.forEach(merge -> made.add(tokens.get(merge.left()) + tokens.get(merge.right())));
    Set<String> others = new HashSet<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (type(id) != PieceType.NORMAL.number()) {
        others.add(tokens.get(id));
      }
    }
    // A file's types may call a token text that was added by hand, as runs of spaces are.
    int allowed = tokens.size() / 1000;
    UnmadeTokens.problem(idsOfTokens(), made, others, allowed)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("tokenizer.ggml.merges: " + problem);
            });
  }

  private byte[] bytesOf(int id) {
    int type = type(id);
    boolean isNoText =
        type == PieceType.CONTROL.number()
            || type == PieceType.UNUSED.number()
            || type == PieceType.UNKNOWN.number();
    String token = tokens.get(id);
    byte[] read =
        type == PieceType.USER_DEFINED.number()
            ? token.getBytes(StandardCharsets.UTF_8)
            : ByteAlphabet.read(token);
    if (read == null && !isNoText) {
      throw new IllegalArgumentException(
          "token %d, '%s', is not written in the alphabet of bytes and is neither control nor unused"
              .formatted(id, token));
    }
    return isNoText ? new byte[0] : read;
  }

  /** The ids of all tokens, of which no two may be equal. */
  Map<String, Integer> idsOfTokens() {
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (found.put(tokens.get(id), id) != null) {
        throw new IllegalArgumentException("token '" + tokens.get(id) + "' is there twice");
      }
    }
    return found;
  }

  /** The merges as ids. */
  List<Merge> merges(Map<String, Integer> idsOfTokens) {
    List<Merge> found = new ArrayList<>(merges.size());
    for (String merge : merges) {
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

  private Tokenizer sentencePiece(boolean isUnigram) {
    if (scores.length == 0) {
      throw new IllegalArgumentException(
          "a vocabulary of the kind " + model + " needs the key tokenizer.ggml.scores");
    }
    List<Piece> pieces = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      pieces.add(Piece.of(tokens.get(id), scores[id], pieceType(id)));
    }
    OptionalInt begin = id("bos", isUnigram ? -1 : 1);
    OptionalInt end = id("eos", isUnigram ? 1 : 2);
    return new SentencePieceSpec(
            isUnigram,
            charsMap,
            is("add_space_prefix", true),
            is("remove_extra_whitespaces", false),
            true,
            begin,
            end,
            template(begin, end, !isUnigram, isUnigram))
        .tokenizer(new PieceTable(pieces));
  }

  /** Accents and capitals are dropped where no key says otherwise, as llama.cpp does. */
  private WordPieceTokenizer wordPiece() {
    int unknown = id("unknown").orElse(-1);
    if (unknown < 0) {
      throw new IllegalArgumentException(
          "a bert vocabulary needs the key tokenizer.ggml.unknown_token_id, one of its tokens");
    }
    List<String> named = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      boolean begins = !token.isEmpty() && token.charAt(0) == Piece.SPACE;
      boolean isName =
          type(id) == PieceType.CONTROL.number() || token.startsWith("[") && token.endsWith("]");
      named.add(
          begins ? token.substring(1) : isName ? token : WordPieceTokenizer.CONTINUES + token);
    }
    OptionalInt begin = id("cls").isPresent() ? id("cls") : id("bos");
    Template template = template(begin, id("seperator"), true, true);
    boolean lowercase = is("normalizer.lowercase", true);
    return new WordPieceTokenizer(
        named,
        tokens.get(unknown),
        new BertNormalizer(is("normalizer.strip_accents", lowercase), lowercase),
        AddedTokens.of(special(template, id("seperator"))),
        Set.of(),
        template);
  }
}
