package dev.stoa.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The vocabulary of a GGUF file, as the keys {@code tokenizer.ggml.*} of its metadata give it. The
 * reader of the file fills this record; {@link #tokenizer} makes the tokenizer of it.
 *
 * @param model the key {@code model}: {@code gpt2} (byte-level byte-pair encoding), {@code llama}
 *     (SentencePiece) or {@code bert} (WordPiece)
 * @param pre the key {@code pre}, by which gpt2 vocabularies name their way of splitting
 * @param tokens the key {@code tokens}, in the order of their ids
 * @param scores the key {@code scores}, one for each token; needed by llama, otherwise empty
 * @param tokenTypes the key {@code token_type}, one for each token, or empty: 1 normal, 2 unknown,
 *     3 control, 4 defined by the user, 5 unused, 6 a byte
 * @param merges the key {@code merges}, two tokens with a space between them; needed by gpt2
 * @param begin the token before a text, if the model expects one: {@code bos_token_id} where {@code
 *     add_bos_token} is true, and {@code cls_token_id} for bert
 * @param end the token that ends a text: {@code eos_token_id}, and {@code seperator_token_id} (so
 *     spelled) for bert
 * @param unknown the key {@code unknown_token_id}; needed by bert
 */
public record GgufVocabulary(
    String model,
    Optional<String> pre,
    List<String> tokens,
    float[] scores,
    int[] tokenTypes,
    List<String> merges,
    OptionalInt begin,
    OptionalInt end,
    OptionalInt unknown) {

  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;
  private static final int BYTE = 6;

  /** Before the tokens that begin a word, in vocabularies of kind bert and llama. */
  private static final char SPACE = '\u2581';

  private static final Map<String, SplitPattern> SPLITS =
      Map.ofEntries(
          Map.entry("gpt-2", SplitPattern.GPT2),
          Map.entry("phi-2", SplitPattern.GPT2),
          Map.entry("olmo", SplitPattern.GPT2),
          Map.entry("mpt", SplitPattern.GPT2),
          Map.entry("starcoder", SplitPattern.STARCODER),
          Map.entry("smollm", SplitPattern.STARCODER),
          Map.entry("command-r", SplitPattern.STARCODER),
          Map.entry("refact", SplitPattern.STARCODER),
          Map.entry("codeshell", SplitPattern.STARCODER),
          Map.entry("falcon", SplitPattern.FALCON),
          Map.entry("llama-bpe", SplitPattern.LLAMA3),
          Map.entry("llama3", SplitPattern.LLAMA3),
          Map.entry("qwen2", SplitPattern.QWEN2),
          Map.entry("deepseek-r1-qwen", SplitPattern.QWEN2),
          Map.entry("qwen35", SplitPattern.QWEN35),
          Map.entry("gpt-4o", SplitPattern.O200K),
          Map.entry("tekken", SplitPattern.TEKKEN),
          Map.entry("deepseek-v3", SplitPattern.DEEPSEEK3));

  /** The vocabularies whose texts are brought to Unicode's form NFC. */
  private static final List<String> NORMALIZED = List.of("qwen2", "qwen35");

  /** The vocabularies whose pieces become a token as a whole where there is one. */
  private static final List<String> WHOLE_PIECES = List.of("llama-bpe", "llama3", "tekken");

  /**
   * Copies the lists; the arrays are taken as they are.
   *
   * @throws IllegalArgumentException if the arrays do not have one element for each token
   */
  public GgufVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
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
   * Makes the tokenizer. Its special tokens are the control tokens; tokens defined by the user are
   * cut out of every text. Encoding adds neither a beginning nor an end.
   *
   * @return the tokenizer
   * @throws IllegalArgumentException if the model or its way of splitting is not known, or if the
   *     lists are damaged; the message names the key or the token
   */
  public Tokenizer tokenizer() {
    return switch (model) {
      case "gpt2" -> bytePair();
      case "llama" -> sentencePiece(false);
      case "bert" -> wordPiece();
      default ->
          throw new IllegalArgumentException(
              "tokenizer.ggml.model = '%s' is not supported; supported: gpt2, llama, bert"
                  .formatted(model));
    };
  }

  private int type(int id) {
    return tokenTypes.length == 0 ? 1 : tokenTypes[id];
  }

  private Map<String, Integer> tokensOf(int wanted) {
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (type(id) == wanted && found.put(tokens.get(id), id) != null) {
        throw new IllegalArgumentException("token '" + tokens.get(id) + "' is there twice");
      }
    }
    return found;
  }

  private SpecialTokens special() {
    return new SpecialTokens(tokensOf(CONTROL), begin, end);
  }

  private BytePairTokenizer bytePair() {
    SplitPattern split = SPLITS.get(pre.orElse(""));
    if (split == null) {
      throw new IllegalArgumentException(
          "tokenizer.ggml.pre = '%s' is not supported for gpt2; supported: %s"
              .formatted(pre.orElse("(not there)"), SPLITS.keySet().stream().sorted().toList()));
    }
    SpecialTokens special = special();
    Map<String, Integer> plain = tokensOf(USER_DEFINED);
    Map<String, Integer> ids = new LinkedHashMap<>();
    List<byte[]> bytes = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      if (ids.put(token, id) != null) {
        throw new IllegalArgumentException("token '" + token + "' is there twice");
      }
      boolean isText = type(id) == USER_DEFINED;
      boolean isNoText = type(id) == CONTROL || type(id) == UNUSED;
      byte[] read = isText ? token.getBytes(StandardCharsets.UTF_8) : ByteAlphabet.read(token);
      if (read == null && !isNoText) {
        throw new IllegalArgumentException(
            "token %d, '%s', is not written in the alphabet of bytes and is neither control nor unused"
                .formatted(id, token));
      }
      bytes.add(isNoText ? new byte[0] : read);
    }
    boolean wholePieces = WHOLE_PIECES.contains(pre.orElse(""));
    return new BytePairTokenizer(
        new Vocabulary(bytes),
        merges(ids),
        new BytePairRules(split, NORMALIZED.contains(pre.orElse("")), wholePieces, false, plain),
        special);
  }

  private List<Merge> merges(Map<String, Integer> ids) {
    List<Merge> found = new ArrayList<>(merges.size());
    for (String merge : merges) {
      int space = merge.indexOf(' ', 1);
      Integer left = space < 0 ? null : ids.get(merge.substring(0, space));
      Integer right = space < 0 ? null : ids.get(merge.substring(space + 1));
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
    return new SentencePieceSpec(
            isUnigram, new byte[0], true, false, true, begin, end, Template.none())
        .tokenizer(new PieceTable(pieces));
  }

  private PieceType pieceType(int id) {
    return PieceType.numbered(type(id));
  }

  /** Accents and capitals are dropped: what the file does not say, its own library does. */
  private WordPieceTokenizer wordPiece() {
    int unknownId = unknown.orElse(-1);
    if (unknownId < 0 || unknownId >= tokens.size()) {
      throw new IllegalArgumentException(
          "a bert vocabulary needs the key tokenizer.ggml.unknown_token_id, one of its tokens");
    }
    List<String> named = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      boolean begins = !token.isEmpty() && token.charAt(0) == SPACE;
      boolean isName = type(id) == CONTROL || token.startsWith("[") && token.endsWith("]");
      named.add(
          begins ? token.substring(1) : isName ? token : WordPieceTokenizer.CONTINUES + token);
    }
    return new WordPieceTokenizer(
        named, tokens.get(unknownId), true, true, special(), Template.none());
  }
}
