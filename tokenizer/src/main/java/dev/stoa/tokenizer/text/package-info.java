/**
 * Texts as vectors of what stands in them: counts of words, and counts weighted by how rare a word
 * is. They find and compare texts without any model.
 *
 * <pre>{@code
 * Function<String, List<String>> words = text -> List.of(text.toLowerCase().split("\\W+"));
 * TfIdf weights = TfIdf.of(BagOfWords.of(words, texts), texts);
 * double likeness = weights.vector("a black cat").cosine(weights.vector("cats"));
 * }</pre>
 *
 * <p>What a word is, is up to the caller: any {@link dev.stoa.tokenizer.Tokenizer}, or any function
 * from a text to its terms, such as one that drops stop words and cuts words to their stems.
 */
package dev.stoa.tokenizer.text;
