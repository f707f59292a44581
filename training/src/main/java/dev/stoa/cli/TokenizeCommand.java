package dev.stoa.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Numbers;
import dev.stoa.cli.show.ShownToken;
import dev.stoa.cli.show.TokenTable;
import dev.stoa.cli.task.Failure;
import dev.stoa.load.TokenizerLoader;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
          + " token with its id, its offsets in the text (bytes of UTF-8, from 0; a part of a"
          + " character has those of the whole) and its bytes.",
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
    Optional<String> decoded = decode(tokenizer, given);
    if (ids) {
      int[] all = decoded.map(tokenizer::encode).orElseGet(() -> bytes(tokenizer).encode(given));
      console
          .out()
          .println(Arrays.stream(all).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
    } else if (count) {
      int all =
          decoded.map(tokenizer::count).orElseGet(() -> bytes(tokenizer).encode(given).length);
      console.out().println(Integer.toString(all));
    } else {
      show(
          decoded
              .map(whole -> ShownToken.of(tokenizer, whole))
              .orElseGet(() -> ShownToken.ofBytes(bytes(tokenizer), given)),
          given.length,
          tokenizer.vocabularySize());
    }
    return 0;
  }

  private void show(List<ShownToken> tokens, int bytes, int vocabularySize) throws IOException {
    if (json) {
      console.out().println(json(tokens, bytes));
      return;
    }
    console.say(
        "%s tokens of %s bytes; %s has %s"
            .formatted(
                Numbers.count(tokens.size()),
                Numbers.count(bytes),
                vocabulary,
                Numbers.count(vocabularySize)));
    console.out().print(new TokenTable(console.screen().get()).of(tokens));
  }

  private static BytePairTokenizer bytes(Tokenizer tokenizer) {
    return (BytePairTokenizer) tokenizer;
  }

  /** The text, or nothing for bytes that are no text and that the tokenizer takes all the same. */
  private static Optional<String> decode(Tokenizer tokenizer, byte[] given) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(given)).toString());
    } catch (CharacterCodingException noUtf8) {
      if (tokenizer instanceof BytePairTokenizer) {
        return Optional.empty();
      }
      ByteBuffer in = ByteBuffer.wrap(given);
      StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(given.length), true);
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
      node.put("start", token.start());
      node.put("end", token.end());
    }
    return mapper.writeValueAsString(root);
  }
}
