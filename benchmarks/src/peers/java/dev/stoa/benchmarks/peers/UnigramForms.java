package dev.stoa.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.tokenizer.UnigramTokenizer;
import dev.stoa.tokenizer.UnigramTrainer;
import java.util.Base64;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Unigram as the files of T5, XLM-R, mT5 and ALBERT have it, and one with byte fallback. */
final class UnigramForms {
  private static final int TRAINED_SIZE = 8_000;

  private static final String WORDS = "{\"type\":\"WhitespaceSplit\"}";

  private static final String METASPACE =
      "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\","
          + "\"split\":true}";

  private static final String BYTES_DECODER =
      "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\","
          + "\"pattern\":{\"String\":\"\u2581\"},\"content\":\" \"},{\"type\":\"ByteFallback\"},"
          + "{\"type\":\"Fuse\"},{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]}";

  private UnigramForms() {}

  /**
   * The forms.
   *
   * @param corpus what their vocabularies are trained on
   */
  static List<TokenizerForm> all(String corpus) {
    UnigramTrainer trainer =
        new UnigramTrainer(TRAINED_SIZE)
            .withSpecialTokens(List.of("<unk>", "<pad>", "<s>", "</s>", "<mask>"));
    // The last bit of a score of 17 digits depends on who reads it; floats are what files have.
    ObjectNode bytes = model(trainer.train(List.of(corpus)), score -> score / 3);
    ObjectNode unknown =
        model(trainer.withoutBytes().train(List.of(corpus)), score -> (float) score);
    String charsMap =
        "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"%s\"}"
            .formatted(Base64.getEncoder().encodeToString(CharsMapRules.compatibility()));
    return List.of(
        form("t5", unknown)
            .added("<mask>", 4, "special lstrip rstrip")
            .with("normalizer", charsMap)
            .with("pre_tokenizer", sequence("pretokenizers", WORDS, METASPACE))
            .around("", 0, "</s>", 3),
        form("xlm-r", unknown)
            .added("<mask>", 4, "special lstrip")
            .with("normalizer", sequence("normalizers", charsMap, replace(" ")))
            .with("pre_tokenizer", METASPACE)
            .around("<s>", 2, "</s>", 3),
        form("mt5", unknown)
            .added("<mask>", 4, "special")
            .with(
                "normalizer",
                sequence(
                    "normalizers",
                    charsMap,
                    "{\"type\":\"Strip\",\"strip_left\":false,\"strip_right\":true}",
                    replace("\u2581")))
            .with("pre_tokenizer", METASPACE)
            .around("", 0, "</s>", 3),
        form("albert", unknown)
            .added("<mask>", 4, "special lstrip")
            .with(
                "normalizer",
                sequence(
                    "normalizers",
                    quotes("``"),
                    quotes("''"),
                    "{\"type\":\"NFKD\"}",
                    "{\"type\":\"StripAccents\"}",
                    "{\"type\":\"Lowercase\"}",
                    charsMap,
                    replace(" ")))
            .with("pre_tokenizer", METASPACE)
            .around("<s>", 2, "</s>", 3),
        form("unigram-bytes", bytes)
            .added("<mask>", 4, "special")
            .with("pre_tokenizer", METASPACE)
            .with("decoder", BYTES_DECODER)
            .around("<s>", 2, "", 0),
        form("unigram-bytes-nfkc", bytes)
            .added("<mask>", 4, "special")
            .with(
                "normalizer",
                sequence("normalizers", "{\"type\":\"Nmt\"}", "{\"type\":\"NFKC\"}", replace(" ")))
            .with("pre_tokenizer", METASPACE)
            .with("decoder", BYTES_DECODER)
            .around("<s>", 2, "", 0));
  }

  private static ObjectNode model(UnigramTokenizer tokenizer, DoubleUnaryOperator scores) {
    ObjectNode model = TokenizerForm.model(tokenizer);
    for (JsonNode piece : model.get("vocab")) {
      double score = scores.applyAsDouble(piece.get(1).doubleValue());
      ((ArrayNode) piece).set(1, DoubleNode.valueOf(score));
    }
    return model;
  }

  private static TokenizerForm form(String name, ObjectNode model) {
    return TokenizerForm.of(name, model)
        .added("<unk>", 0, "special")
        .added("<pad>", 1, "special")
        .added("<s>", 2, "special")
        .added("</s>", 3, "special")
        .with("decoder", METASPACE);
  }

  private static String sequence(String name, String... steps) {
    return "{\"type\":\"Sequence\",\"%s\":[%s]}".formatted(name, String.join(",", steps));
  }

  private static String replace(String content) {
    return "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\"%s\"}"
        .formatted(content);
  }

  private static String quotes(String two) {
    return "{\"type\":\"Replace\",\"pattern\":{\"String\":\"%s\"},\"content\":\"\\\"\"}"
        .formatted(two);
  }
}
