package dev.stoa.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a byte-pair tokenizer as Hugging Face's {@code tokenizer.json}. */
final class TokenizerJsonWriter {

  private final BytePairTokenizer tokenizer;
  private final String[] names;

  private TokenizerJsonWriter(BytePairTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    names = new String[tokenizer.vocabularySize()];
    tokenizer.specialTokens().ids().forEach((name, id) -> names[id] = name);
    tokenizer.rules().plainTokens().forEach((name, id) -> names[id] = name);
    for (int id = 0; id < names.length; id++) {
      // An id that is left out has no name, no bytes and no place in the file.
      if (names[id] == null && tokenizer.bytes(id).length > 0) {
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
    TokenizerJsonPieces.writeAddedTokens(tokenizer.added(), json);
    writeNormalizer(json);
    TokenizerJsonSplit.write(tokenizer.split(), tokenizer.rules().prefixesSpace(), json);
    TokenizerJsonTemplate.write(tokenizer, json);
    json.writeObjectFieldStart("decoder");
    TokenizerJsonSplit.writeByteLevel(json, true, false);
    json.writeEndObject();
    writeModel(json);
    json.writeEndObject();
  }

  private void writeNormalizer(JsonGenerator json) throws IOException {
    if (tokenizer.rules().normalizes()) {
      json.writeObjectFieldStart("normalizer");
      json.writeStringField("type", "NFC");
      json.writeEndObject();
    } else {
      json.writeNullField("normalizer");
    }
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
    json.writeBooleanField("ignore_merges", tokenizer.rules().wholePieces());
    json.writeObjectFieldStart("vocab");
    for (int id = 0; id < names.length; id++) {
      if (names[id] != null) {
        json.writeNumberField(names[id], id);
      }
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
