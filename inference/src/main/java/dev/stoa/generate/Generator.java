package dev.stoa.generate;

import dev.stoa.load.LoadedModel;
import dev.stoa.model.Model;
import dev.stoa.runtime.Execution;
import dev.stoa.sample.Sampler;
import dev.stoa.sample.SamplingOptions;
import dev.stoa.tokenizer.StreamingDecoder;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.Tokenizer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets a model go on where a prompt ends.
 *
 * <p>What the tokenizer's {@linkplain Tokenizer#template() template} has before a text is put
 * before the prompt: Llama's {@code <s>}, nothing for GPT-2. The text ends with the token that ends
 * texts, or with one that begins the next; neither is part of it. Used by one thread at a time;
 * what it holds is used again for the next text.
 */
public final class Generator {
  private final Model model;
  private final Tokenizer tokenizer;
  private final Execution execution;
  private DecodingSession session;

  /**
   * A generator.
   *
   * @param model the model, quantized or not
   * @param tokenizer its tokenizer
   * @param execution what runs it
   * @throws IllegalArgumentException if the tokenizer has tokens that the model does not know
   */
  public Generator(Model model, Tokenizer tokenizer, Execution execution) {
    LoadedModel.requireFit(model, tokenizer);
    this.model = model;
    this.tokenizer = tokenizer;
    this.execution = execution;
  }

  /**
   * Generates a text.
   *
   * @param prompt where it begins; may be empty if the template puts a token before it
   * @param maxTokens how many tokens to generate at most, at least 1
   * @param sampling how tokens are chosen
   * @return the text behind the prompt
   * @throws IllegalArgumentException if the prompt is longer than the model's context, is empty
   *     without a token before it, or has what the tokenizer cannot encode; or for fewer tokens
   *     than 1
   */
  public Generation generate(String prompt, int maxTokens, SamplingOptions sampling) {
    return generate(prompt, maxTokens, sampling, fragment -> {});
  }

  /**
   * Generates a text and hands it over while it grows.
   *
   * @param prompt where it begins; may be empty if the template puts a token before it
   * @param maxTokens how many tokens to generate at most, at least 1
   * @param sampling how tokens are chosen
   * @param onText is given each new part of the text, whole characters and never an empty string;
   *     what it throws ends the generation
   * @return the text behind the prompt
   * @throws IllegalArgumentException if the prompt is longer than the model's context, is empty
   *     without a token before it, or has what the tokenizer cannot encode; or for fewer tokens
   *     than 1
   */
  public Generation generate(
      String prompt, int maxTokens, SamplingOptions sampling, Consumer<String> onText) {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
    }
    int[] tokens = promptTokens(prompt);
    // The last token that is generated need not be read.
    long needed = (long) tokens.length + maxTokens - 1;
    session((int) Math.min(model.config().contextLength(), needed));
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    Sampler sampler = new Sampler(sampling, tokenizer.vocabularySize());
    for (int token : tokens) {
      decoder.next(token);
      sampler.see(token);
    }
    return new GenerationRun(session, tokenizer, sampler, decoder, onText).run(tokens, maxTokens);
  }

  private int[] promptTokens(String prompt) {
    // What the template has behind a text ends it, and this one goes on.
    Template opening = new Template(tokenizer.template().before(), List.of());
    int[] tokens = opening.around(tokenizer.encode(prompt));
    if (tokens.length == 0) {
      throw new IllegalArgumentException(
          "the prompt is empty, and the tokenizer puts no token before a text: give a prompt of"
              + " at least one character");
    }
    if (tokens.length > model.config().contextLength()) {
      throw new IllegalArgumentException(
          "the prompt has %d tokens, but the model's context is %d tokens long"
              .formatted(tokens.length, model.config().contextLength()));
    }
    return tokens;
  }

  /** An empty session with room for so many tokens: the last one if it has it. */
  private void session(int capacity) {
    if (session == null || session.length() + session.room() < capacity) {
      session = new DecodingSession(model, execution, capacity);
    }
    session.truncate(0);
  }
}
