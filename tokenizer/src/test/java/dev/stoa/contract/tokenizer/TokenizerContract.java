package dev.stoa.contract.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.tokenizer.StreamingDecoder;
import dev.stoa.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every tokenizer must do, whatever its vocabulary. */
public abstract class TokenizerContract {

  /**
   * The tokenizer that is judged. It should have a special token, unless its kind has none.
   *
   * @return a tokenizer, the same or an equal one at each call
   * @throws IOException if its file cannot be read
   */
  protected abstract Tokenizer tokenizer() throws IOException;

  /**
   * Texts that the tokenizer can encode, a question mark being one of them.
   *
   * @return texts in any script, if not overridden
   */
  protected List<String> texts() {
    return SampleTexts.anyScript();
  }

  /**
   * Reads back what {@link Tokenizer#save} wrote.
   *
   * @param file the file that was saved
   * @return the tokenizer
   * @throws IOException if the file cannot be read
   */
  protected Tokenizer load(Path file) throws IOException {
    return Tokenizer.load(file);
  }

  @Nested
  @DisplayName("Laws")
  class Laws {

    @Test
    void decodingGivesBackWhatWasEncoded() throws IOException {
      for (String text : texts()) {
        assertEquals(text, tokenizer().decode(tokenizer().encode(text)));
      }
    }

    @Test
    void everyIdIsWithinTheVocabulary() throws IOException {
      int size = tokenizer().vocabularySize();
      for (String text : texts()) {
        for (int id : tokenizer().encode(text)) {
          assertTrue(id >= 0 && id < size, () -> id + " of '" + text + "', size " + size);
        }
      }
    }

    @Test
    void theBytesOfTheIdsAreTheTextWithAtMostASpaceBeforeIt() throws IOException {
      for (String text : texts()) {
        String all = textOfBytes(tokenizer(), tokenizer().encode(text));
        assertTrue(all.equals(text) || all.equals(" " + text), () -> "'" + all + "' of " + text);
      }
    }

    @Test
    void encodingAddsNoSpecialTokens() throws IOException {
      for (String text : texts()) {
        for (int id : tokenizer().encode(text)) {
          assertFalse(tokenizer().specialTokens().ids().containsValue(id), "special id " + id);
        }
      }
    }

    @Test
    void theCountIsTheNumberOfIds() throws IOException {
      for (String text : texts()) {
        assertEquals(tokenizer().encode(text).length, tokenizer().count(text));
      }
    }

    @Test
    void atMostSoManyIdsAreTheFirst() throws IOException {
      for (String text : texts()) {
        int[] all = tokenizer().encode(text);
        for (int maximum : new int[] {0, 1, 2, all.length - 1, all.length, all.length + 1}) {
          assertArrayEquals(
              Arrays.copyOf(all, Math.min(all.length, maximum)),
              tokenizer().encode(text, Set.of(), maximum));
        }
      }
      Tokenizer tokenizer = tokenizer();
      assertThrows(IllegalArgumentException.class, () -> tokenizer.encode("?", Set.of(), -1));
    }

    @Test
    void manyTextsAtOnceHaveTheIdsOfEach() throws IOException {
      List<String> texts = texts();
      List<int[]> together = tokenizer().encodeAll(texts);
      assertEquals(texts.size(), together.size());
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(tokenizer().encode(texts.get(i)), together.get(i));
      }
    }

