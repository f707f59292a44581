package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.tokenizer.SplitPattern;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pre-tokenizer of Hugging Face's {@code tokenizer.json} and the split pattern that it amounts
 * to: the steps in the file, each written as a word or as its regular expression, are looked up
 * among the known ones.
 */
final class TokenizerJsonSplit {

  private static final String GPT2 = "ByteLevel with use_regex";
  private static final String DIGITS = "Digits one by one";
  private static final String PUNCTUATION = "Punctuation in runs";

  private static final Map<List<String>, SplitPattern> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put(List.of(), SplitPattern.NONE);
    KNOWN.put(List.of(GPT2), SplitPattern.GPT2);
    KNOWN.put(List.of(DIGITS, GPT2), SplitPattern.STARCODER);
    KNOWN.put(List.of(PUNCTUATION, GPT2, "[0-9][0-9][0-9]"), SplitPattern.FALCON);
    KNOWN.put(
        List.of("[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]"),
        SplitPattern.DEFAULT);
    String asian = "[一-龥ࠀ-一가-퟿]+";
    KNOWN.put(
        List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", asian, DIGITS),
        SplitPattern.DEEPSEEK_CODER);
    KNOWN.put(
        List.of(
            "[\\r\\n]",
            "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿ"
                + "ᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝ\u1f5f-\u1f7dᾀ-ᾴᾶ-ᾼ\u1fbeῂ-ῄῆ-ῌ\u1fd0-\u1fd3"
                + "\u1fd6-\u1fdbῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤ\u2126ℨ\u212a-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳ"
                + "Ꙁ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+",
            "\\s?[!-/:-~！-／：-～‘-‟　-。]+",
            "\\s+$",
            asian,
            DIGITS),
        SplitPattern.DEEPSEEK_LLM);
    KNOWN.put(
        List.of(
            "\\p{N}{1,3}",
            "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
                + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
                + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
        SplitPattern.DEEPSEEK3);
    for (SplitPattern pattern :
        List.of(
            SplitPattern.CL100K,
            SplitPattern.LLAMA3,
            SplitPattern.QWEN2,
            SplitPattern.QWEN35,
            SplitPattern.O200K,
            SplitPattern.TEKKEN)) {
      KNOWN.put(List.of(pattern.regex()), pattern);
    }
  }

  private TokenizerJsonSplit() {}

  /**
   * The split pattern of a pre-tokenizer.
   *
   * @throws IllegalArgumentException if it is not known; the message names the part
   */
  static SplitPattern read(JsonNode preTokenizer) {
    List<String> steps = new ArrayList<>();
    boolean byteLevel = false;
    for (JsonNode step : steps(preTokenizer)) {
      byteLevel |= type(step).equals("ByteLevel");
      String name = name(step);
      if (!name.isEmpty()) {
        steps.add(name);
      }
    }
    if (!byteLevel) {
      throw new IllegalArgumentException(
          "pre_tokenizer '%s' has no ByteLevel, without which a vocabulary is not supported"
              .formatted(type(preTokenizer)));
    }
    SplitPattern pattern = find(steps);
    if (pattern == null) {
      throw new IllegalArgumentException(
          "pre_tokenizer with the steps " + steps + " is not known; known: " + KNOWN.values());
    }
    return pattern;
  }

  private static Iterable<JsonNode> steps(JsonNode preTokenizer) {
    boolean isSequence = type(preTokenizer).equals("Sequence");
    return isSequence ? preTokenizer.path("pretokenizers") : List.of(preTokenizer);
  }

  /**
   * Whether a pre-tokenizer puts a space before a text.
   *
   * @throws IllegalArgumentException if it puts one before each piece of another step
   */
  static boolean prefixesSpace(JsonNode preTokenizer) {
    boolean isFirst = true;
    boolean prefixes = false;
    for (JsonNode step : steps(preTokenizer)) {
      if (type(step).equals("ByteLevel") && step.path("add_prefix_space").asBoolean(true)) {
        if (!isFirst) {
          throw new IllegalArgumentException(
              "pre_tokenizer option add_prefix_space = true behind another step is not supported;"
                  + " supported: false there, and true in the first step");
        }
        prefixes = true;
      }
      isFirst = false;
    }
    return prefixes;
  }

