package dev.stoa.tokenizer;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.file.Llama2cTokenizerFile;
import dev.stoa.tokenizer.piece.PieceParts;
import java.io.IOException;
import java.nio.file.Path;

/**
 * SentencePiece's byte-pair encoding, as Llama 2, Mistral 7B, Gemma, Phi-3 and llama2.c have it.
 *
 * <p>In most vocabularies a space is put before the text. Its characters are the first tokens; a
 * character that is no piece becomes the byte pieces {@code <0xXX>} of its UTF-8, or where there
 * are none, the piece for unknown characters. Then, again and again, of all neighbours whose text
 * together is a piece, those whose piece has the highest score become that piece, the leftmost
 * first, until there are none; files of Hugging Face's library have a list of merges in place of
 * scores. The text is not split before that. An empty text has no ids.
 *
 * <p>Decoding puts the pieces together, byte pieces as their byte. The first piece of a text, and
 * every piece that follows the token for the beginning of a text, loses the space it begins with:
 * the one that encoding put there.
 *
 * <p>Source: Kudo and Richardson, "SentencePiece", 2018. Differences: control and unknown pieces
 * decode to nothing, pieces for control tokens and bytes never match text, and unused pieces are
 * never made, not even on the way to others. From llama2.c's {@code run.c}: a text without the
 * beginning token loses its first space too.
 */
public final class SentencePieceTokenizer extends PieceTokenizer {

  SentencePieceTokenizer(PieceParts parts) {
    super(parts);
  }

  /**
   * Reads llama2.c's {@code tokenizer.bin}.
   *
   * @param tokenizerBin the file
   * @return the tokenizer
   * @throws FormatException if the file is damaged
   * @throws IOException if the file cannot be read
   */
  public static SentencePieceTokenizer fromLlama2c(Path tokenizerBin) throws IOException {
    return new SentencePieceTokenizer(Llama2cTokenizerFile.read(tokenizerBin));
  }
}
