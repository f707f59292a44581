package dev.stoa.format;

import dev.stoa.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where each tensor lies in a llama2.c file of version 0. */
final class Llama2cLayout {
  private final Llama2cHeader header;
  private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
  private long position = Llama2cHeader.BYTES;

  private Llama2cLayout(Llama2cHeader header) {
    this.header = header;
  }

  /** The tensors by name, in the order of the file. */
  static Map<String, TensorEntry> entries(Llama2cHeader header) {
    Llama2cLayout layout = new Llama2cLayout(header);
    layout.lay();
    return layout.entries;
  }

  private void lay() {
    int channels = header.channels();
    int keyValueChannels = header.keyValueChannels();
    int hidden = header.feedForwardSize();
    int vocabulary = header.vocabularySize();
    add("model.embed_tokens.weight", vocabulary, channels);
    addLayers("input_layernorm", channels);
    addLayers("self_attn.q_proj", channels, channels);
    addLayers("self_attn.k_proj", keyValueChannels, channels);
    addLayers("self_attn.v_proj", keyValueChannels, channels);
    addLayers("self_attn.o_proj", channels, channels);
    addLayers("post_attention_layernorm", channels);
    addLayers("mlp.gate_proj", hidden, channels);
    addLayers("mlp.down_proj", channels, hidden);
    addLayers("mlp.up_proj", hidden, channels);
    add("model.norm.weight", channels);
    long angles = (long) header.contextLength() * header.headSize();
    position += Float.BYTES * angles;
    if (!header.tiedEmbeddings()) {
      add("lm_head.weight", vocabulary, channels);
    }
  }

  private void addLayers(String part, int... dimensions) {
    for (int layer = 0; layer < header.layers(); layer++) {
      add("model.layers." + layer + "." + part + ".weight", dimensions);
    }
  }

  private void add(String name, int... dimensions) {
    Shape shape = Shape.of(dimensions);
    long end = position + (long) Float.BYTES * shape.size();
    entries.put(name, new TensorEntry(name, DataType.F32, shape, position, end));
    position = end;
  }
}
