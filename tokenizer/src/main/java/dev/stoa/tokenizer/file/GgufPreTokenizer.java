package dev.stoa.tokenizer.file;

import dev.stoa.tokenizer.SplitPattern;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a vocabulary of the kind gpt2 in a GGUF file treats texts, by the name in its key {@code
 * pre}.
 *
 * <p>Source: the names are those of llama.cpp's {@code llama-vocab.cpp}. Qwen's texts are brought
 * to Unicode's form NFC, as the models' own library does, and unlike llama.cpp.
 *
 * @param split how texts are split into pieces
 * @param normalizes whether texts are brought to form NFC
 * @param wholePieces whether a piece that is a token needs no merges
 * @param addsBegin whether models expect the token for the beginning, unless a key says otherwise
 */
record GgufPreTokenizer(
    SplitPattern split, boolean normalizes, boolean wholePieces, boolean addsBegin) {

  private static final Map<String, GgufPreTokenizer> KNOWN = new TreeMap<>();

  static {
    add(new GgufPreTokenizer(SplitPattern.DEFAULT, false, false, false), "default");
    add(
        new GgufPreTokenizer(SplitPattern.GPT2, false, false, false),
        List.of("gpt-2", "phi-2", "olmo", "mpt", "jais", "trillion", "granite-docling"),
        List.of("jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "jina-v1-en", "jina-v2-code"),
        List.of("roberta-bpe", "modern-bert", "gigachat", "a.x-4.0", "mellum", "exaone4"));
    add(
        new GgufPreTokenizer(SplitPattern.STARCODER, false, false, false),
        List.of("starcoder", "smollm", "command-r", "refact", "codeshell", "exaone"),
        List.of("minerva-7b", "mellum2"));
    add(new GgufPreTokenizer(SplitPattern.FALCON, false, false, false), "falcon");
    add(
        new GgufPreTokenizer(SplitPattern.LLAMA3, false, true, true),
        List.of("llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral"),
        List.of("midm-2.0", "lfm2", "jina-v5-nano"));
    add(
        new GgufPreTokenizer(SplitPattern.LLAMA3, false, false, false),
        List.of("dbrx", "smaug-bpe", "glm4", "chatglm-bpe"));
    add(new GgufPreTokenizer(SplitPattern.QWEN2, true, false, false), "qwen2");
    add(
        new GgufPreTokenizer(SplitPattern.QWEN2, false, false, false),
        List.of("deepseek-r1-qwen", "stablelm2", "megrez", "hunyuan", "solar-open", "grok-2"),
        List.of("kormo", "f2llmv2"));
    add(new GgufPreTokenizer(SplitPattern.QWEN35, true, false, false), "qwen35");
    add(
        new GgufPreTokenizer(SplitPattern.O200K, false, false, false),
        List.of("gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"));
    add(new GgufPreTokenizer(SplitPattern.TEKKEN, false, true, true), "tekken");
    add(
        new GgufPreTokenizer(SplitPattern.DEEPSEEK3, false, false, false),
        List.of("deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"));
    add(new GgufPreTokenizer(SplitPattern.DEEPSEEK_LLM, false, false, false), "deepseek-llm");
    add(new GgufPreTokenizer(SplitPattern.DEEPSEEK_CODER, false, false, false), "deepseek-coder");
  }

  private static void add(GgufPreTokenizer rules, String name) {
    KNOWN.put(name, rules);
  }

  @SafeVarargs
  private static void add(GgufPreTokenizer rules, Collection<String>... names) {
    for (Collection<String> some : names) {
      some.forEach(name -> add(rules, name));
    }
  }

  /**
   * The rules with a name; of a file that does not name any, the ones that llama.cpp takes then.
   *
   * @throws IllegalArgumentException if the name is not known; the message lists those that are
   */
  static GgufPreTokenizer named(String name) {
    GgufPreTokenizer rules = KNOWN.get(name);
    if (rules == null) {
      throw new IllegalArgumentException(
          "tokenizer.ggml.pre = '%s' is not supported for gpt2; supported: %s"
              .formatted(name, KNOWN.keySet()));
    }
    return rules;
  }
}
