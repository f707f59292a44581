import module dev.stoa.training;
import module java.base;

/**
 * Byte pairs learned by hand; what vocabularies make of one sentence.
 *
 * <p>The first tokens are the 256 bytes, so that nothing is ever unknown. Then, again and again,
 * the pair of neighbours that is most frequent becomes a token of its own. Before that the text is
 * split into pieces (words with the space before them, in GPT-2's way), and no pair reaches over
 * the end of a piece.
 *
 * <p>Look at: the merges, which begin with endings and little words; what becomes of the longest
 * tokens where nothing is split; 04-length.svg, what more tokens bring, and how little the tokens
 * of one text help another one; 04-tokens.svg, the few tokens that do most of the work.
 *
 * <p>Change and try: {@code ./stoa study 04-tokens FILE} with a text of your own; a sentence in
 * another language, or program code; {@code SplitPattern.CL100K}, GPT-4's; another rule for pairs
 * that are equally frequent. Your own trainer is judged by the contract BytePairTrainerContract.
 */
class Tokens {
  static final String STORY =
      """
      The old lighthouse stood at the end of the long wall, and every evening the keeper climbed the
      stairs to light the lamp. There were ninety-nine stairs. He had counted them on his first
      evening, and he had counted them on every evening since then, because counting made the
      climbing easier. The lamp was larger than he was. When it was lit, the light went over the
      water and over the harbour and over the houses behind the harbour, and the children who were
      lying in their beds counted the seconds until it came again.

      One evening the light did not come. The children counted to nine, and to ten, and to twenty.
      They went to their windows and looked at the lighthouse. The windows of the lighthouse were
      dark, and the stairs of the lighthouse were dark, and above the water there was nothing but
      the evening. "He is sleeping," said the smallest of the children. "He is reading," said the
      largest. "He is counting," said the others, and they took their lanterns and went out.

      They climbed the ninety-nine stairs, counting them, and found the keeper sitting before the
      lamp. "I have been looking for the matches," said the keeper, "and the longer I am looking,
      the darker it is, and the darker it is, the longer I am looking." The children held their
      lanterns higher. The matches were lying behind the lamp, where they had been lying since the
      evening before. So the keeper lit the lamp, and the light went over the water and over the
      harbour and over the houses, and the children went down the stairs again, counting them
      backwards, which takes longer.
      """;

  static final String OTHER =
      """
      In the morning the fishing boats came back to the harbour. The oldest of the fishermen looked
      at the lighthouse and said that the lamp had been later than the stars. Nobody believed him,
      since he was known for telling stories; but the children, who were walking to school, were
      unusually quiet, and one of them was still carrying a lantern.
      """;

  static final String SENTENCE = "The keeper's cat, 11 years old, sleeps in the café 😀.";

  final Path out = Path.of("study", "out");

  void main(String[] arguments) throws IOException {
    boolean small = List.of(arguments).contains("--small");
    List<String> files = Stream.of(arguments).filter(name -> !name.startsWith("--")).toList();
    String text = files.isEmpty() ? STORY : Files.readString(Path.of(files.getFirst()));

    learnByHand(text.substring(0, Math.min(text.length(), 20_000)), small ? 20 : 200);
    compareSplits(text);
    compareVocabularies(text);
    drawLengths(text);
    drawMostUsed(text);
  }

