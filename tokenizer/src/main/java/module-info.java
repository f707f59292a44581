/** Text to token ids and back: training, loading, encoding and decoding of tokenizers. */
module dev.stoa.tokenizer {
  requires com.fasterxml.jackson.databind;

  exports dev.stoa.file;
  exports dev.stoa.tokenizer;
  exports dev.stoa.tokenizer.text;
}