  /** The letters of an expression may have been written in another form of Unicode. */
  private static SplitPattern find(List<String> steps) {
    List<String> wanted = steps.stream().map(TokenizerJsonSplit::composed).toList();
    return KNOWN.entrySet().stream()
        .filter(
            known ->
                known.getKey().stream().map(TokenizerJsonSplit::composed).toList().equals(wanted))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static String composed(String step) {
    return Normalizer.normalize(step, Normalizer.Form.NFC);
  }

  private static String type(JsonNode step) {
    return step.path("type").asText("null");
  }

  /** What a step does, or nothing if it only writes bytes as characters. */
  private static String name(JsonNode step) {
    return switch (type(step)) {
      case "ByteLevel" -> step.path("use_regex").asBoolean(true) ? GPT2 : "";
      case "Digits" -> step.path("individual_digits").asBoolean(false) ? DIGITS : "Digits in runs";
      case "Punctuation" -> {
        requireBehavior(step, "Contiguous");
        yield PUNCTUATION;
      }
      case "Split" -> {
        requireBehavior(step, "Isolated");
        JsonNode regex = step.path("pattern").path("Regex");
        if (!regex.isTextual() || step.path("invert").asBoolean(false)) {
          throw new IllegalArgumentException(
              "pre_tokenizer Split of %s is not supported; supported: a Regex, not inverted"
                  .formatted(step));
        }
        // Some files have the line ends themselves in the expression.
        yield regex.textValue().replace("\r", "\\r").replace("\n", "\\n");
      }
      default ->
          throw new IllegalArgumentException(
              "pre_tokenizer '%s' is not supported; supported: ByteLevel, Digits, Punctuation, Split"
                  .formatted(type(step)));
    };
  }

  private static void requireBehavior(JsonNode step, String supported) {
    String behavior = step.path("behavior").asText("?");
    if (!behavior.equals(supported)) {
      throw new IllegalArgumentException(
          "pre_tokenizer %s with behavior '%s' is not supported; supported: %s"
              .formatted(type(step), behavior, supported));
    }
  }

  /**
   * Writes the pre-tokenizer of a split pattern, the name of the field included.
   *
   * @param prefixesSpace whether it puts a space before a text, which only {@link
   *     SplitPattern#GPT2} and {@link SplitPattern#NONE} do in files
   */
  static void write(SplitPattern pattern, boolean prefixesSpace, JsonGenerator json)
      throws IOException {
    List<String> steps =
        KNOWN.entrySet().stream()
            .filter(known -> known.getValue() == pattern)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    json.writeObjectFieldStart("pre_tokenizer");
    boolean alone = steps.isEmpty() || steps.equals(List.of(GPT2));
    if (alone) {
      writeByteLevel(json, !steps.isEmpty(), prefixesSpace);
    } else {
      json.writeStringField("type", "Sequence");
      json.writeArrayFieldStart("pretokenizers");
      for (String step : steps) {
        json.writeStartObject();
        writeStep(json, step);
        json.writeEndObject();
      }
      if (!steps.contains(GPT2)) {
        json.writeStartObject();
        writeByteLevel(json, false, false);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeStep(JsonGenerator json, String step) throws IOException {
    switch (step) {
      case GPT2 -> writeByteLevel(json, true, false);
      case DIGITS -> {
        json.writeStringField("type", "Digits");
        json.writeBooleanField("individual_digits", true);
      }
      case PUNCTUATION -> {
        json.writeStringField("type", "Punctuation");
        json.writeStringField("behavior", "Contiguous");
      }
      default -> {
        json.writeStringField("type", "Split");
        json.writeObjectFieldStart("pattern");
        json.writeStringField("Regex", step);
        json.writeEndObject();
        json.writeStringField("behavior", "Isolated");
        json.writeBooleanField("invert", false);
      }
    }
  }

  /** Writes the fields of a ByteLevel step, pre-tokenizer or decoder. */
  static void writeByteLevel(JsonGenerator json, boolean useRegex, boolean prefixesSpace)
      throws IOException {
    json.writeStringField("type", "ByteLevel");
    json.writeBooleanField("add_prefix_space", prefixesSpace);
    json.writeBooleanField("trim_offsets", true);
    json.writeBooleanField("use_regex", useRegex);
  }
}
