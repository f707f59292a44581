import static dev.stoa.autograd.Operations.*;

import module dev.stoa.training;
import module java.base;

/**
 * Attention from three products, then a layer and a GPT around it, by hand.
 *
 * <p>Each row of x, one token, asks a question q, offers a key k and holds a value v, all of them
 * linear in x. How well q_i fits k_j is s_ij = q_i · k_j / √D. A row may not look ahead, so s_ij =
 * −∞ for j &gt; i; softmax makes weights of each row of s, and row i becomes the weighted mean of
 * the values: o = softmax(q kᵀ / √D + mask) v.
 *
 * <p>Look at: how the three products of {@link #attend} become many heads in {@link
 * #attendInHeads}, a layer in {@link #layer} and a model in {@link #logits}; the library's own
 * agree with each.
 *
 * <p>Change and try: leave out 1/√D, or the mask, or a residual connection: which check notices?
 * Let a row see only the three before it (the library: {@code Reach.window(3)}). Write LayerNorm by
 * mean and variance. Your own attention is judged by the contract AttentionContract.
 */
class Attention {
  static final int T = 10;
  static final int C = 32;
  static final int H = 4;
  static final int D = C / H;

  final Tape tape = new Tape(new Execution(new Workers(1)));

  void main() throws IOException {
    tape.begin();
    Tensor q = random(1, T, D);
    Tensor k = random(2, T, D);
    Tensor v = random(3, T, D);
    Segments one = Segments.of(T);
    Score score = Score.scaled(D, Reach.CAUSAL);
    Tensor library = attention(tape, q, k, v, one, one, new Heads(0, 1, 1, D), score);
    claimEqual(attend(q, k, v), library, "three products are the library's attention");

    q = random(4, T, C);
    k = random(5, T, C);
    v = random(6, T, C);
    library = attention(tape, q, k, v, one, one, new Heads(0, H, H, D), score);
    claimEqual(attendInHeads(q, k, v), library, "so are %d heads of them".formatted(H));

    Model model = new Model(ModelConfig.gpt2(50, T, C, 2, H), ParameterSource.random(1));
    int[] ids = new Random(7).ints(T, 0, 50).toArray();
    Tensor logits = model.logits(new Pass(tape, one), ids);
    claimEqual(logits(model, ids), logits, "and a GPT of two layers is no more than this page");

    ids[T - 1] = (ids[T - 1] + 1) % 50;
    Tensor changed = model.logits(new Pass(tape, one), ids);
    claimEqual(
        changed.rows(0, T - 1), logits.rows(0, T - 1), "no token sees the one that comes after it");
  }

  /** One head: q, k, v [T, D]. */
  Tensor attend(Tensor q, Tensor k, Tensor v) {
    Tensor s = multiply(tape, matmul(tape, q, transpose(tape, k)), (float) (1 / Math.sqrt(D)));
    Tensor p = softmax(tape, add(tape, s, mask()));
    return matmul(tape, p, v);
  }

  /** All heads at once: q, k, v [T, H · D] become [H, T, D], and the products count H times. */
  Tensor attendInHeads(Tensor q, Tensor k, Tensor v) {
    Tensor o = attend(heads(q), heads(k), heads(v));
    return reshape(tape, transpose(tape, o, 0, 1), T, C);
  }

  Tensor heads(Tensor x) {
    return transpose(tape, reshape(tape, x, T, H, D), 0, 1);
  }

  /** 0 where row i may look at column j, −∞ where that is ahead of it. */
  static Tensor mask() {
    Tensor mask = Tensor.zeros(T, T);
    for (int i = 0; i < T; i++) {
      Arrays.fill(mask.data(), i * T + i + 1, (i + 1) * T, Float.NEGATIVE_INFINITY);
    }
    return mask;
  }

  /** x + attention(norm(x)), then x + feedForward(norm(x)): the layer of GPT-2. */
  Tensor layer(Weights w, Tensor x) {
    Tensor h = w.norm("input_layernorm", x);
    Tensor q = w.linear("self_attn.q_proj", h);
    Tensor k = w.linear("self_attn.k_proj", h);
    Tensor v = w.linear("self_attn.v_proj", h);
    x = add(tape, x, w.linear("self_attn.o_proj", attendInHeads(q, k, v)));
    h = w.norm("post_attention_layernorm", x);
    return add(tape, x, w.linear("mlp.down_proj", geluTanh(tape, w.linear("mlp.up_proj", h))));
  }

  /** Token and position in, layers, logits of the next token out, [T, vocabulary]. */
  Tensor logits(Model model, int... ids) {
    Weights w = new Weights("model.", model);
    int[] positions = IntStream.range(0, T).toArray();
    Tensor tokens = w.get("embed_tokens.weight");
    Tensor x = gatherRows(tape, tokens, ids);
    x = add(tape, x, gatherRows(tape, w.get("embed_positions.weight"), positions));
    for (int i = 0; i < model.config().decoder().layers().size(); i++) {
      x = layer(new Weights("model.layers." + i + ".", model), x);
    }
    return matmul(tape, w.norm("norm", x), transpose(tape, tokens));
  }

  /** The weights of a part of a model by their names. */
  class Weights {
    final String path;
    final Model model;

    Weights(String path, Model model) {
      this.path = path;
      this.model = model;
    }

    Tensor get(String name) {
      return model.weights().get(path + name).decoded();
    }

    Tensor linear(String name, Tensor x) {
      return Operations.linear(tape, x, get(name + ".weight"), get(name + ".bias"));
    }

    Tensor norm(String name, Tensor x) {
      return layerNorm(tape, x, get(name + ".weight"), get(name + ".bias"), 1e-5f);
    }
  }

  static Tensor random(int seed, int rows, int columns) {
    Random random = new Random(seed);
    Tensor x = Tensor.zeros(rows, columns);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = (float) random.nextGaussian();
    }
    return x;
  }

  static void claimEqual(Tensor a, Tensor b, String what) {
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        if (!(Math.abs(a.at(i, j) - b.at(i, j)) < 1e-4)) {
          throw new IllegalStateException(
              "this is not so: %s; %s and %s at (%d, %d)"
                  .formatted(what, a.at(i, j), b.at(i, j), i, j));
        }
      }
    }
    IO.println("checked: " + what);
  }
}
