/** Weight files, samplers, generation and evaluation. */
module dev.stoa.inference {
  requires transitive dev.stoa.core;
  requires transitive dev.stoa.tokenizer;
  requires com.fasterxml.jackson.databind;

  exports dev.stoa.evaluate;
  exports dev.stoa.format;
  exports dev.stoa.generate;
  exports dev.stoa.load;
  exports dev.stoa.sample;
}
