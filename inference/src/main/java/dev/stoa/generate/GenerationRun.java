package dev.stoa.generate;

import dev.stoa.sample.Sampler;
import dev.stoa.tensor.Tensor;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.StreamingDecoder;
import dev.stoa.tokenizer.Tokenizer;
import java.util.function.Consumer;

/** One text while it is generated. */
final class GenerationRun {
  /** No token has this id. */
  private static final int NONE = -1;

  private final DecodingSession session;
  private final Sampler sampler;
  private final StreamingDecoder decoder;
  private final Consumer<String> onText;
  private final int begin;
  private final int end;
  private final StringBuilder text = new StringBuilder();
  private int generated;

  /**
   * @param session has read nothing yet
   * @param tokenizer says which tokens end the text
   * @param sampler has seen the prompt
   * @param decoder was given the prompt
   * @param onText is given each new part of the text
   */
  GenerationRun(
      DecodingSession session,
      Tokenizer tokenizer,
      Sampler sampler,
      StreamingDecoder decoder,
      Consumer<String> onText) {
    this.session = session;
    this.sampler = sampler;
    this.decoder = decoder;
    this.onText = onText;
    SpecialTokens special = tokenizer.specialTokens();
    begin = special.beginOfText().orElse(NONE);
    end = special.endOfText().orElse(NONE);
  }

  Generation run(int[] prompt, int maxTokens) {
    long start = System.nanoTime();
    Tensor logits = prefill(prompt);
    long middle = System.nanoTime();
    StopReason reason = logits == null ? StopReason.INTERRUPTED : decode(logits, maxTokens);
    emit(decoder.finish());
    long stop = System.nanoTime();
    double second = 1e9;
    return new Generation(
        text.toString(),
        prompt.length,
        generated,
        reason,
        logits == null ? 0 : (middle - start) / second,
        (stop - middle) / second);
  }

  /** Reads the prompt; null if the thread was interrupted. */
  private Tensor prefill(int[] prompt) {
    Tensor logits = null;
    for (int from = 0; from < prompt.length; from += DecodingSession.CHUNK) {
      if (Thread.currentThread().isInterrupted()) {
        return null;
      }
      logits = session.chunk(prompt, from, Math.min(prompt.length, from + DecodingSession.CHUNK));
    }
    session.trim();
    return logits;
  }

  private StopReason decode(Tensor prefilled, int maxTokens) {
    Tensor logits = prefilled;
    while (true) {
      int token = sampler.sample(logits.data(), logits.offset());
      if (token == begin || token == end) {
        return StopReason.END_OF_TEXT;
      }
      generated++;
      emit(decoder.next(token));
      if (generated == maxTokens) {
        return StopReason.MAX_TOKENS;
      }
      if (session.room() == 0) {
        return StopReason.CONTEXT_FULL;
      }
      if (Thread.currentThread().isInterrupted()) {
        return StopReason.INTERRUPTED;
      }
      logits = session.append(token);
    }
  }

  private void emit(String fragment) {
    if (!fragment.isEmpty()) {
      text.append(fragment);
      onText.accept(fragment);
    }
  }
}
