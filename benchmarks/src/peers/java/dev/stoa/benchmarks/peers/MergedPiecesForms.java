package dev.stoa.benchmarks.peers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.format.GgufFile;
import dev.stoa.tokenizer.SentencePieceTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Merges of SentencePiece's pieces as Llama 2, Mistral, Gemma and Phi-3 have them in files. */
final class MergedPiecesForms {

  private static final String MARKS =
      "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"\u2581\"}";

  private static final String PREPEND =
      "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\",\"prepend\":\"\u2581\"},"
          + MARKS
          + "]}";

  private static final String SPACES =
      "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\u2581\"},\"content\":\" \"},"
          + "{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}";

  private static final String DECODER = "{\"type\":\"Sequence\",\"decoders\":[" + SPACES + "]}";

  private static final String STRIPPING =
      "{\"type\":\"Sequence\",\"decoders\":["
          + SPACES
          + ",{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]}";

  private MergedPiecesForms() {}

  /** The forms for which there is a vocabulary. */
  static List<TokenizerForm> all() {
    List<TokenizerForm> all = new ArrayList<>();
    Texts.shared("vocab/ggml-vocab-llama-spm.gguf")
        .ifPresent(
            file -> {
              ObjectNode model = model(Texts.checked(() -> piecesOf(file)));
              all.add(llama2("llama2", model));
              all.add(mistral(model));
              all.add(gemma(model));
              all.add(phi3(model));
            });
    Texts.shared("tok512.bin")
        .ifPresent(
            file ->
                all.add(
                    llama2(
                        "llama2-tok512",
                        model(
                            Texts.checked(
                                () -> piecesOf(SentencePieceTokenizer.fromLlama2c(file)))))));
    return all;
  }

  private static List<String> piecesOf(Path file) throws IOException {
    return GgufFile.read(file).strings("tokenizer.ggml.tokens");
  }

  /** The pieces of llama2.c's file: three special ones, those of the bytes, and text. */
  private static List<String> piecesOf(SentencePieceTokenizer tokenizer) {
    List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int id = 3; id < tokenizer.vocabularySize(); id++) {
      pieces.add(
          id < 259
              ? "<0x%02X>".formatted(id - 3)
              : new String(tokenizer.bytes(id), StandardCharsets.UTF_8).replace(' ', '\u2581'));
    }
    return pieces;
  }

  /** The merges of pieces that stand in the order of their scores. */
  private static ObjectNode model(List<String> pieces) {
    Map<String, Integer> ids = new HashMap<>();
    ObjectNode model = TokenizerForm.MAPPER.createObjectNode();
    model.put("type", "BPE").putNull("dropout").put("unk_token", "<unk>");
    model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (String piece : pieces) {
      vocabulary.put(piece, ids.size());
      ids.put(piece, ids.size());
    }
    ArrayNode merges = model.putArray("merges");
    for (String piece : pieces) {
      for (int at = 1; at < piece.length(); at++) {
        String left = piece.substring(0, at);
        if (ids.containsKey(left) && ids.containsKey(piece.substring(at))) {
          merges.add(left + " " + piece.substring(at));
        }
      }
    }
    return model;
  }

  private static TokenizerForm form(String name, ObjectNode model) {
    return TokenizerForm.of(name, model)
        .added("<unk>", 0, "special")
        .added("<s>", 1, "special")
        .around("<s>", 1, "", 0);
  }

  private static TokenizerForm llama2(String name, ObjectNode model) {
    return form(name, model)
        .added("</s>", 2, "special")
        .with("normalizer", PREPEND)
        .with("decoder", STRIPPING)
        .givingBack();
  }

  /** A text that begins with a space gets none, and loses it in decoding. */
  private static TokenizerForm mistral(ObjectNode model) {
    return form("mistral", model)
        .added("</s>", 2, "special")
        .with(
            "pre_tokenizer",
            "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"first\","
                + "\"split\":false}")
        .with("decoder", STRIPPING);
  }

  /** Runs of spaces and line ends are added tokens, as in Gemma's file. */
  private static TokenizerForm gemma(ObjectNode model) {
    TokenizerForm form =
        form("gemma", model)
            .added("</s>", 2, "special")
            .with("normalizer", MARKS)
            .with(
                "pre_tokenizer",
                "{\"type\":\"Split\",\"pattern\":{\"String\":\" \"},"
                    + "\"behavior\":\"MergedWithPrevious\",\"invert\":false}")
            .with("decoder", DECODER);
    int id = model.get("vocab").size();
    for (int count = 2; count <= 31; count++) {
      form = form.added("\n".repeat(count), id++, "");
      form = form.added("\t".repeat(count), id++, "");
    }
    return form.added("<start_of_turn>", id, "special").givingBack();
  }

  private static TokenizerForm phi3(ObjectNode model) {
    TokenizerForm form =
        form("phi3", model)
            .added("</s>", 2, "rstrip")
            .with("normalizer", PREPEND)
            .with("decoder", STRIPPING);
    int id = model.get("vocab").size();
    for (String name : List.of("<|assistant|>", "<|system|>", "<|end|>", "<|user|>")) {
      form = form.added(name, id++, "special rstrip");
    }
    return form.added("<|word|>", id, "special single_word")
        .added("<|both|>", id + 1, "special lstrip rstrip")
        .added("class", model.get("vocab").get("class").intValue(), "single_word")
        .added("Two  Words", id + 2, "normalized");
  }
}
