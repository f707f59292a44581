package dev.stoa.generate;

import dev.stoa.autograd.Tape;
import dev.stoa.cache.KeyValues;
import dev.stoa.cache.PagedKeyValues;
import dev.stoa.cache.Segments;
import dev.stoa.model.Model;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;

/**
 * A model in the middle of a text: it has read some tokens, keeps their keys and values, and gives
 * the logits of the next one. Used by one thread at a time.
 */
public final class DecodingSession {
  /** Tokens that are read at once: enough for matrix products, few enough for the caches. */
  static final int CHUNK = 256;

  private final Model model;
  private final Tape tape;
  private final KeyValues cache;
  private final int[] token = new int[1];
  private final Pass step;

  /**
   * A session that has read nothing, with room for the model's whole context.
   *
   * @param model the model
   * @param execution what runs it
   */
  public DecodingSession(Model model, Execution execution) {
    this(model, execution, model.config().contextLength());
  }

  /**
   * A session that has read nothing.
   *
   * @param model the model
   * @param execution what runs it
   * @param capacity how many tokens it can read, at least 1 and at most the model's context
   * @throws IllegalArgumentException for another capacity
   */
  public DecodingSession(Model model, Execution execution, int capacity) {
    this(model, execution, PagedKeyValues.contiguous(model.config().stack().keeps(), capacity));
  }

  /**
   * A session that goes on where keys and values end.
   *
   * @param model the model
   * @param execution what runs it, and nothing else while the session's logits are in use
   * @param cache the keys and values of what was read so far, in whatever form they are kept, with
   *     a capacity of at most the model's context
   * @throws IllegalArgumentException for a larger capacity
   */
  public DecodingSession(Model model, Execution execution, KeyValues cache) {
    if (cache.capacity() > model.config().contextLength()) {
      throw new IllegalArgumentException(
          "the model's context is %d tokens long, so a session cannot read %d"
              .formatted(model.config().contextLength(), cache.capacity()));
    }
    this.model = model;
    this.cache = cache;
    tape = new Tape(execution);
    step = new Pass(tape, Segments.cached(1, cache));
  }

  /**
   * Reads one token: a step of decoding. Allocates nothing once it has run a few times.
   *
   * @param token the token
   * @return logits of the token that follows, [1, vocabulary]; valid until the next call
   * @throws IllegalArgumentException if the token is outside the vocabulary, or there is no room
   */
  public Tensor append(int token) {
    requireRoom(1);
    this.token[0] = token;
    tape.begin();
    return model.lastLogits(step, this.token);
  }

  /**
   * Reads several tokens, in products of large matrices.
   *
   * @param tokens the tokens, at least one
   * @return logits of the token that follows the last, [1, vocabulary]; valid until the next call
   * @throws IllegalArgumentException if there are none, one is outside the vocabulary, or there is
   *     no room for all
   */
  public Tensor append(int[] tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("there are no tokens to read");
    }
    requireRoom(tokens.length);
    Tensor logits = null;
    for (int from = 0; from < tokens.length; from += CHUNK) {
      logits = chunk(tokens, from, Math.min(tokens.length, from + CHUNK));
    }
    trim();
    return logits;
  }

  /** Frees what large chunks needed, which would otherwise stay beside what single tokens need. */
  void trim() {
    tape.execution().workspace().trim();
  }

  /** Reads some of the tokens; the logits are those behind the last of them. */
  Tensor chunk(int[] tokens, int from, int to) {
    tape.begin();
    Pass pass = new Pass(tape, Segments.cached(to - from, cache));
    return model.lastLogits(pass, Arrays.copyOfRange(tokens, from, to));
  }

  private void requireRoom(int tokens) {
    if (tokens > room()) {
      throw new IllegalArgumentException(
          "the session has read %d tokens and has room for %d more, not for %d"
              .formatted(length(), room(), tokens));
    }
  }

  /**
   * How many tokens were read.
   *
   * @return the length of the text
   */
  public int length() {
    return cache.length();
  }

  /**
   * How many more tokens can be read.
   *
   * @return 0 if there is no room
   */
  public int room() {
    return cache.capacity() - cache.length();
  }

  /**
   * Forgets the end of the text.
   *
   * @param length how many tokens stay; 0 begins a new text
   * @throws IllegalArgumentException if fewer were read
   */
  public void truncate(int length) {
    cache.truncate(length);
  }
}
