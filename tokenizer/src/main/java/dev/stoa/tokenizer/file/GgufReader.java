package dev.stoa.tokenizer.file;

import dev.stoa.tokenizer.GgufVocabulary;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.bytes.ByteAlphabet;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.normal.BertNormalizer;
import dev.stoa.tokenizer.pair.BytePairParts;
import dev.stoa.tokenizer.pair.BytePairRules;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceType;
import dev.stoa.tokenizer.word.WordPieceEncoder;
import dev.stoa.tokenizer.word.WordPieceParts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the vocabulary of a GGUF file out of its keys. */
public final class GgufReader {

  private final GgufVocabulary keys;
  private final GgufTokens tokens;

  private GgufReader(GgufVocabulary keys) {
    this.keys = keys;
    tokens = new GgufTokens(keys);
  }

  /**
   * Reads a vocabulary.
   *
   * @param keys the keys of the file
   * @return the parts of the tokenizer
   * @throws IllegalArgumentException if the model or its way of splitting is not known, or if the
   *     lists are damaged; the message names the key or the token
   */
  public static ReadTokenizer read(GgufVocabulary keys) {
    GgufReader reader = new GgufReader(keys);
    return switch (keys.model()) {
      case "gpt2" -> new ReadTokenizer.BytePairs(reader.bytePair());
      case "llama" -> reader.sentencePiece(false);
      case "t5" -> reader.sentencePiece(true);
      case "gemma4" -> new ReadTokenizer.MergedPieces(GgufMergedPieces.read(reader.tokens));
      case "bert" -> new ReadTokenizer.WordPieces(reader.wordPiece());
      default ->
          throw new IllegalArgumentException(
              "tokenizer.ggml.model = '%s' is not supported; supported: gpt2, llama, gemma4, t5, bert"
                  .formatted(keys.model()));
    };
  }

  private BytePairParts bytePair() {
    GgufPreTokenizer rules = GgufPreTokenizer.named(keys.pre().orElse("default"));
    Template template =
        tokens.template(tokens.id("bos", 11), tokens.id("eos", 11), rules.addsBegin(), false);
    List<byte[]> bytes = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      bytes.add(bytesOf(id));
    }
    List<Merge> merges = tokens.merges(tokens.idsOfTokens());
    BytePairParts parts =
        BytePairParts.of(
            new Vocabulary(bytes),
            merges,
            new BytePairRules(
                rules.split(),
                rules.normalizes(),
                false,
                rules.wholePieces(),
                false,
                tokens.tokensOf(PieceType.USER_DEFINED)),
            AddedTokens.of(
                tokens.special(template, tokens.id("eos", 11)),
                tokens.tokensOf(PieceType.USER_DEFINED)),
            template);
    if (!rules.wholePieces()) {
      requireAllMerges(merges);
    }
    return parts;
  }

  /** Refuses a list of merges that does not make all tokens of text. */
  private void requireAllMerges(List<Merge> merges) {
    Set<String> made = new HashSet<>();
    merges.forEach(merge -> made.add(tokens.token(merge.left()) + tokens.token(merge.right())));
    Set<String> others = new HashSet<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.type(id) != PieceType.NORMAL.number()) {
        others.add(tokens.token(id));
      }
    }
    // A file's types may call a token text that was added by hand, as runs of spaces are.
    int allowed = tokens.size() / 1000;
    UnmadeTokens.problem(tokens.idsOfTokens(), made, others, allowed)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("tokenizer.ggml.merges: " + problem);
            });
  }

  private byte[] bytesOf(int id) {
    int type = tokens.type(id);
    boolean isNoText =
        type == PieceType.CONTROL.number()
            || type == PieceType.UNUSED.number()
            || type == PieceType.UNKNOWN.number();
    String token = tokens.token(id);
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

  private ReadTokenizer sentencePiece(boolean isUnigram) {
    if (keys.entries().scores().length == 0) {
      throw new IllegalArgumentException(
          "a vocabulary of the kind " + keys.model() + " needs the key tokenizer.ggml.scores");
    }
    List<Piece> pieces = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      pieces.add(Piece.of(tokens.token(id), keys.entries().scores()[id], tokens.pieceType(id)));
    }
    OptionalInt begin = tokens.id("bos", isUnigram ? -1 : 1);
    OptionalInt end = tokens.id("eos", isUnigram ? 1 : 2);
    return new SentencePieceSpec(
            isUnigram,
            keys.charsMap(),
            tokens.is("add_space_prefix", true),
            tokens.is("remove_extra_whitespaces", false),
            true,
            begin,
            end,
            tokens.template(begin, end, !isUnigram, isUnigram))
        .read(new PieceTable(pieces));
  }

  /** Accents and capitals are dropped where no key says otherwise, as llama.cpp does. */
  private WordPieceParts wordPiece() {
    int unknown = tokens.id("unknown").orElse(-1);
    if (unknown < 0) {
      throw new IllegalArgumentException(
          "a bert vocabulary needs the key tokenizer.ggml.unknown_token_id, one of its tokens");
    }
    List<String> named = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.token(id);
      boolean begins = !token.isEmpty() && token.charAt(0) == Piece.SPACE;
      boolean isName =
          tokens.type(id) == PieceType.CONTROL.number()
              || token.startsWith("[") && token.endsWith("]");
      named.add(begins ? token.substring(1) : isName ? token : WordPieceEncoder.CONTINUES + token);
    }
    OptionalInt begin = tokens.id("cls").isPresent() ? tokens.id("cls") : tokens.id("bos");
    Template template = tokens.template(begin, tokens.id("seperator"), true, true);
    boolean lowercase = tokens.is("normalizer.lowercase", true);
    return new WordPieceParts(
        named,
        tokens.token(unknown),
        new BertNormalizer(tokens.is("normalizer.strip_accents", lowercase), lowercase),
        AddedTokens.of(tokens.special(template, tokens.id("seperator"))),
        Set.of(),
        template);
  }
}
