/**
 * The same work done by Stoa and by the best native library, in turns, in one run: {@code stoa
 * bench NAME --peers}.
 *
 * <p>What is compared is said by {@linkplain dev.stoa.benchmarks.peers.PeerSource sources}, which
 * stand under {@code src/peers} and are built only by the Maven profile {@code peers}, since they
 * need the native libraries. Here is how the two are run, checked and reported.
 */
package dev.stoa.benchmarks.peers;
