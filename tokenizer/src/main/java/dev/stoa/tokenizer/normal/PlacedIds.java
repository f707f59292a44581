package dev.stoa.tokenizer.normal;

import dev.stoa.tokenizer.bytes.IdSink;
import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.bytes.TokenSpans;
import dev.stoa.tokenizer.bytes.Utf8;

/** Hands on the ids of a text, and if that is asked for, where in the text their tokens stand. */
public final class PlacedIds {

  private final String text;
  private final IdSink ids;
  private final IntArray starts;
  private final IntArray ends;

  private PlacedIds(String text, IdSink ids, IntArray starts, IntArray ends) {
    this.text = text;
    this.ids = ids;
    this.starts = starts;
    this.ends = ends;
  }

  /**
   * Hands on the ids of a text alone.
   *
   * @param text the text
   * @param ids takes the ids
   * @return takes tokens
   */
  public static PlacedIds idsOnly(String text, IdSink ids) {
    return new PlacedIds(text, ids, null, null);
  }

  /**
   * Hands on the ids of a text and collects their places.
   *
   * @param text the text
   * @param ids takes the ids
   * @return takes tokens
   */
  public static PlacedIds of(String text, IdSink ids) {
    int capacity = text.length() / 3;
    return new PlacedIds(text, ids, new IntArray(capacity), new IntArray(capacity));
  }

  /**
   * A part of the text as it is, which knows its places if they are asked for.
   *
   * @param from where it begins
   * @param to where it ends
   * @return the part
   */
  public TracedText part(int from, int to) {
    return starts == null
        ? TracedText.of(text.substring(from, to))
        : TracedText.traced(text, from, to);
  }

  /**
   * Adds a token at a place of the text.
   *
   * @param id the id of the token
   * @param start where it begins
   * @param end the index behind it
   */
  public void add(int id, int start, int end) {
    ids.add(id);
    if (starts != null) {
      starts.add(start);
      ends.add(end);
    }
  }

  /**
   * Adds a token that is all of a part that is not empty.
   *
   * @param id the id of the token
   * @param part the part
   */
  public void add(int id, TracedText part) {
    boolean placed = part.isTraced();
    add(id, placed ? part.start(0) : 0, placed ? part.end(part.text().length() - 1) : 0);
  }

  /**
   * Adds the tokens of a part.
   *
   * @param part the part
   * @param tokens its tokens, whose ends count bytes of UTF-8
   */
  public void addAll(TracedText part, TokenSpans tokens) {
    if (starts == null) {
      for (int i = 0; i < tokens.size(); i++) {
        ids.add(tokens.id(i));
      }
      return;
    }
    int[] characters = characters(part.text());
    int at = 0;
    for (int i = 0; i < tokens.size(); i++) {
      int end = tokens.end(i);
      add(tokens.id(i), part.start(characters[at]), part.end(characters[Math.max(at, end - 1)]));
      at = Math.min(end, characters.length - 1);
    }
  }

  /** For each byte of a text the index of the first char of its character. */
  private static int[] characters(String text) {
    IntArray characters = new IntArray(text.length() * 3 / 2);
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      boolean loneSurrogate =
          codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
      for (int left = loneSurrogate ? 1 : Utf8.length(codePoint); left > 0; left--) {
        characters.add(at);
      }
      at += Character.charCount(codePoint);
    }
    return characters.toArray();
  }

  /**
   * Where the tokens begin, if that was asked for.
   *
   * @return an index of the text for each token
   */
  public int[] starts() {
    return starts.toArray();
  }

  /**
   * Where the tokens end, if that was asked for.
   *
   * @return for each token the index behind it
   */
  public int[] ends() {
    return ends.toArray();
  }
}
