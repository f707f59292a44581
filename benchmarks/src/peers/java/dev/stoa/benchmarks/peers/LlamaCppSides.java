package dev.stoa.benchmarks.peers;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import dev.stoa.generate.DecodingSession;
import dev.stoa.model.AttentionConfig;
import dev.stoa.model.FeedForwardConfig;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.Quantization;
import dev.stoa.model.ResidualConfig;
import dev.stoa.nn.Initial;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.BlockWeight;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A random Llama in both: a prompt is read, and some tokens are written, each the likeliest. Every
 * token of the vocabulary is a character of its own, so that the prompt's text gives the tokens
 * that Stoa reads, and the tokens that llama.cpp writes can be told from its text.
 */
final class LlamaCppSides implements Comparison.Sides {
  private static final int FLOAT32 = 0;
  private static final int Q8_0 = 8;

  /** Tokens before those that are characters: unknown, begin and end of text, 256 bytes. */
  private static final int OTHERS = 259;

  private static final int FIRST_CHARACTER = 0x4E00;
  private static final int BEGIN = 1;

  private final int written;
  private final int[] prompt;
  private final int[] ours;
  private final DecodingSession session;
  private final int threads;
  private final Path file;
  private final LlamaModel peer;
  private final InferenceParameters request;
  private String theirs = "";

