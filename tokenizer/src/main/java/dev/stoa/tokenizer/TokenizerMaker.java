package dev.stoa.tokenizer;

import dev.stoa.tokenizer.file.ReadTokenizer;

/** Makes tokenizers of what was read. */
final class TokenizerMaker {

  private TokenizerMaker() {}

  static Tokenizer of(ReadTokenizer read) {
    return switch (read) {
      case ReadTokenizer.BytePairs(var parts) -> new BytePairTokenizer(parts);
      case ReadTokenizer.MergedPieces(var parts) -> new SentencePieceTokenizer(parts);
      case ReadTokenizer.UnigramPieces(var parts) -> new UnigramTokenizer(parts);
      case ReadTokenizer.WordPieces(var parts) -> new WordPieceTokenizer(parts);
      case ReadTokenizer.Characters(var codePoints) -> new CharacterTokenizer(codePoints);
    };
  }
}
