package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.bytes.ByteAlphabet;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.pair.BytePairParts;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a byte-pair tokenizer as Hugging Face's {@code tokenizer.json}. */
public final class TokenizerJsonWriter {

  private final BytePairParts parts;
  private final String[] names;

  private TokenizerJsonWriter(BytePairParts parts) {
    this.parts = parts;
    Vocabulary vocabulary = parts.vocabulary();
    names = new String[vocabulary.size()];
    parts.added().special().ids().forEach((name, id) -> names[id] = name);
    parts.rules().plainTokens().forEach((name, id) -> names[id] = name);
    for (int id = 0; id < names.length; id++) {
      // An id that is left out has no name, no bytes and no place in the file.
      if (names[id] == null && vocabulary.bytes(id).length > 0) {
        names[id] = ByteAlphabet.write(vocabulary.bytes(id));
      }
    }
  }

  /**
   * Writes the file.
   *
   * @param parts what the tokenizer consists of
   * @param file the file to write or to replace
   * @throws IOException if the file cannot be written
   */
  public static void write(BytePairParts parts, Path file) throws IOException {
    TokenizerJsonWriter writer = new TokenizerJsonWriter(parts);
    JsonFile.write(file, writer::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", "1.0");
    json.writeNullField("truncation");
    json.writeNullField("padding");
    TokenizerJsonPieces.writeAddedTokens(parts.added(), json);
    writeNormalizer(json);
    TokenizerJsonSplit.write(parts.split(), parts.rules().prefixesSpace(), json);
    TokenizerJsonTemplate.write(parts.template(), parts.added().special(), json);
    json.writeObjectFieldStart("decoder");
    TokenizerJsonSplit.writeByteLevel(json, true, false);
    json.writeEndObject();
    writeModel(json);
    json.writeEndObject();
  }

  private void writeNormalizer(JsonGenerator json) throws IOException {
    if (parts.rules().normalizes()) {
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
    json.writeBooleanField("ignore_merges", parts.rules().wholePieces());
    json.writeObjectFieldStart("vocab");
    for (int id = 0; id < names.length; id++) {
      if (names[id] != null) {
        json.writeNumberField(names[id], id);
      }
    }
    json.writeEndObject();
    json.writeArrayFieldStart("merges");
    for (Merge merge : parts.merges()) {
      json.writeString(names[merge.left()] + " " + names[merge.right()]);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
