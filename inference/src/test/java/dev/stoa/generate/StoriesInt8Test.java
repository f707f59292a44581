package dev.stoa.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.evaluate.Evaluation;
import dev.stoa.load.LoadedModel;
import dev.stoa.load.ModelLoader;
import dev.stoa.model.Quantization;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.sample.SamplingOptions;
import dev.stoa.testdata.SharedFiles;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.weight.BlockWeight;
import dev.stoa.weight.Weight;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("llama2.c's stories260K in int8")
class StoriesInt8Test {
  private LoadedModel loaded;
  private Quantization quantization;

  @BeforeEach
  void load() throws IOException {
    loaded = ModelLoader.load(SharedFiles.stories260K(), SharedFiles.stories260KTokenizer());
    quantization = Quantization.int8(loaded.model());
  }

  @Test
  void theMatricesWithRowsOf172StayFloat32AndAreReported() {
    assertEquals(
        List.of(
            "model.layers.0.mlp.down_proj.weight",
            "model.layers.1.mlp.down_proj.weight",
            "model.layers.2.mlp.down_proj.weight",
            "model.layers.3.mlp.down_proj.weight",
            "model.layers.4.mlp.down_proj.weight"),
        quantization.unchanged());
  }

  @Test
  void everyOtherMatrixTakes34BytesForEach32Weights() {
    long expected = 0;
    for (Map.Entry<String, Weight> entry : quantization.model().weights().entrySet()) {
      Weight weight = entry.getValue();
      boolean quantized = weight.shape().rank() == 2 && !entry.getKey().contains("down_proj");
      assertEquals(quantized, weight instanceof BlockWeight, entry.getKey());
      expected += quantized ? weight.shape().size() / 32 * 34 : weight.shape().size() * 4L;
    }
    assertEquals(expected, quantization.model().bytes());
    // Embedding, and q, k, v, o, gate and up of five layers in blocks; the rest float32.
    long inBlocks = 512 * 64 + 5 * (64 * 64 * 2 + 32 * 64 * 2 + 172 * 64 * 2);
    long others = 5 * (172 * 64 + 2 * 64) + 64;
    assertEquals(inBlocks / 32 * 34 + others * 4, quantization.model().bytes());
    assertEquals(4 * (inBlocks + others), loaded.model().bytes());
  }

  @Test
  void theLossOfAStoryHardlyChanges() {
    Tokenizer tokenizer = loaded.tokenizer().orElseThrow();
    try (Workers workers = new Workers(2)) {
      Execution execution = new Execution(workers);
      SamplingOptions sampling = SamplingOptions.defaults().withSeed(11);
      String story =
          new Generator(loaded.model(), tokenizer, execution).generate("", 400, sampling).text();
      int[] tokens = tokenizer.encode(story);
      double loss = Evaluation.of(loaded.model(), execution, tokens).loss();
      double quantized = Evaluation.of(quantization.model(), execution, tokens).loss();
      // Its documentation gives a validation loss of 1.2968; the model's own draws are alike.
      assertTrue(loss > 0.8 && loss < 1.8, "the loss of " + story + " is " + loss);
      // A weight is off by up to half a step of max/127, so a product by 2.1 / (127 √12) = 0.5 % in
      // the root mean square, and logits behind 16 quantized products by √16 times that, about 0.1
      // at their size of 5. A loss is the difference of two; 400 of them average to 0.1 √2 / √400 =
      // 0.007, of which five make 0.035, and the bend of the logarithm adds 0.1² / 2.
      assertEquals(loss, quantized, 0.035 + 0.005);
    }
  }

  @Test
  void theStoryBeginsTheSame() {
    try (Workers workers = new Workers(2)) {
      Generator generator =
          new Generator(
              quantization.model(), loaded.tokenizer().orElseThrow(), new Execution(workers));
      String text = generator.generate("", 40, SamplingOptions.greedy()).text();
      assertTrue(text.startsWith("Once upon a time, there was a little girl named Lily."), text);
    }
  }
}
