package dev.stoa.benchmarks.peers;

import java.lang.Character.UnicodeBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Texts on which tokenizers may disagree, besides a great deal of ordinary text. */
final class MixedTexts {

  /** How much of the JDK's source; less by the property {@code stoa.source}. */
  private static final int SOURCE_CHARACTERS = Integer.getInteger("stoa.source", 104_000_000);

  private static final int SURROGATES = 0xD800;
  private static final int BEHIND_SURROGATES = 0xE000;

  /** Of the code points from here on, letters without case in great blocks, some stand for all. */
  private static final int CHOSEN_ABOVE = 0x3400;

  /** So many characters make a part; the peers are slower the longer a text is. */
  private static final int PART = 2_000;

  private MixedTexts() {}

  /** All texts by their names, cut behind line feeds into parts, but for long runs. */
  static Map<String, String> inParts() {
    Map<String, String> parts = new LinkedHashMap<>();
    texts()
        .forEach(
            (name, text) -> {
              int number = 0;
              for (String part : Texts.parts(text, PART)) {
                parts.put(name + " part " + number++, part);
              }
            });
    addRuns(parts);
    return parts;
  }

  /** All texts by their names. */
  static Map<String, String> all() {
    Map<String, String> texts = texts();
    addRuns(texts);
    return texts;
  }

  private static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>(Texts.javaSource(SOURCE_CHARACTERS));
    for (String name :
        List.of(
            "tinyshakespeare.txt",
            "sft/instruction-data.json",
            "sft/instruction-data-with-preference.json",
            "gpt2/encoder.json",
            "vocab/ggml-vocab-gpt-2.gguf.inp")) {
      Texts.sharedText(name).ifPresent(text -> texts.put(name, text));
    }
    addBlocks(texts);
    addSequences(texts);
    texts.put("distinct words", Texts.distinctWords(2_000_000));
    return texts;
  }

  private static void addRuns(Map<String, String> texts) {
    for (String unit : List.of("a", "A", " ", "\n", "\t", "!", "7", "\u00e9", "\u4e2d", " a")) {
      texts.put(
          "100,000 times U+%04X".formatted((int) unit.charAt(0)) + unit.length(),
          unit.repeat(100_000));
    }
  }

  /** Adds a text in which the names of added tokens stand in all kinds of neighbourhoods. */
  static void addNames(Map<String, String> texts, List<String> names) {
    List<String> parts = new ArrayList<>(names);
    parts.addAll(names);
    parts.addAll(
        List.of(" ", "  ", "\n", "\t", "\u00a0", "word", " word", "Word", "1", "_", "'", "\u0301"));
    parts.addAll(List.of("\u4e2d", "\u00e9", "\u2581", "<", "|", "!"));
    Random random = new Random(5);
    for (int i = 0; i < 1_000; i++) {
      texts.put("added tokens part " + i, random(random, parts.toArray(String[]::new), 30));
    }
  }

  /** For each block of Unicode its characters between letters, digits, spaces and apostrophes. */
  private static void addBlocks(Map<String, String> texts) {
    Map<String, StringBuilder> blocks = new LinkedHashMap<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      UnicodeBlock block = UnicodeBlock.of(c);
      boolean surrogate = c >= SURROGATES && c < BEHIND_SURROGATES;
      boolean chosen = c < CHOSEN_ABOVE || c >= 0xA000 && c < 0x20000 && Character.isDefined(c);
      if (block != null && !surrogate && (chosen || c % 61 == 0)) {
        blocks
            .computeIfAbsent("block " + block, name -> new StringBuilder())
            .append(around(Character.toString(c)));
      }
    }
    blocks.forEach((name, text) -> texts.put(name, text.toString()));
  }

  /** A character in all the neighbourhoods that split patterns look at. */
  static String around(String c) {
    return "a" + c + c + "B " + c + "1" + c + "  " + c + "'s'" + c + "\n" + c + "!" + c + "/\r\n";
  }

  private static void addSequences(Map<String, String> texts) {
    Random random = new Random(4);
    texts.put("white space", random(random, whiteSpace(), 400_000));
    texts.put("emoji", random(random, EMOJI, 200_000));
    texts.put("right to left", random(random, RIGHT_TO_LEFT, 200_000));
    texts.put("combining marks", random(random, MARKS, 200_000));
    texts.put("any code points", anyCodePoints(random, 1_000_000));
  }

  /** Every character with the property White_Space, and those that only look like it. */
  private static String[] whiteSpace() {
    List<String> parts =
        new ArrayList<>(List.of("a", "B", "1", "!", "'s", "\u200b", "\u180e", "\ufeff"));
    for (int c = 0; c < 0x10000; c++) {
      boolean space = Character.isSpaceChar(c) || Character.isWhitespace(c) || c == 0x85;
      if (space) {
        parts.add(Character.toString(c));
        parts.add(Character.toString(c).repeat(3));
      }
    }
    parts.addAll(List.of(" ", " ", "\n", "\r\n", "\t", "    "));
    return parts.toArray(String[]::new);
  }

  private static String random(Random random, String[] parts, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  private static String anyCodePoints(Random random, int count) {
    StringBuilder text = new StringBuilder();
    while (text.length() < count) {
      int c = random.nextInt(random.nextBoolean() ? 0x3000 : Character.MAX_CODE_POINT + 1);
      if (Character.isDefined(c) && (c < SURROGATES || c >= BEHIND_SURROGATES)) {
        text.appendCodePoint(c);
      }
    }
    return text.toString();
  }

  private static final String[] EMOJI = {
    "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66", // a family
    "\ud83d\udc4d\ud83c\udffd", // a thumb with a colour of skin
    "\ud83c\uddeb\ud83c\uddf7", // a flag of two letters
    "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f",
    "1\ufe0f\u20e3", // a keycap
    "\u2764\ufe0f\u200d\ud83d\udd25",
    "\u263a",
    "\ud83e\udee0",
    " ",
    "a",
    "\n",
    "!"
  };

  private static final String[] RIGHT_TO_LEFT = {
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", // Hebrew with points
    "\u0627\u0644\u0633\u0651\u064e\u0644\u0627\u0645", // Arabic with vowels
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "\u200f",
    "\u202b",
    "\u202c",
    "\u2067",
    "\u0661\u0662\u0663\u0664",
    "\u060c",
    " ",
    "abc",
    "12",
    "\n"
  };

  private static final String[] MARKS = {
    "e\u0301",
    "o\u0308\u0304",
    "\u0915\u094d\u0937\u093f", // Devanagari
    "\u0e01\u0e33\u0e31\u0e49", // Thai
    "\u1112\u1161\u11ab", // Hangul in parts
    "\u0301",
    " \u0301",
    "A\u0301b",
    "1\u0301",
    "!\u0301",
    "\u20dd",
    "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306",
    " ",
    "'s",
    "\n"
  };
}
