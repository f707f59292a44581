package dev.stoa.cli;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Numbers;
import dev.stoa.cli.show.ReadingProgress;
import dev.stoa.cli.task.Failure;
import dev.stoa.cli.task.Interruption;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.TieRule;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.tokenizer.UnigramTrainer;
import dev.stoa.tokenizer.WordPieceTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code stoa tokenizer train}: learns a tokenizer from files. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Learn a tokenizer from texts and write it as a tokenizer.json, which Hugging Face's library"
          + " opens too.",
      "The texts are read once, in parts; memory is needed for their distinct words only. The"
          + " result is the same for any number of threads.",
      "The last line on stdout is 'tokenizer: model=M vocabulary_size=N text_bytes=N seconds=X'."
    })
final class TokenizerTrainCommand implements Callable<Integer> {
  /** Kinds of tokenizers. */
  enum Model {
    /** Byte-level byte-pair encoding. */
    BPE,
    /** WordPiece, as BERT has it. */
    WORDPIECE,
    /** SentencePiece's unigram model, with bytes for unknown characters. */
    UNIGRAM
  }

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--text",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "The texts, UTF-8. Nothing reaches from one to the next.")
  private List<Path> texts;

  @Option(
      names = "--size",
      required = true,
      paramLabel = "N",
      description = "Tokens to end with, special ones included.")
  private int size;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the tokenizer goes. A file that is there is replaced at the end.")
  private Path out;

  @Option(
      names = "--model",
      paramLabel = "M",
      defaultValue = "bpe",
      description =
          "bpe (byte-level), wordpiece (as BERT's) or unigram (as T5's, with bytes for unknown"
              + " characters). Default: ${DEFAULT-VALUE}.")
  private Model model;

  @Option(
      names = "--split",
      paramLabel = "PATTERN",
      description =
          "How the text is split into pieces before (bpe): none, gpt2, starcoder, falcon, default,"
              + " cl100k, llama3, qwen2, qwen35, o200k, tekken, deepseek3, deepseek_coder or"
              + " deepseek_llm. Default: gpt2.")
  private SplitPattern split;

  @Option(
      names = "--tie-rule",
      paramLabel = "RULE",
      converter = TieRuleName.class,
      description =
          "Which of equally frequent pairs is merged first (bpe): smaller-ids, as Hugging Face's"
              + " trainer does, or greater-bytes, as CS336 asks for. Default: smaller-ids.")
  private TieRule tieRule;

  @Option(
      names = "--special",
      paramLabel = "TOKEN",
      description =
          "A special token, such as <|endoftext|>; may be repeated. wordpiece has [PAD], [UNK],"
              + " [CLS], [SEP] and [MASK] before them, unigram <unk>, <s> and </s>.")
  private List<String> special = List.of();

  @Option(
      names = "--cased",
      description = "Keep capitals and accents (wordpiece); otherwise they are dropped.")
  private boolean cased;

  @Mixin private ThreadFlags threads;

  TokenizerTrainCommand(Console console) {
    this.console = console;
  }

  /** Reads smaller-ids as the constant of that name. */
  static final class TieRuleName implements ITypeConverter<TieRule> {
    @Override
    public TieRule convert(String name) {
      for (TieRule rule : TieRule.values()) {
        if (rule.name().equalsIgnoreCase(name.replace('-', '_'))) {
          return rule;
        }
      }
      throw new TypeConversionException(
          "expected smaller-ids or greater-bytes but was '" + name + "'");
    }
  }

  /** Learns from the texts. */
  @FunctionalInterface
  private interface Trainer {
    Tokenizer train(ReadingProgress progress) throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    Trainer trainer = Arguments.checked(command, this::trainer);
    requirePlace();
    long start = System.nanoTime();
    Thread training = Thread.currentThread();
    try (Interruption _ = new Interruption(training::interrupt)) {
      Tokenizer tokenizer;
      long bytes;
      try (ReadingProgress progress = new ReadingProgress(console)) {
        tokenizer = trainer.train(progress);
        bytes = progress.bytes();
      }
      tokenizer.save(out);
      tell(tokenizer, bytes, (System.nanoTime() - start) / 1e9);
      return 0;
    } catch (CancellationException interrupted) {
      console.say("stopped; nothing is written");
      return Interruption.STATUS;
    }
  }

  private Trainer trainer() {
    if (model != Model.BPE && (split != null || tieRule != null)) {
      throw Arguments.bad(command, "--split and --tie-rule go with --model bpe");
    }
    if (model != Model.WORDPIECE && cased) {
      throw Arguments.bad(command, "--cased goes with --model wordpiece");
    }
    return switch (model) {
      case BPE -> pairs();
      case WORDPIECE -> {
        WordPieceTrainer words =
            new WordPieceTrainer(size)
                .withThreads(threads.number())
                .withSpecialTokens(withSpecial(WordPieceTrainer.BERT_TOKENS));
        WordPieceTrainer chosen = cased ? words.cased() : words;
        yield progress -> chosen.withProgress(progress).trainOnFiles(texts);
      }
      case UNIGRAM -> {
        UnigramTrainer pieces = new UnigramTrainer(size).withThreads(threads.number());
        UnigramTrainer chosen = pieces.withSpecialTokens(withSpecial(pieces.specialTokens()));
        chosen.requireRoom();
        yield progress -> chosen.withProgress(progress).trainOnFiles(texts);
      }
    };
  }

  private Trainer pairs() {
    BytePairTrainer pairs =
        new BytePairTrainer(size)
            .withSplit(split == null ? SplitPattern.GPT2 : split)
            .withTieRule(tieRule == null ? TieRule.SMALLER_IDS : tieRule)
            .withSpecialTokens(special.toArray(String[]::new))
            .withThreads(threads.number());
    return progress -> pairs.withProgress(progress).trainOnFiles(texts);
  }

  private List<String> withSpecial(List<String> usual) {
    return Stream.concat(usual.stream(), special.stream()).toList();
  }

  /** Sees before the work whether its result can be written. */
  private void requirePlace() throws IOException {
    if (Files.isDirectory(out)) {
      throw new Failure(out + ": is a directory; name a file, such as tokenizer.json in it");
    }
    Path folder = out.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new Failure(folder + ": no such directory");
    }
    for (Path text : texts) {
      if (Files.isDirectory(text)) {
        throw new Failure(text + ": is a directory, not a text");
      }
      if (Files.exists(out) && Files.exists(text) && Files.isSameFile(text, out)) {
        throw Arguments.bad(command, "--out would replace the text " + text);
      }
    }
  }

  private void tell(Tokenizer tokenizer, long bytes, double seconds) throws IOException {
    int made = tokenizer.vocabularySize();
    if (made < size) {
      console.say(
          "the text teaches no more than %s tokens, not %s"
              .formatted(Numbers.count(made), Numbers.count(size)));
    }
    console.say("written: " + out);
    console
        .out()
        .println(
            "tokenizer: model=%s vocabulary_size=%d text_bytes=%d seconds=%s"
                .formatted(
                    model.name().toLowerCase(Locale.ROOT), made, bytes, Numbers.rate(seconds)));
  }
}
