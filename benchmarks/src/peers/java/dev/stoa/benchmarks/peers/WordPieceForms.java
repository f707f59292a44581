package dev.stoa.benchmarks.peers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.format.GgufFile;
import dev.stoa.tokenizer.WordPieceTrainer;
import java.util.ArrayList;
import java.util.List;

/** WordPiece as the files of BERT and its like have it. */
final class WordPieceForms {
  private static final int TRAINED_SIZE = 8_000;

  private WordPieceForms() {}

  /**
   * The forms for which there is a vocabulary.
   *
   * @param corpus what others are trained on
   */
  static List<TokenizerForm> all(String corpus) {
    List<TokenizerForm> all = new ArrayList<>();
    Texts.shared("vocab/ggml-vocab-bert-bge.gguf")
        .ifPresent(
            file -> {
              ObjectNode model =
                  model(Texts.checked(() -> GgufFile.read(file).strings("tokenizer.ggml.tokens")));
              all.add(form("bert-uncased", model, "true", "null"));
              all.add(form("bert-uncased-accents", model, "true", "false"));
            });
    ObjectNode cased =
        TokenizerForm.model(new WordPieceTrainer(TRAINED_SIZE).cased().train(List.of(corpus)));
    all.add(form("bert-cased", cased, "false", "null"));
    all.add(form("bert-cased-no-accents", cased, "false", "true"));
    return all;
  }

  /** In GGUF files a mark stands before what begins a word, and nothing before what continues. */
  private static ObjectNode model(List<String> pieces) {
    ObjectNode model = TokenizerForm.MAPPER.createObjectNode();
    model.put("type", "WordPiece").put("unk_token", "[UNK]");
    model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100);
    ObjectNode vocabulary = model.putObject("vocab");
    for (String piece : pieces) {
      boolean named = piece.startsWith("[") && piece.endsWith("]") && piece.length() > 2;
      String begins = piece.startsWith("\u2581") ? piece.substring(1) : "##" + piece;
      vocabulary.put(named ? piece : begins, vocabulary.size());
    }
    return model;
  }

  private static TokenizerForm form(
      String name, ObjectNode model, String lowercase, String stripAccents) {
    TokenizerForm form =
        TokenizerForm.of(name, model)
            .with(
                "normalizer",
                "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,"
                    + "\"strip_accents\":%s,\"lowercase\":%s}".formatted(stripAccents, lowercase))
            .with("pre_tokenizer", "{\"type\":\"BertPreTokenizer\"}")
            .with("decoder", "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":false}");
    for (String token : WordPieceTrainer.BERT_TOKENS) {
      form = form.added(token, model.get("vocab").get(token).intValue(), "special");
    }
    return form.around(
        "[CLS]",
        model.get("vocab").get("[CLS]").intValue(),
        "[SEP]",
        model.get("vocab").get("[SEP]").intValue());
  }
}