  LlamaCppSides(Workers workers, ModelConfig config, int prompt, int written) {
    this.written = written;
    threads = workers.threads();
    ours = new int[written];
    this.prompt = new Random(3).ints(prompt, OTHERS, config.vocabularySize()).toArray();
    StringBuilder text = new StringBuilder();
    for (int token : this.prompt) {
      text.append((char) (FIRST_CHARACTER + token - OTHERS));
    }
    Model model = Quantization.int8(new Model(config, LlamaCppSides::weight)).model();
    session = new DecodingSession(model, new Execution(workers));
    try {
      file = Files.createTempFile("stoa-peer", ".gguf");
      file.toFile().deleteOnExit();
      write(config, model, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    peer =
        new LlamaModel(
            new ModelParameters()
                .disableLog()
                .setModel(file.toString())
                .setCtxSize(config.contextLength())
                .setThreads(threads)
                .setThreadsBatch(threads));
    request =
        new InferenceParameters(text.toString())
            .setTemperature(0)
            .setNPredict(written)
            .setCachePrompt(false)
            .setIgnoreEos(true);
  }

  /** Uniform values of a deviation usual in trained models; ones for norms. */
  private static Weight weight(String name, Shape shape, Initial initial) {
    float[] values = new float[shape.size()];
    Random random = new Random(name.hashCode());
    for (int i = 0; i < values.length; i++) {
      values[i] = shape.rank() == 1 ? 1 : random.nextFloat(-0.04f, 0.04f);
    }
    return new DenseWeight(new Tensor(values, 0, shape));
  }

  private static void write(ModelConfig config, Model model, Path file) throws IOException {
    List<ResidualConfig> parts = config.decoder().layers().getFirst().parts();
    AttentionConfig attention = (AttentionConfig) parts.get(0).part();
    FeedForwardConfig feedForward = (FeedForwardConfig) parts.get(1).part();
    GgufOutput gguf = new GgufOutput();
    gguf.put("general.architecture", "llama");
    gguf.put("llama.context_length", config.contextLength());
    gguf.put("llama.embedding_length", config.channels());
    gguf.put("llama.block_count", config.decoder().layers().size());
    gguf.put("llama.feed_forward_length", feedForward.hidden());
    gguf.put("llama.attention.head_count", attention.heads());
    gguf.put("llama.attention.head_count_kv", attention.keyValueHeads());
    gguf.put("llama.attention.layer_norm_rms_epsilon", config.decoder().norm().epsilon());
    gguf.put("llama.rope.dimension_count", attention.headSize());
    putVocabulary(gguf, config.vocabularySize());
    model.weights().forEach((name, weight) -> add(gguf, attention.headSize(), name, weight));
    gguf.write(file);
  }

  private static void putVocabulary(GgufOutput gguf, int size) {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    int[] types = new int[size];
    Arrays.fill(types, 1);
    types[0] = 2;
    types[1] = 3;
    types[2] = 3;
    while (tokens.size() < OTHERS) {
      types[tokens.size()] = 6;
      tokens.add("<0x%02X>".formatted(tokens.size() - 3));
    }
    while (tokens.size() < size) {
      tokens.add(String.valueOf((char) (FIRST_CHARACTER + tokens.size() - OTHERS)));
    }
    gguf.put("tokenizer.ggml.model", "llama");
    gguf.put("tokenizer.ggml.tokens", tokens);
    gguf.put("tokenizer.ggml.scores", new float[size]);
    gguf.put("tokenizer.ggml.token_type", types);
    gguf.put("tokenizer.ggml.bos_token_id", BEGIN);
    gguf.put("tokenizer.ggml.eos_token_id", 2);
    gguf.put("tokenizer.ggml.add_bos_token", true);
    gguf.put("tokenizer.ggml.add_space_prefix", false);
  }

  private static void add(GgufOutput gguf, int headSize, String name, Weight weight) {
    String theirName = theirName(name);
    switch (weight) {
      case BlockWeight blocks -> {
        byte[] bytes = blocks.toRows(Arena.ofAuto()).toArray(ValueLayout.JAVA_BYTE);
        boolean turned = name.contains("q_proj") || name.contains("k_proj");
        gguf.add(
            theirName,
            Q8_0,
            turned ? neighbours(bytes, headSize, weight.rows()) : bytes,
            weight.columns(),
            weight.rows());
      }
      case DenseWeight(Tensor tensor) -> {
        ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(tensor.toArray());
        gguf.add(theirName, FLOAT32, bytes.array(), tensor.size());
      }
      default -> throw new IllegalStateException(name + " has a form that GGUF does not have here");
    }
  }

  /** Rows of each head in the order 0, h/2, 1, h/2 + 1 ...: llama.cpp turns neighbours. */
  private static byte[] neighbours(byte[] bytes, int headSize, int rows) {
    int row = bytes.length / rows;
    byte[] result = new byte[bytes.length];
    for (int to = 0; to < rows; to++) {
      int head = to / headSize * headSize;
      int from = head + to % headSize / 2 + to % 2 * (headSize / 2);
      System.arraycopy(bytes, from * row, result, to * row, row);
    }
    return result;
  }

  private static String theirName(String name) {
    return name.replace("model.embed_tokens", "token_embd")
        .replace("model.norm", "output_norm")
        .replace("lm_head", "output")
        .replace("model.layers.", "blk.")
        .replace("input_layernorm", "attn_norm")
        .replace("post_attention_layernorm", "ffn_norm")
        .replace("self_attn.q_proj", "attn_q")
        .replace("self_attn.k_proj", "attn_k")
        .replace("self_attn.v_proj", "attn_v")
        .replace("self_attn.o_proj", "attn_output")
        .replace("mlp.gate_proj", "ffn_gate")
        .replace("mlp.up_proj", "ffn_up")
        .replace("mlp.down_proj", "ffn_down");
  }

  @Override
  public void ours() {
    session.truncate(0);
    int[] all = new int[prompt.length + 1];
    all[0] = BEGIN;
    System.arraycopy(prompt, 0, all, 1, prompt.length);
    ours[0] = likeliest(session.append(all));
    for (int i = 1; i < written; i++) {
      ours[i] = likeliest(session.append(ours[i - 1]));
    }
  }

  private static int likeliest(Tensor logits) {
    int best = 0;
    for (int i = 1; i < logits.columns(); i++) {
      best = logits.at(0, i) > logits.at(0, best) ? i : best;
    }
    return best;
  }

  @Override
  public void theirs() {
    theirs = peer.complete(request);
  }

  /**
   * The first four tokens are the same, or all if fewer are written. Later ones may differ: the two
   * round activations and the cache differently, until another token is ahead by a hair.
   */
  @Override
  public double error() {
    StringBuilder text = new StringBuilder();
    for (int token : ours) {
      text.append((char) (FIRST_CHARACTER + token - OTHERS));
    }
    int same = 0;
    while (same < Math.min(text.length(), theirs.length())
        && text.charAt(same) == theirs.charAt(same)) {
      same++;
    }
    return same >= Math.min(written, 4) ? 0 : 2;
  }

  /** What it was told: java-llama.cpp has no call that gives the number back. */
  @Override
  public int peerThreads() {
    return threads;
  }

  @Override
  public void close() {
    peer.close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
