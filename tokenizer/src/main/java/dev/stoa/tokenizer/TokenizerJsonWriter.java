package dev.stoa.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes a byte-pair tokenizer as Hugging Face's {@code tokenizer.json}. */
final class TokenizerJsonWriter {

  private final BytePairTokenizer tokenizer;
  private final String[] names;

  private TokenizerJsonWriter(BytePairTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    names = new String[tokenizer.vocabularySize()];
    tokenizer.specialTokens().ids().forEach((name, id) -> names[id] = name);
    for (int id = 0; id < names.length; id++) {
      if (names[id] == null) {
        names[id] = ByteAlphabet.write(tokenizer.bytes(id));
      }
    }
  }

  static void write(BytePairTokenizer tokenizer, Path file) throws IOException {
    TokenizerJsonWriter writer = new TokenizerJsonWriter(tokenizer);
    JsonFile.write(file, writer::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", "1.0");
    json.writeNullField("truncation");
    json.writeNullField("padding");
    writeAddedTokens(json);
    json.writeNullField("normalizer");
    writeByteLevel(json, "pre_tokenizer", tokenizer.split() == SplitPattern.GPT2);
    json.writeNullField("post_processor");
    writeByteLevel(json, "decoder", true);
    writeModel(json);
    json.writeEndObject();
  }

  private void writeAddedTokens(JsonGenerator json) throws IOException {
    Map<Integer, String> byId = new TreeMap<>();
    tokenizer.specialTokens().ids().forEach((name, id) -> byId.put(id, name));
    json.writeArrayFieldStart("added_tokens");
    for (Map.Entry<Integer, String> token : byId.entrySet()) {
      json.writeStartObject();
      json.writeNumberField("id", token.getKey());
      json.writeStringField("content", token.getValue());
      for (String option : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
        json.writeBooleanField(option, false);
      }
      json.writeBooleanField("special", true);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeByteLevel(JsonGenerator json, String stage, boolean useRegex)
      throws IOException {
    json.writeObjectFieldStart(stage);
    json.writeStringField("type", "ByteLevel");
    json.writeBooleanField("add_prefix_space", false);
    json.writeBooleanField("trim_offsets", true);
    json.writeBooleanField("use_regex", useRegex);
    json.writeEndObject();
  }

  private void writeModel(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("model");
    json.writeStringField("type", "BPE");
    json.writeNullField("dropout");
    json.writeNullField("unk_token");
    json.writeNullField("continuing_subword_prefix");
    json.writeNullField("end_of_word_suffix");
    json.writeBooleanField("fuse_unk", false);
    json.writeBooleanField("byte_fallback", false);
    json.writeBooleanField("ignore_merges", false);
    json.writeObjectFieldStart("vocab");
    for (int id = 0; id < names.length; id++) {
      json.writeNumberField(names[id], id);
    }
    json.writeEndObject();
    json.writeArrayFieldStart("merges");
    for (Merge merge : tokenizer.merges()) {
      json.writeString(names[merge.left()] + " " + names[merge.right()]);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