    @Test
    void manyThreadsGetTheIdsThatOneGets() throws IOException {
      Tokenizer shared = tokenizer();
      List<String> texts = texts();
      List<List<Integer>> alone = texts.stream().map(text -> list(shared.encode(text))).toList();
      IntStream.range(0, texts.size() * 20)
          .parallel()
          .map(i -> i % texts.size())
          .forEach(i -> assertEquals(alone.get(i), list(shared.encode(texts.get(i)))));
    }
  }

  @Nested
  @DisplayName("Special tokens")
  class SpecialTokensLaws {

    @Test
    void areTextWhereTheyAreNotAllowed() throws IOException {
      for (Map.Entry<String, Integer> token : tokenizer().specialTokens().ids().entrySet()) {
        String text = "? " + token.getKey() + " ?";
        int[] ids = tokenizer().encode(text);
        assertFalse(list(ids).contains(token.getValue()), "smuggled in: " + token);
        assertEquals(text, tokenizer().decode(ids));
      }
    }

    @Test
    void areTheirIdsWhereTheyAreAllowed() throws IOException {
      for (Map.Entry<String, Integer> token : tokenizer().specialTokens().ids().entrySet()) {
        String name = token.getKey();
        List<Integer> expected = new ArrayList<>(List.of(token.getValue()));
        expected.addAll(list(tokenizer().encode("??")));
        expected.add(token.getValue());
        expected.add(token.getValue());
        assertEquals(expected, list(tokenizer().encode(name + "??" + name + name, Set.of(name))));
      }
    }

    @Test
    void areTextAgainWhereTheyAreNoLongerAllowed() throws IOException {
      Tokenizer tokenizer = tokenizer();
      for (Map.Entry<String, Integer> token : tokenizer.specialTokens().ids().entrySet()) {
        Set<String> allowed = new HashSet<>(Set.of(token.getKey()));
        String text = "?" + token.getKey();
        assertTrue(list(tokenizer.encode(text, allowed)).contains(token.getValue()));
        allowed.clear();
        assertFalse(list(tokenizer.encode(text, allowed)).contains(token.getValue()));
        assertFalse(list(tokenizer.encode(text)).contains(token.getValue()));
      }
    }

    @Test
    void standForNoText() throws IOException {
      for (int id : tokenizer().specialTokens().ids().values()) {
        assertArrayEquals(new byte[0], tokenizer().bytes(id));
        assertEquals("", tokenizer().decode(id, id));
        assertEquals("", tokenizer().streamingDecoder().next(id));
      }
    }

    @Test
    void thatAreUnknownAreRefusedByName() throws IOException {
      Tokenizer tokenizer = tokenizer();
      Exception e =
          assertThrows(
              IllegalArgumentException.class, () -> tokenizer.encode("?", Set.of("<|no|>")));
      assertTrue(e.getMessage().contains("<|no|>"), e::getMessage);
    }
  }

  @Nested
  @DisplayName("Streaming")
  class Streaming {

    @Test
    void thePartsPutTogetherAreTheDecodedText() throws IOException {
      for (String text : texts()) {
        int[] ids = tokenizer().encode(text);
        assertEquals(tokenizer().decode(ids), String.join("", parts(tokenizer(), ids)));
      }
    }

    @Test
    void noPartHasAPieceOfACharacter() throws IOException {
      for (String text : texts()) {
        for (String part : parts(tokenizer(), tokenizer().encode(text))) {
          assertEquals(
              part,
              new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
              "a surrogate without its other half");
          assertTrue(
              text.contains("\ufffd") || !part.contains("\ufffd"),
              () -> "a piece of a character in '" + part + "' of " + text);
        }
      }
    }

    @Test
    void whatIsCutOffBecomesAReplacementCharacterAtTheEnd() throws IOException {
      for (String text : texts()) {
        int[] ids = tokenizer().encode(text);
        for (int length = 0; length < Math.min(ids.length, 20); length++) {
          int[] begin = Arrays.copyOf(ids, length);
          assertEquals(tokenizer().decode(begin), String.join("", parts(tokenizer(), begin)));
        }
      }
    }

    @Test
    void aFinishedDecoderBeginsANewText() throws IOException {
      StreamingDecoder decoder = tokenizer().streamingDecoder();
      for (String text : texts()) {
        int[] ids = tokenizer().encode(text);
        StringBuilder streamed = new StringBuilder();
        for (int id : ids) {
          streamed.append(decoder.next(id));
        }
        assertEquals(text, streamed + decoder.finish());
        decoder.next(ids[0]);
        decoder.finish();
      }
    }
  }

  @Nested
  @DisplayName("Edges")
  class Edges {

    @Test
    void anEmptyTextHasNoIdsAndNoIdsAreAnEmptyText() throws IOException {
      assertArrayEquals(new int[0], tokenizer().encode(""));
      assertEquals("", tokenizer().decode());
      assertEquals("", tokenizer().streamingDecoder().finish());
    }

    @Test
    void anIdOutsideTheVocabularyIsNamedWithTheLimit() throws IOException {
      Tokenizer tokenizer = tokenizer();
      int size = tokenizer.vocabularySize();
      for (int id : new int[] {-1, size, size + 7, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        isRefused(id, size, () -> tokenizer.bytes(id));
        isRefused(id, size, () -> tokenizer.decode(id));
        isRefused(id, size, () -> tokenizer.streamingDecoder().next(id));
      }
      tokenizer.bytes(0);
      tokenizer.bytes(size - 1);
    }

    private static void isRefused(int id, int size, Runnable call) {
      Exception e = assertThrows(IllegalArgumentException.class, call::run, "id " + id);
      assertTrue(e.getMessage().contains(Integer.toString(id)), e::getMessage);
      assertTrue(
          e.getMessage().contains(Integer.toString(size - 1))
              || e.getMessage().contains(Integer.toString(size)),
          e::getMessage);
    }

    @Test
    void aLoneSurrogateIsAQuestionMark() throws IOException {
      assertArrayEquals(tokenizer().encode("???"), tokenizer().encode("?\ud83d?"));
      assertArrayEquals(tokenizer().encode("??"), tokenizer().encode("\udc00\ud83d"));
    }

    @Test
    void changingTheBytesThatCameOutChangesNothing() throws IOException {
      Tokenizer tokenizer = tokenizer();
      int id = tokenizer.encode("?")[0];
      byte[] before = tokenizer.bytes(id).clone();
      Arrays.fill(tokenizer.bytes(id), (byte) 'x');
      assertArrayEquals(before, tokenizer.bytes(id));
    }
  }

  @Nested
  @DisplayName("Saving")
  class Saving {

    @Test
    void aSavedTokenizerIsTheSameAfterLoading(@TempDir Path folder) throws IOException {
      Tokenizer tokenizer = tokenizer();
      tokenizer.save(folder.resolve("saved"));
      Tokenizer loaded = load(folder.resolve("saved"));
      assertEquals(tokenizer.vocabularySize(), loaded.vocabularySize());
      assertEquals(tokenizer.specialTokens(), loaded.specialTokens());
      for (int id = 0; id < tokenizer.vocabularySize(); id++) {
        assertArrayEquals(tokenizer.bytes(id), loaded.bytes(id), "the bytes of id " + id);
      }
      for (String text : texts()) {
        assertArrayEquals(tokenizer.encode(text), loaded.encode(text));
      }
    }

    @Test
    void savingReplacesTheFileAndLeavesNothingBesideIt(@TempDir Path folder) throws IOException {
      Path file = folder.resolve("saved");
      tokenizer().save(file);
      byte[] first = Files.readAllBytes(file);
      Files.writeString(file, "something older and much, much shorter or longer");
      tokenizer().save(file);
      assertArrayEquals(first, Files.readAllBytes(file));
      try (var files = Files.list(folder)) {
        assertEquals(List.of(file), files.toList());
      }
    }
  }

  private static List<Integer> list(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  private static String textOfBytes(Tokenizer tokenizer, int[] ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id : ids) {
      all.writeBytes(tokenizer.bytes(id));
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** What a streaming decoder gives for each id, and at the end. */
  private static List<String> parts(Tokenizer tokenizer, int[] ids) {
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    List<String> parts = new ArrayList<>();
    for (int id : ids) {
      parts.add(decoder.next(id));
    }
    parts.add(decoder.finish());
    return parts;
  }
}
