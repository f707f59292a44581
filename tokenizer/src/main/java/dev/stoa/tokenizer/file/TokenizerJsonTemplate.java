package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The post-processor of Hugging Face's {@code tokenizer.json}: what stands around one text. */
final class TokenizerJsonTemplate {

  private TokenizerJsonTemplate() {}

  /**
   * Reads the post-processor.
   *
   * @param ids the ids of the added tokens
   * @throws IllegalArgumentException if it is not known; the message names it
   */
  static Template read(JsonNode node, Map<String, Integer> ids) {
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    for (JsonNode step : TokenizerJsonText.steps(node, "processors")) {
      Template template =
          switch (TokenizerJsonNormalizer.type(step)) {
            case "ByteLevel" -> Template.none();
            case "TemplateProcessing" -> template(step, ids);
            case "BertProcessing", "RobertaProcessing" ->
                new Template(
                    List.of(pair(step.path("cls"), ids)), List.of(pair(step.path("sep"), ids)));
            default ->
                throw new IllegalArgumentException(
                    "post_processor '%s' is not supported; supported: null, ByteLevel,"
                            .formatted(TokenizerJsonNormalizer.type(step))
                        + " TemplateProcessing, BertProcessing, RobertaProcessing, Sequence");
          };
      before.addAll(0, template.before());
      after.addAll(template.after());
    }
    return new Template(before, after);
  }

  /** A name and an id, which must be that of the added token. */
  private static int pair(JsonNode pair, Map<String, Integer> ids) {
    Integer known = ids.get(pair.path(0).asText());
    if (!pair.path(1).isInt() || known != null && known != pair.path(1).intValue()) {
      throw new IllegalArgumentException(
          "post_processor: expected a token and its id, found " + pair);
    }
    return pair.path(1).intValue();
  }

  private static Template template(JsonNode step, Map<String, Integer> ids) {
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    int texts = 0;
    for (JsonNode part : step.path("single")) {
      if (part.has("Sequence")) {
        texts++;
      } else {
        String name = part.path("SpecialToken").path("id").asText();
        (texts == 0 ? before : after).addAll(idsOf(name, step, ids));
      }
    }
    if (texts != 1) {
      throw new IllegalArgumentException(
          "post_processor TemplateProcessing: expected one Sequence in 'single', found %d in %s"
              .formatted(texts, step.path("single")));
    }
    return new Template(before, after);
  }

  private static List<Integer> idsOf(String name, JsonNode step, Map<String, Integer> known) {
    List<Integer> ids = new ArrayList<>();
    step.path("special_tokens").path(name).path("ids").forEach(id -> ids.add(id.asInt(-1)));
    if (ids.isEmpty() && known.containsKey(name)) {
      ids.add(known.get(name));
    }
    if (ids.isEmpty() || ids.contains(-1)) {
      throw new IllegalArgumentException(
          "post_processor TemplateProcessing: '" + name + "' is no special token with an id");
    }
    return ids;
  }

  /** Writes a template, the name of the field included. */
  static void write(Template template, SpecialTokens special, JsonGenerator json)
      throws IOException {
    if (template.equals(Template.none())) {
      json.writeNullField("post_processor");
      return;
    }
    Map<Integer, String> names = new TreeMap<>();
    special.ids().forEach((name, id) -> names.put(id, name));
    json.writeObjectFieldStart("post_processor");
    json.writeStringField("type", "TemplateProcessing");
    json.writeArrayFieldStart("single");
    writeParts(template.before(), names, json);
    writePart("Sequence", "A", json);
    writeParts(template.after(), names, json);
    json.writeEndArray();
    json.writeArrayFieldStart("pair");
    writePart("Sequence", "A", json);
    writePart("Sequence", "B", json);
    json.writeEndArray();
    json.writeObjectFieldStart("special_tokens");
    Set<Integer> used = new TreeSet<>(template.before());
    used.addAll(template.after());
    for (int id : used) {
      json.writeObjectFieldStart(name(id, names));
      json.writeStringField("id", name(id, names));
      json.writeFieldName("ids");
      json.writeArray(new int[] {id}, 0, 1);
      json.writeFieldName("tokens");
      json.writeArray(new String[] {name(id, names)}, 0, 1);
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeParts(List<Integer> ids, Map<Integer, String> names, JsonGenerator json)
      throws IOException {
    for (int id : ids) {
      writePart("SpecialToken", name(id, names), json);
    }
  }

  private static String name(int id, Map<Integer, String> names) {
    return names.getOrDefault(id, "token " + id);
  }

  private static void writePart(String kind, String name, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart(kind);
    json.writeStringField("id", name);
    json.writeNumberField("type_id", 0);
    json.writeEndObject();
    json.writeEndObject();
  }
}
