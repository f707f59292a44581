package dev.stoa.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Parameter groups")
class ParameterGroupTest {
  @Test
  void everyParameterOfAModelIsInOneGroup() {
    Model model = new Model(ModelConfig.gpt2(5, 4, 8, 2, 2), ParameterSource.random(1));
    List<ParameterGroup> groups = ParameterGroup.matricesDecay(model.trainable(), 0.1f);
    assertEquals(2, groups.size());
    Map<String, Tensor> matrices = groups.get(0).parameters();
    Map<String, Tensor> vectors = groups.get(1).parameters();
    assertEquals(0.1f, groups.get(0).weightDecay());
    assertEquals(0, groups.get(1).weightDecay());
    assertEquals(model.trainable().size(), matrices.size() + vectors.size());
    assertTrue(matrices.containsKey("model.embed_tokens.weight"));
    assertTrue(matrices.containsKey("model.layers.0.mlp.up_proj.weight"));
    assertTrue(vectors.containsKey("model.layers.0.mlp.up_proj.bias"));
    assertTrue(vectors.containsKey("model.norm.weight"));
    assertFalse(matrices.keySet().stream().anyMatch(name -> name.contains("norm")));
  }

  @Test
  void anEmptyGroupIsLeftOut() {
    Map<String, Tensor> vectors = Map.of("bias", Tensor.zeros(3));
    List<ParameterGroup> groups = ParameterGroup.matricesDecay(vectors, 0.1f);
    assertEquals(1, groups.size());
    assertEquals(0, groups.get(0).weightDecay());
  }
}
