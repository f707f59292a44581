package dev.stoa.tokenizer.file;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * SentencePiece's {@code .model}: the protobuf message ModelProto of sentencepiece_model.proto, as
 * far as it says how text is encoded.
 *
 * <p>The file does not say what models expect around a text. Taken are the piece for the beginning
 * before texts that are merged, as Llama, Mistral and Gemma have it, and the piece for the end
 * behind others, as T5 has it.
 */
final class SentencePieceModelFile {

  /** More than any known vocabulary by far. */
  private static final long MAX_BYTES = 1L << 28;

  private static final String[] MODEL_TYPES = {"", "UNIGRAM", "BPE", "WORD", "CHAR"};

  private final Path file;
  private final List<Piece> pieces = new ArrayList<>();
  private long modelType = 1;
  private boolean fallsBack;
  private long begin = 1;
  private long end = 2;
  private byte[] charsMap = {};
  private boolean addsPrefix = true;
  private boolean removesExtra = true;
  private boolean escapes = true;

  private SentencePieceModelFile(Path file) {
    this.file = file;
  }

  /** Whether a file that begins with these bytes can be one: its first field is a piece's text. */
  static boolean recognizes(byte[] head) {
    return head.length > 4
        && head[0] == 0x0A
        && head[1] >= 2
        && head[2] == 0x0A
        && head[3] >= 0
        && head[3] <= head[1] - 2;
  }

  static ReadTokenizer read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new FormatException(
          file, "expected at most " + MAX_BYTES + " bytes of pieces, but it has " + size);
    }
    SentencePieceModelFile model = new SentencePieceModelFile(file);
    model.readModel(new Protobuf(file, Files.readAllBytes(file)));
    return model.tokenizer();
  }

  private void readModel(Protobuf in) throws FormatException {
    while (in.next()) {
      switch (in.field()) {
        case 1 -> readPiece(in.message(), in);
        case 2 -> readTrainer(in.message());
        case 3 -> readNormalizer(in.message());
        case 5 -> requireNoDenormalizer(in.message());
        default -> in.skip();
      }
    }
  }

  private void readPiece(Protobuf in, Protobuf outer) throws FormatException {
    byte[] text = {};
    float score = 0;
    long type = 1;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> text = in.bytes();
        case 2 -> score = in.float32();
        case 3 -> type = in.number();
        default -> in.skip();
      }
    }
    if (text.length == 0) {
      throw outer.problem("piece " + pieces.size() + " is empty");
    }
    try {
      pieces.add(new Piece(text, score, PieceType.numbered(type)));
    } catch (IllegalArgumentException e) {
      throw outer.problem("piece " + pieces.size() + ": " + e.getMessage());
    }
  }

  private void readTrainer(Protobuf in) throws FormatException {
    while (in.next()) {
      switch (in.field()) {
        case 3 -> modelType = requireType(in);
        case 24 -> {
          if (in.number() != 0) {
            throw in.problem(
                "treat_whitespace_as_suffix = true is not supported; supported: false");
          }
        }
        case 35 -> fallsBack = in.number() != 0;
        case 41 -> begin = (int) in.number();
        case 42 -> end = (int) in.number();
        default -> in.skip();
      }
    }
  }

  private static long requireType(Protobuf in) throws FormatException {
    long type = in.number();
    if (type != 1 && type != 2) {
      String name =
          type > 0 && type < MODEL_TYPES.length ? MODEL_TYPES[(int) type] : Long.toString(type);
      throw in.problem("model_type %s is not supported; supported: UNIGRAM, BPE".formatted(name));
    }
    return type;
  }

  private void readNormalizer(Protobuf in) throws FormatException {
    while (in.next()) {
      switch (in.field()) {
        case 2 -> charsMap = in.bytes();
        case 3 -> addsPrefix = in.number() != 0;
        case 4 -> removesExtra = in.number() != 0;
        case 5 -> escapes = in.number() != 0;
        default -> in.skip();
      }
    }
  }

  private static void requireNoDenormalizer(Protobuf in) throws FormatException {
    while (in.next()) {
      if (in.field() == 2 && in.bytes().length > 0) {
        throw in.problem("a denormalizer_spec with rules is not supported; supported: none");
      } else if (in.field() != 2) {
        in.skip();
      }
    }
  }

  private ReadTokenizer tokenizer() throws FormatException {
    try {
      PieceTable table = new PieceTable(pieces);
      if (table.hasBytes() != fallsBack) {
        throw new IllegalArgumentException(
            fallsBack
                ? "byte_fallback is true, but there are no pieces for the bytes"
                : "there are pieces for the bytes, but byte_fallback is false");
      }
      boolean isUnigram = modelType == 1;
      OptionalInt first = special(begin);
      OptionalInt last = special(end);
      Template template =
          isUnigram
              ? Template.of(OptionalInt.empty(), last)
              : Template.of(first, OptionalInt.empty());
      return new SentencePieceSpec(
              isUnigram, charsMap, addsPrefix, removesExtra, escapes, first, last, template)
          .read(table);
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage());
    }
  }

  /** An id of the file, unless it is that of no control piece. */
  private OptionalInt special(long id) {
    boolean isControl =
        id >= 0 && id < pieces.size() && pieces.get((int) id).type() == PieceType.CONTROL;
    return isControl ? OptionalInt.of((int) id) : OptionalInt.empty();
  }
}
