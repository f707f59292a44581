package dev.stoa.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.kernel.Kernels;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.runtime.Workspace;
import dev.stoa.sample.Sampler;
import dev.stoa.sample.SamplingOptions;
import dev.stoa.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecodingSessionTest {
  private static final ModelConfig LLAMA = ModelConfig.llama(40, 300, 32, 2, 4, 2, 32);

  private final Workers workers = new Workers(1);
  private final Execution execution = new Execution(workers);

  @AfterEach
  void close() {
    workers.close();
  }

  static List<ModelConfig> configs() {
    return List.of(LLAMA, ModelConfig.gpt2(40, 300, 32, 2, 4));
  }

  private DecodingSession session(int capacity) {
    return new DecodingSession(new Model(LLAMA, ParameterSource.random(1)), execution, capacity);
  }

  @Test
  void lengthAndRoomFollowTheText() {
    DecodingSession session = session(10);
    assertEquals(10, session.room());
    session.append(new int[] {1, 2, 3});
    session.append(4);
    assertEquals(4, session.length());
    assertEquals(6, session.room());
  }

  @Test
  void aTruncatedTextGoesOnAsIfTheRestHadNeverBeen() {
    DecodingSession session = session(10);
    session.append(new int[] {1, 2, 3});
    float[] expected = session.append(4).toArray();
    session.append(5);
    session.truncate(3);
    assertArrayEquals(expected, session.append(4).toArray());
    session.truncate(0);
    session.append(new int[] {1, 2, 3});
    assertArrayEquals(expected, session.append(4).toArray());
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() {
    DecodingSession session = session(4);
    session.append(new int[] {1, 2, 3});
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> session.append(new int[] {4, 5}));
    assertEquals(
        "the session has read 3 tokens and has room for 1 more, not for 2", refused.getMessage());
    session.append(4);
    assertThrows(IllegalArgumentException.class, () -> session.append(5));
    assertThrows(IllegalArgumentException.class, () -> session.append(new int[0]));
    assertEquals(4, session.length());
  }

  @Test
  void aTokenOutsideTheVocabularyIsRefusedByNameAndChangesNothing() {
    DecodingSession session = session(10);
    for (int token : new int[] {-1, 40}) {
      Exception refused = assertThrows(IllegalArgumentException.class, () -> session.append(token));
      assertTrue(
          refused.getMessage().contains("token id " + token + " is out of range"),
          refused.getMessage());
      assertTrue(refused.getMessage().contains("40"), refused.getMessage());
    }
    float[] expected = session(10).append(7).toArray();
    assertArrayEquals(expected, session.append(7).toArray());
    assertEquals(1, session.length());
  }

  @Test
  void aSessionIsNotLongerThanTheContext() {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> session(301));
    assertEquals(
        "the model's context is 300 tokens long, so a session cannot read 301",
        refused.getMessage());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aStepOfDecodingAllocatesNothing(ModelConfig config) {
    // Vectors are objects until the compiler removes them, and the scalar products and attention
    // make tasks and scratch, so none is asked: what is left is the session, the tape and the
    // workspace. JMH measures all.
    Kernels k = Kernels.scalar();
    Kernels kernels =
        new Kernels(
            "test",
            new NoProduct(),
            k.blockDots(),
            k.softmax(),
            k.norm(),
            k.activation(),
            k.rotary(),
            new NoAttention());
    Execution scalar = new Execution(workers, kernels, new Workspace());
    Model model = new Model(config, ParameterSource.random(1));
    DecodingSession session = new DecodingSession(model, scalar);
    session.append(new int[] {1, 2, 3});
    steps(session, 50);
    long before = AllocatedBytes.ofThisThread();
    steps(session, 200);
    long allocated = AllocatedBytes.ofThisThread() - before;
    // Reading the counter allocates a little itself; a single small object each step is 3,200.
    assertTrue(allocated < 1600, allocated + " bytes in 200 steps");
  }

  private static void steps(DecodingSession session, int count) {
    for (int i = 0; i < count; i++) {
      session.append(i % 40);
    }
  }

  @Test
  void choosingATokenAllocatesNothingButItsRandomKey() {
    SamplingOptions options = new SamplingOptions(0.8f, 30, 0.9f, 0.01f, 1.1f, 1);
    Tensor logits = session(10).append(3);
    Sampler sampler = new Sampler(options, 40);
    sample(sampler, logits, 50);
    long before = AllocatedBytes.ofThisThread();
    sample(sampler, logits, 200);
    long allocated = AllocatedBytes.ofThisThread() - before;
    // 32 bytes for a CounterRandom until the compiler removes it.
    assertTrue(allocated < 200 * 32 + 1600, allocated + " bytes in 200 tokens");
  }

  private static void sample(Sampler sampler, Tensor logits, int count) {
    for (int i = 0; i < count; i++) {
      sampler.sample(logits.data(), logits.offset());
    }
  }
}
