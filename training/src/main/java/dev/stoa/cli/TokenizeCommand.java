package dev.stoa.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.load.TokenizerLoader;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stoa tokenize}: shows the tokens of a text. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show the tokens of a text: the text with its pieces in turning colours, then a line for each"
          + " token with its id, its place in the text (bytes from where to where, from 0) and its"
          + " bytes.",
      "Without colours the pieces are divided by |. Line ends, tabs and other control characters"
          + " are written \\n, \\t and \\x1b, bytes that are no whole character \\xc3.",
      "No special tokens are added, and those written in the text are text.",
    })
final class TokenizeCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--vocab",
      required = true,
      paramLabel = "FILE",
      description = "A tokenizer of any kind that Stoa reads; its content tells which.")
  private Path vocabulary;

  @Option(
      names = "--split",
      paramLabel = "PATTERN",
      description =
          "How the model splits texts, for a vocab.json with merges.txt beside it, which do not say"
              + " so: one of those of 'stoa tokenizer train'.")
  private SplitPattern split;

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; without it stdin, to the last byte.")
  private String text;

  @Option(names = "--ids", description = "Print the ids alone, on one line.")
  private boolean ids;

  @Option(names = "--count", description = "Print the number of tokens alone.")
  private boolean count;

  @Option(
      names = "--json",
      description =
          "Print one JSON object: count, bytes, and tokens with id, piece, bytes, start and end.")
  private boolean json;

  TokenizeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (Stream.of(ids, count, json).filter(chosen -> chosen).count() > 1) {
      throw Arguments.bad(command, "expected one of --ids, --count and --json at the most");
    }
    Tokenizer tokenizer =
        split == null
            ? TokenizerLoader.load(vocabulary)
            : BytePairTokenizer.fromVocabularyAndMerges(vocabulary, split);
    byte[] given =
        text != null ? text.getBytes(StandardCharsets.UTF_8) : console.in().readAllBytes();
    int[] encoded = encode(tokenizer, given);
    if (ids) {
      console
          .out()
          .println(
              Arrays.stream(encoded).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
    } else if (count) {
      console.out().println(Integer.toString(encoded.length));
    } else if (json) {
      console.out().println(json(ShownToken.of(tokenizer, encoded, given), given.length));
    } else {
      console
          .out()
          .print(new TokenTable(console.screen().get()).of(shown(tokenizer, encoded, given)));
    }
    return 0;
  }

  private List<ShownToken> shown(Tokenizer tokenizer, int[] encoded, byte[] given) {
    List<ShownToken> tokens = ShownToken.of(tokenizer, encoded, given);
    console.say(
        "%s tokens of %s bytes; %s has %s"
            .formatted(
                Numbers.count(tokens.size()),
                Numbers.count(given.length),
                vocabulary,
                Numbers.count(tokenizer.vocabularySize())));
    return tokens;
  }

  private static int[] encode(Tokenizer tokenizer, byte[] given) {
    try {
      return tokenizer.encode(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(given)).toString());
    } catch (CharacterCodingException noUtf8) {
      if (tokenizer instanceof BytePairTokenizer bytes) {
        return bytes.encode(given);
      }
      ByteBuffer in = ByteBuffer.wrap(given);
      StandardCharsets.UTF_8
          .newDecoder()
          .decode(in, java.nio.CharBuffer.allocate(given.length), true);
      throw new Failure(
          "stdin: byte %d is not UTF-8; only byte-level BPE takes any bytes"
              .formatted(in.position()));
    }
  }

  private static String json(List<ShownToken> tokens, int bytes) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("count", tokens.size());
    root.put("bytes", bytes);
    ArrayNode array = root.putArray("tokens");
    for (ShownToken token : tokens) {
      ObjectNode node = array.addObject();
      node.put("id", token.id());
      node.put("piece", token.text());
      ArrayNode all = node.putArray("bytes");
      for (byte b : token.bytes()) {
        all.add(b & 0xFF);
      }
      if (token.start() >= 0) {
        node.put("start", token.start());
        node.put("end", token.end());
      }
    }
    return mapper.writeValueAsString(root);
  }
}
