package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Decoding tokens one at a time. */
class StreamingDecoderTest {

  /** A decoder whose ids are byte values. */
  private static StreamingDecoder ofBytes() {
    return StreamingDecoder.of(id -> new byte[] {(byte) id});
  }

  /** The llama is F0 9F A6 99 in UTF-8. */
  @Test
  void anEmojiComesWholeWithItsLastByte() {
    StreamingDecoder decoder = ofBytes();
    assertEquals("", decoder.next(0xF0));
    assertEquals("", decoder.next(0x9F));
    assertEquals("", decoder.next(0xA6));
    assertEquals("🦙", decoder.next(0x99));
    assertEquals("", decoder.finish());
  }

  @Test
  void whatIsCompleteComesAtOnce() {
    List<byte[]> tokens =
        List.of(
            "aé\u00f0".getBytes(StandardCharsets.UTF_8),
            new byte[] {'x', (byte) 0xE2},
            new byte[] {(byte) 0x82, (byte) 0xAC, '!'});
    StreamingDecoder decoder = StreamingDecoder.of(tokens::get);
    assertEquals("aéð", decoder.next(0));
    assertEquals("x", decoder.next(1));
    assertEquals("€!", decoder.next(2));
  }

  @Test
  void anUnfinishedCharacterIsOneReplacement() {
    StreamingDecoder decoder = ofBytes();
    decoder.next(0xF0);
    decoder.next(0x9F);
    decoder.next(0xA6);
    assertEquals("\ufffd", decoder.finish());
    assertEquals("", decoder.finish());
    assertEquals("a", decoder.next('a'));
  }

  @Test
  void bytesThatCannotBecomeACharacterDoNotWait() {
    assertEquals("\ufffd", ofBytes().next(0xFF));
    assertEquals("\ufffd", ofBytes().next(0x80));
    assertEquals("\ufffd", ofBytes().next(0xC0));
    assertEquals("\ufffd", ofBytes().next(0xF5));
    StreamingDecoder overlong = ofBytes();
    overlong.next(0xE0);
    assertEquals("\ufffd\ufffd", overlong.next(0x80));
    StreamingDecoder tooHigh = ofBytes();
    tooHigh.next(0xF4);
    assertEquals("\ufffd\ufffd", tooHigh.next(0x90));
    StreamingDecoder interrupted = ofBytes();
    interrupted.next(0xE2);
    assertEquals("\ufffda", interrupted.next('a'));
  }

  @Test
  void anyBytesInAnyPortionsDecodeAsAllAtOnce() {
    Random random = new Random(9);
    for (int round = 0; round < 20_000; round++) {
      byte[][] tokens = new byte[1 + random.nextInt(6)][];
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = randomBytes(random);
        all.writeBytes(tokens[i]);
      }
      StreamingDecoder decoder = StreamingDecoder.of(id -> tokens[id]);
      StringBuilder streamed = new StringBuilder();
      for (int i = 0; i < tokens.length; i++) {
        streamed.append(decoder.next(i));
      }
      streamed.append(decoder.finish());
      assertEquals(all.toString(StandardCharsets.UTF_8), streamed.toString());
    }
  }

  /** Bytes around the bounds of UTF-8's forms, so that almost valid sequences are frequent. */
  private static byte[] randomBytes(Random random) {
    int[] decisive = {
      'a', 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF,
      0xF0, 0xF1, 0xF4, 0xF5, 0xFF
    };
    byte[] bytes = new byte[random.nextInt(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) decisive[random.nextInt(decisive.length)];
    }
    return bytes;
  }

  @Test
  void everyCodePointComesWhole() {
    StreamingDecoder decoder = ofBytes();
    for (int codePoint = 0; codePoint < 0x110000; codePoint++) {
      if (codePoint >= 0xD800 && codePoint < 0xE000) {
        continue;
      }
      String c = Character.toString(codePoint);
      byte[] bytes = c.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i + 1 < bytes.length; i++) {
        assertTrue(decoder.next(bytes[i]).isEmpty());
      }
      assertEquals(c, decoder.next(bytes[bytes.length - 1]));
    }
  }
}
