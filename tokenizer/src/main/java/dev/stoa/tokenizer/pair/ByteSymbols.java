package dev.stoa.tokenizer.pair;

import dev.stoa.tokenizer.bytes.IntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The 256 bytes as the tokens that byte-pair training begins with. */
public final class ByteSymbols implements MergeLearner.Alphabet {

  private final List<byte[]> tokens = new ArrayList<>();
  private final int[] idOfByte = new int[256];

  /**
   * Gives the bytes their ids.
   *
   * @param bytesInOrder the byte of each id, 0 to 255
   */
  public ByteSymbols(int[] bytesInOrder) {
    for (int b : bytesInOrder) {
      idOfByte[b] = tokens.size();
      tokens.add(new byte[] {(byte) b});
    }
  }

  @Override
  public List<byte[]> tokens() {
    return tokens;
  }

  @Override
  public void addIds(byte[] piece, IntArray ids) {
    for (byte b : piece) {
      ids.add(idOfByte[b & 0xFF]);
    }
  }

  @Override
  public byte[] joined(byte[] left, byte[] right) {
    byte[] joined = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, joined, left.length, right.length);
    return joined;
  }
}