  /** Learns so many merges, shows the first of them, and compares them with the library's. */
  void learnByHand(String text, int count) {
    List<List<Integer>> pieces = new ArrayList<>();
    for (String piece : SplitPattern.GPT2.split(text)) {
      List<Integer> ids = new ArrayList<>();
      for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
        ids.add(b & 0xff);
      }
      pieces.add(ids);
    }
    List<Merge> merges = new ArrayList<>();
    while (merges.size() < count) {
      Map<Merge, Integer> counts = countPairs(pieces);
      Merge best = counts.keySet().stream().min(mostFrequentFirst(counts)).orElseThrow();
      int id = 256 + merges.size();
      merges.add(best);
      replace(pieces, best, id);
      if (merges.size() <= 12) {
        var soFar = BytePairTokenizer.fromMerges(merges, SplitPattern.GPT2, List.of());
        IO.println("%4d  %3d times  '%s'".formatted(id, counts.get(best), soFar.decode(id)));
      }
    }
    BytePairTokenizer library =
        new BytePairTrainer(256 + count).withByteIds(ByteIds.BYTE_VALUE).train(List.of(text));
    claim(
        merges.equals(library.merges()), "the library learns the same %d merges".formatted(count));
  }

  static Map<Merge, Integer> countPairs(List<List<Integer>> pieces) {
    Map<Merge, Integer> counts = new HashMap<>();
    for (List<Integer> ids : pieces) {
      for (int i = 0; i + 1 < ids.size(); i++) {
        counts.merge(new Merge(ids.get(i), ids.get(i + 1)), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Of equally frequent pairs, the one with the smaller ids comes first. */
  static Comparator<Merge> mostFrequentFirst(Map<Merge, Integer> counts) {
    return Comparator.<Merge>comparingInt(pair -> -counts.get(pair))
        .thenComparingInt(Merge::left)
        .thenComparingInt(Merge::right);
  }

  /** Makes one token of a pair, wherever it stands, from the left. */
  static void replace(List<List<Integer>> pieces, Merge pair, int id) {
    for (List<Integer> ids : pieces) {
      for (int i = 0; i + 1 < ids.size(); i++) {
        if (ids.get(i) == pair.left() && ids.get(i + 1) == pair.right()) {
          ids.set(i, id);
          ids.remove(i + 1);
        }
      }
    }
  }

  void compareSplits(String text) {
    for (SplitPattern split : List.of(SplitPattern.NONE, SplitPattern.GPT2)) {
      BytePairTokenizer tokenizer = new BytePairTrainer(600).withSplit(split).train(List.of(text));
      List<String> longest =
          IntStream.range(256, tokenizer.vocabularySize())
              .mapToObj(tokenizer::decode)
              .sorted(Comparator.comparingInt(String::length).reversed())
              .toList();
      IO.println("longest tokens, split %s: %s".formatted(split, shown(longest.subList(0, 5))));
      boolean over = longest.stream().anyMatch(token -> token.strip().contains(" "));
      claim(over == (split == SplitPattern.NONE), over ? "tokens reach over words" : "none does");
    }
  }

  void compareVocabularies(String text) {
    Map<String, Tokenizer> tokenizers = new LinkedHashMap<>();
    tokenizers.put("bytes alone", new BytePairTrainer(256).train(List.of(text)));
    tokenizers.put("byte pairs, 320", new BytePairTrainer(320).train(List.of(text)));
    tokenizers.put("byte pairs, 600", new BytePairTrainer(600).train(List.of(text)));
    tokenizers.put("WordPiece, 300", new WordPieceTrainer(300).train(List.of(text)));
    tokenizers.put("Unigram, 500", new UnigramTrainer(500).train(List.of(text)));
    IO.println(SENTENCE);
    tokenizers.forEach(
        (name, tokenizer) -> {
          Encoding encoding = tokenizer.encodeWithOffsets(SENTENCE, Set.of());
          List<String> pieces = new ArrayList<>();
          for (int i = 0; i < encoding.ids().length; i++) {
            pieces.add(SENTENCE.substring(encoding.starts()[i], encoding.ends()[i]));
          }
          IO.println("%16s %3d  %s".formatted(name, pieces.size(), shown(pieces)));
        });
    // WordPiece writes all in lower case, and what it does not know as [UNK].
    tokenizers.remove("WordPiece, 300");
    claim(
        tokenizers.values().stream().allMatch(t -> t.decode(t.encode(SENTENCE)).equals(SENTENCE)),
        "all but WordPiece give the sentence back");
  }

  /** Bytes for each token over the size of the vocabulary: for the text itself, and for another. */
  void drawLengths(String text) throws IOException {
    int sizes = 18;
    double[] at = new double[sizes];
    Map<String, double[]> lengths = new LinkedHashMap<>();
    List<String> names =
        List.of("text itself, not split", "text itself, split", "other text, split");
    names.forEach(name -> lengths.put(name, new double[sizes]));
    for (int i = 0; i < sizes; i++) {
      BytePairTrainer trainer = new BytePairTrainer(256 + 20 * i);
      Tokenizer split = trainer.train(List.of(text));
      Tokenizer whole = trainer.withSplit(SplitPattern.NONE).train(List.of(text));
      at[i] = 256 + 20 * i;
      lengths.get(names.get(0))[i] = bytesPerToken(whole, text);
      lengths.get(names.get(1))[i] = bytesPerToken(split, text);
      lengths.get(names.get(2))[i] = bytesPerToken(split, OTHER);
    }
    Panel curves = Curves.of("", "tokens in the vocabulary", "bytes per token", at, lengths);
    save("04-length.svg", new Figure("What more tokens bring", curves));
    double[] itself = lengths.get(names.get(1));
    double[] other = lengths.get(names.get(2));
    claim(itself[0] == 1 && itself[sizes - 1] > 2, "with merges, fewer tokens say the same");
    claim(
        other[sizes - 1] < itself[sizes - 1], "but fewest in the text that they were learned from");
  }

  static double bytesPerToken(Tokenizer tokenizer, String text) {
    return (double) text.getBytes(StandardCharsets.UTF_8).length / tokenizer.count(text);
  }

  void drawMostUsed(String text) throws IOException {
    Tokenizer tokenizer = new BytePairTrainer(600).train(List.of(text));
    int[] ids = tokenizer.encode(text);
    Map<Integer, Long> counts =
        Arrays.stream(ids).boxed().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    List<Integer> used =
        counts.keySet().stream()
            .sorted(Comparator.comparingLong(id -> -counts.get(id)))
            .limit(20)
            .toList();
    double[] shares =
        used.stream().mapToDouble(id -> (double) counts.get(id) / ids.length).toArray();
    List<String> labels = used.stream().map(id -> shown(List.of(tokenizer.decode(id)))).toList();
    String note =
        "%,d tokens, %d different ones; the rest are less frequent than these"
            .formatted(ids.length, counts.size());
    Panel bars = new Bars("", labels, shares, null, shares[0]);
    save("04-tokens.svg", new Figure("Share of the most frequent tokens", note, 1, List.of(bars)));
  }

  /** Pieces with | between them; a part of a character is shown as the whole. */
  static String shown(List<String> pieces) {
    return String.join("|", pieces).replace(' ', '·').replace('\n', '⏎');
  }

  void save(String name, Figure figure) throws IOException {
    figure.save(out.resolve(name));
    IO.println("drawn: " + out.resolve(name));
  }

  static void claim(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("this is not so: " + what);
    }
    IO.println("checked: " + what);
  }
}
