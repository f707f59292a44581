package dev.stoa.sample;

import dev.stoa.contract.inference.SamplerContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The library's sampler")
class SamplerContractTest extends SamplerContract {
  @Override
  protected TokenSampler sampler(SamplingOptions options, int vocabularySize) {
    Sampler sampler = new Sampler(options, vocabularySize);
    return new TokenSampler() {
      @Override
      public void see(int token) {
        sampler.see(token);
      }

      @Override
      public int next(float[] logits) {
        return sampler.sample(logits, 0);
      }
    };
  }
}
