package dev.stoa.tokenizer;

import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.file.WordPieceJson;
import dev.stoa.tokenizer.normal.BertNormalizer;
import dev.stoa.tokenizer.normal.PlacedIds;
import dev.stoa.tokenizer.normal.TracedText;
import dev.stoa.tokenizer.word.WordPieceEncoder;
import dev.stoa.tokenizer.word.WordPieceParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * WordPiece, as BERT has it.
 *
 * <p>The text is cut into words: white space and control characters are dropped, every punctuation
 * character and every Chinese character is a word, accents and capitals may be dropped. Of each
 * word the longest beginning that is a token is taken, then the longest beginning of the rest that
 * is a continuing token ({@code ##ing}), and so on. A word of which something is left over, or of
 * more than 100 characters, becomes the one token for unknown words.
 *
 * <p>Decoding gives the words with one space between them. The text itself does not come back:
 * white space, capitals, accents and unknown words are lost.
 *
 * <p>Sources: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language
 * Understanding", 2019, and the code published with it.
 */
public final class WordPieceTokenizer extends SpacedTokenizer {

  private final WordPieceParts parts;
  private final WordPieceEncoder encoder;

  WordPieceTokenizer(WordPieceParts parts) {
    super(WordPieceEncoder.decoded(parts), parts.added(), OptionalInt.empty(), parts.template());
    this.parts = parts;
    encoder = new WordPieceEncoder(parts);
  }

  /** With special tokens that are found as they are, and nothing around a text. */
  WordPieceTokenizer(
      List<String> tokens,
      String unknown,
      boolean stripAccents,
      boolean lowercase,
      SpecialTokens special) {
    this(
        new WordPieceParts(
            tokens,
            unknown,
            new BertNormalizer(stripAccents, lowercase),
            AddedTokens.of(special),
            Set.of(),
            Template.none()));
  }

  @Override
  TracedText normalize(TracedText part) {
    return parts.normalizer().apply(part);
  }

  @Override
  void encodePart(TracedText normalized, boolean isFirst, PlacedIds out) {
    encoder.encode(normalized, out);
  }

  @Override
  boolean losesSpace(int id) {
    return true;
  }

  /** The tokens as files write them. */
  List<String> tokens() {
    return parts.tokens();
  }

  /** Writes Hugging Face's {@code tokenizer.json}, which their library opens too. */
  @Override
  public void save(Path file) throws IOException {
    WordPieceJson.write(parts, file);
  }
}
