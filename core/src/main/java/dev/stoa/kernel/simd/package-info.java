/**
 * The kernels written against the JDK's Vector API, and the only package that imports it.
 *
 * <h2>The road from three loops to the register tile</h2>
 *
 * <p>C += A Bᵀ with 256 × 256 matrices, in GFLOP/s of one thread: the best of alternated runs on a
 * busy x86 machine with vectors of 256 bits, whose bare multiply-adds reach 90.
 *
 * <table>
 *   <caption>What each step gives</caption>
 *   <tr><th>step</th><th>GFLOP/s</th></tr>
 *   <tr><td>Three loops. Java keeps the order of float sums, so each addition waits for the one
 *     before: {@code ScalarMatrixProduct}.</td><td>2.4</td></tr>
 *   <tr><td>Vectors, one accumulator. Eight sums at once, but each still waits.</td><td>13</td></tr>
 *   <tr><td>Four accumulators, four rows of B at a time: {@link
 *     dev.stoa.kernel.simd.FewRows}. Two loads for each multiply-add now set the speed, unless
 *     memory does.</td><td>29</td></tr>
 *   <tr><td>A tile of C in registers: {@link dev.stoa.kernel.simd.RegisterTile}. Eight loads for
 *     twelve multiply-adds, operands packed and kept in the caches by {@link
 *     dev.stoa.kernel.simd.PackedProduct}.</td><td>79</td></tr>
 * </table>
 *
 * <p>The tile alone, on operands in the first-level cache, reaches the 90 of bare multiply-adds.
 * The rest goes to packing and to waiting for C.
 *
 * <h2>Ten lessons, each measured here</h2>
 *
 * <ol>
 *   <li>Vectors live in local variables only. In an array, a field or a little method that is not
 *       inlined they become objects, and past some 25 operations HotSpot inlines no more than the
 *       JDK's own methods: norms became up to 2.5 times as fast when their helpers went.
 *   <li>Count the registers. A tile of 6 × 2 vectors needs 15 of 16; when the compiler moved the
 *       loads of all rows to the front, 90 GFLOP/s became 37. A fence after each row, which is no
 *       instruction on x86, keeps them where they are.
 *   <li>Let a hot loop be a method of its own, above 325 bytes of bytecode: it is then compiled
 *       once, alone. Inlined with its callers, {@link dev.stoa.kernel.simd.FewRows}'s was half as
 *       fast in every third run.
 *   <li>A vector that lies in two cache lines takes two reads. Columns of B read from line to line:
 *       1.05 to 1.4 times as fast with 512 bits for one row of A, 1.45 to 1.6 for two to eight.
 *   <li>One core gets more from four places of memory than from one: four columns of B at distances
 *       of a quarter 1.1 to 1.5 times as fast as four beside each other; two groups of interleaved
 *       rows of Q4_0 and Q4_K up to 1.6 times as fast as one.
 *   <li>At distances that are powers of two, cache lines drive each other out. When panels were
 *       filled in turns, a gap of one line between them brought Aᵀ B from 56 to 67 GFLOP/s.
 *   <li>What the own core packed is read 1.1 to 1.3 times as fast as what another has just written,
 *       so threads share nothing that they write. Pieces of work that are too long cost as well:
 *       whoever is held up holds up all.
 *   <li>Many rows beside each other, one a lane, need no sum over lanes and no unpacking of codes:
 *       16 interleaved rows of Q4_0 are 1.75 times as fast as rows one after the other ({@link
 *       dev.stoa.kernel.simd.SimdInterleaved}). It is no law: Q6_K becomes slower, its loops are
 *       too short for what they cost to begin.
 *   <li>Know what HotSpot has an instruction for. Ints are shifted by a constant, shorts are not:
 *       bits moved in ints and masked 1.07 to 1.15 times as fast. Only the first lanes of a
 *       conversion are cheap. A plain loop over {@link java.lang.Float#float16ToFloat} becomes
 *       vectors by itself, but begins and ends with single steps ({@link
 *       dev.stoa.kernel.simd.SimdF16}).
 *   <li>Compare only what alternates within one run, and look at the median and at the best: a
 *       shared machine changes its speed within seconds, more than most ideas do.
 * </ol>
 */
package dev.stoa.kernel.simd;
