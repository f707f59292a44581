package dev.stoa.format;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms of a number that safetensors files know. Not all of them are read. */
public enum DataType {
  /** IEEE binary32. Read. */
  F32(4, true),
  /** IEEE binary16. Read. */
  F16(2, true),
  /** The upper half of a binary32. Read. */
  BF16(2, true),
  /** IEEE binary64. */
  F64(8, false),
  /** 8 bits with 4 of exponent. */
  F8_E4M3(1, false),
  /** 8 bits with 5 of exponent. */
  F8_E5M2(1, false),
  /** A byte that is 0 or 1. */
  BOOL(1, false),
  /** Unsigned 8-bit integer. */
  U8(1, false),
  /** Signed 8-bit integer. */
  I8(1, false),
  /** Unsigned 16-bit integer. */
  U16(2, false),
  /** Signed 16-bit integer. */
  I16(2, false),
  /** Unsigned 32-bit integer. */
  U32(4, false),
  /** Signed 32-bit integer. */
  I32(4, false),
  /** Unsigned 64-bit integer. */
  U64(8, false),
  /** Signed 64-bit integer. */
  I64(8, false);

  private final int bytes;
  private final boolean readable;

  DataType(int bytes, boolean readable) {
    this.bytes = bytes;
    this.readable = readable;
  }

  /**
   * The size of a number.
   *
   * @return bytes
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Whether tensors of this type can be read as float32.
   *
   * @return true for F32, F16 and BF16
   */
  public boolean readable() {
    return readable;
  }

  /**
   * The type with a name.
   *
   * @param name the name in a file's header
   * @return the type, or nothing if the name is not known
   */
  public static Optional<DataType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** The names of all types that are read, for an error. */
  static String readableNames() {
    return Arrays.stream(values())
        .filter(DataType::readable)
        .map(DataType::name)
        .collect(Collectors.joining(", "));
  }
}
