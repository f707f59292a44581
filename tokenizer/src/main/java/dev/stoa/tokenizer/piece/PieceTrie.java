package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.bytes.Vocabulary;
import java.util.Arrays;

/**
 * The pieces that begin at a place of a text: a tree whose edges are bytes, in one hash table from
 * (node, byte) to node.
 */
final class PieceTrie {

  /** The root. */
  static final int ROOT = 0;

  /** No node. */
  static final int NONE = -1;

  private static final long FACTOR = 0x9E3779B97F4A7C15L;
  private static final long EMPTY = -1;

  private long[] edges = new long[64];
  private int[] ids = new int[32];
  private int nodes = 1;

  PieceTrie() {
    Arrays.fill(edges, EMPTY);
    ids[ROOT] = NONE;
  }

  /** The tree of the tokens of a vocabulary that have bytes. */
  static PieceTrie of(Vocabulary vocabulary) {
    PieceTrie trie = new PieceTrie();
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.length(id) > 0) {
        trie.put(vocabulary.bytes(id), id);
      }
    }
    return trie;
  }

  /** Adds a piece. */
  void put(byte[] piece, int id) {
    int node = ROOT;
    for (byte b : piece) {
      int child = child(node, b);
      node = child == NONE ? addChild(node, b) : child;
    }
    ids[node] = id;
  }

  private int addChild(int node, byte b) {
    if (nodes * 2 >= edges.length / 2) {
      grow();
    }
    if (nodes == ids.length) {
      ids = Arrays.copyOf(ids, nodes * 2);
    }
    ids[nodes] = NONE;
    put(key(node, b), nodes);
    return nodes++;
  }

  private void grow() {
    long[] old = edges;
    edges = new long[old.length * 2];
    Arrays.fill(edges, EMPTY);
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != EMPTY) {
        put(old[i], (int) old[i + 1]);
      }
    }
  }

  private static long key(int node, byte b) {
    return (long) node << 8 | b & 0xFF;
  }

  private int slotOf(long key) {
    int slot = (int) (key * FACTOR >>> 40) * 2 & edges.length - 1;
    while (edges[slot] != key && edges[slot] != EMPTY) {
      slot = slot + 2 & edges.length - 1;
    }
    return slot;
  }

  private void put(long key, int node) {
    int slot = slotOf(key);
    edges[slot] = key;
    edges[slot + 1] = node;
  }

  /** The node behind a byte, or {@link #NONE}. */
  int child(int node, byte b) {
    int slot = slotOf(key(node, b));
    return edges[slot] == EMPTY ? NONE : (int) edges[slot + 1];
  }

  /** The id of the piece that ends at a node, or {@link #NONE}. */
  int id(int node) {
    return ids[node];
  }

  /** The end of the longest piece at a place, or that place if there is none. */
  int longest(byte[] text, int start, int end) {
    int longest = start;
    int node = ROOT;
    for (int at = start; at < end; ) {
      node = child(node, text[at++]);
      if (node == NONE) {
        break;
      }
      longest = ids[node] == NONE ? longest : at;
    }
    return longest;
  }
}
