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
 * <h2>What was tried</h2>
 *
 * <ul>
 *   <li>A tile of 4 × 2 vectors: 20 instructions for 8 multiply-adds, and each sum is needed again
 *       as soon as it is ready, so that every wait for the cache is lost. Alone 84 where 6 × 2 has
 *       90, with 256 × 256 matrices 74 where it has 79; in a step of training 6 × 2 is 1.18 times
 *       as fast, in turns within one program.
 *   <li>6 × 2 without fences between the rows: the loads of all rows are moved to the front, the
 *       registers do not suffice, 37. A fence after every second row: 40, after each: 90. A store
 *       in place of the fence: 88. Tiles of 4 × 3 with fences: 37, of 12 × 1 without: 77.
 *   <li>Rows of A packed step by step instead of each on its own: 28 instructions instead of 25, 88
 *       instead of 90, and most forms of the product have to transpose them.
 *   <li>Rows of A at an offset whose bits the compiler does not know: 30 instructions, 88.
 *   <li>B packed in panels by all threads together, and A by each thread, twelve to 96 rows at a
 *       time: panels that the own core packed are read 1.1 to 1.3 times as fast. Strips of columns,
 *       each of which packs all of A: packing took 15 % of the time of 512 × 1536 × 3072. A part of
 *       C for each thread, A packed once for all its strips: 1.04 times as fast in the mean of five
 *       sizes (512 bits; 1.01 with 256), 1.12 where A is transposed and has 3,072 columns, 1.06
 *       with two threads and the sizes of a small model's step, 0.96 for 50,257 columns that are
 *       transposed. Strips of 256 and 512 columns instead of 384: 0.99 and 0.98. Parts of 3,072
 *       columns instead of 1,536: 0.97 to 0.99, of 768: 0.98. One part for each thread instead of
 *       two: 1.01, and whoever is held up holds up all; four: 0.97.
 *   <li>A tile of 12 × 2 vectors of 512 bits, for which the registers suffice: 1.02 to 1.04 times
 *       as fast for large products, 0.95 for sums of 64 terms; of 8 × 3: 0.8. All loads of C before
 *       all its stores: 1.0 to 1.04 and 0.91 to 0.96.
 *   <li>A float of each line of C read before a slice is multiplied: 64 products of 256 × 256 × 64,
 *       whose C comes from memory, 1.25 times as fast with 256 bits and 1.0 with 512; all others
 *       0.94 to 1.0.
 *   <li>Matrices whose rows begin at a line of the cache: 1.0 to 1.01 in products of many rows.
 *   <li>One row times four columns of B that lie side by side: at distances of a quarter of what a
 *       thread has, 1.1 times as fast for 768 columns, 1.3 for 3,072, 1.35 to 1.47 for 50,257. Two
 *       sums for each of the four columns: 0.97 to 0.99. The lanes of the sums added by vectors:
 *       1.04 to 1.05 from the third-level cache; the four sums made one vector before it is stored,
 *       instead of sixteen small loads: 1.02 to 1.04 more. What is left between two groups of four
 *       columns takes a tenth of the time, and 16 columns at a time took as much: 0.98 to 1.02.
 *   <li>One row, C added to once for 32 groups of four columns instead of after each, and the
 *       fields of the product read once: 1.01 to 1.06 times as fast with one thread, 1.01 to 1.15
 *       with two; four and eight rows 1.02 to 1.07. A loop in C of the same pattern reads 190 to
 *       197 GB/s where this reads 178 to 198; asking for the next four columns while these are read
 *       makes it 1.1 times as fast, which Java has no instruction for. Pieces that become shorter
 *       towards the end of each thread's share: 0.96 to 1.03 of the same. Distances that are odd,
 *       so that the four columns do not come to the end of a page together: 0.92 to 1.0.
 *   <li>One row, pieces of 128 columns for each thread instead of 64: 1.0 to 1.03 with one thread,
 *       1.02 to 1.05 with two; of 512: 1.0 to 1.06 and 1.02 to 1.1 in turns in one program, but
 *       less beside OpenBLAS, where whoever is held up holds up all. Where rows of B are added, 512
 *       columns instead of 64: 1.2 to 1.8. It needs the same bits for a column in any piece, so the
 *       lanes of all four sums are added in one order.
 *   <li>One row of 768 × 768 with two threads ran a fifth slower in 2 of 20 programs, and in none
 *       of 20 started in turns with them that left a line of the cache free before what a thread
 *       writes for every fourth column. That this is the cause is likely, not certain: programs are
 *       as slow while the two cores are far from each other.
 *   <li>One row, padded by each thread for itself instead of once for all: 1.0 to 1.02, and 1.1 to
 *       1.3 while the two cores were far from each other (handing over a line then took four times
 *       as long).
 *   <li>Columns of B read from the beginnings of lines, with 512 bits: one row 1.03 to 1.09 times
 *       as fast, four and eight 1.2 and 1.14; with 256 bits 1.0 to 1.09; of 256 floats and fewer
 *       0.83 to 0.95. The floats before the first whole line and behind the last one apart, as
 *       vectors of four, masked or blended: 0.9 to 1.0, for that costs what the lines give; masked
 *       vectors became objects and took 40 times as long.
 *   <li>Five to eight rows packed: as dot products like one row they are 1.3 times as fast with
 *       vectors of 256 bits and 1.3 to 1.6 times with 512; 16 rows 0.67 and 0.95 times. A B, where
 *       rows of B are added to those of C: with three rows 0.6 to 0.9 of the packed product, with
 *       four 0.17 to 0.7.
 *   <li>Storing C without reading it before: no difference.
 *   <li>Panels at distances of a power of two: filling them side by side drives their lines out of
 *       the cache. A gap of one line brought Aᵀ B from 56 to 67 GFLOP/s.
 *   <li>Sums of 128 terms at a time instead of 192: 0.98 of the speed in a step of training; of
 *       256, no difference there, and 1.02 to 1.045 in gradients of wide weights, which are read
 *       and written once for each block of terms. 256 steps of a panel are 16 KB. Slices of 24 rows
 *       instead of 12: no difference.
 *   <li>Transposing float by float: 1.4 floats a nanosecond; in squares of 4 × 4: 5.5.
 *   <li>Accumulators that begin with C instead of 0: no difference.
 *   <li>Weights in blocks: an address that grows by the size of a block instead of one computed
 *       from the block's number: 67 instructions for two blocks of Q4_0 instead of 75, but Q8_0 at
 *       7 instead of 13 GB/s in a program that knows no other format. Scales of a row converted in
 *       a loop of their own: Q4_0 at 6.3 instead of 7.2 GB/s, and half as fast for rows of 256;
 *       Q4_K at 5.5 instead of 6.2. The 32 too much of Q6_K's codes taken off by sums of
 *       activations instead of off each code: 5.8 instead of 5.0.
 *   <li>Rows of 11,008 weights as they lie: their activations do not stay in the first-level cache,
 *       and bfloat16 reads 9 GB/s of 22. Parts of such rows one after the other, at distances of a
 *       row: 8. Panels of 2,048 columns, each in one piece: 17. Of 1,024 columns: bfloat16 1.1 to
 *       1.3 times as fast with one thread and 1.04 to 1.2 with two, float16 1.0 to 1.08, Q8_0 0.84
 *       and Q6_K 0.87, whose panels stay wider.
 *   <li>Weights of 16 bits loaded as many at a time as a vector has floats, one row after the
 *       other: float16 1.10 and bfloat16 1.16 times as fast since two are loaded as one int and
 *       four rows at a distance are read at a time ({@link dev.stoa.kernel.simd.SimdBf16}), and
 *       1.08 times more since the rows are 256 KB from each other instead of 64. Four rows side by
 *       side: no gain. Longer pieces for each thread slow down Q4_K, whose pieces then end
 *       unevenly.
 *   <li>Float16 by moving its bits, twelve operations for 16 weights: 1.25 to 1.3 times as fast
 *       from memory, and 1.0 to 1.15 from the caches, since its rows stand side by side and HotSpot
 *       makes vectors of a plain loop over them ({@link dev.stoa.kernel.simd.SimdF16}). Loops of
 *       128 rows: 0.85, of 256: 1.15, of 1,024: 1.4 to 1.55, for they are expensive to begin. Eight
 *       columns at a time: 0.75 of four. Columns beside each other instead of far apart: 10 instead
 *       of 27 GB/s. Bfloat16 in the same way: 0.16, this loop becomes no vectors.
 *   <li>Weights of 4 bits one row after the other, as files have them: 16 rows side by side ({@link
 *       dev.stoa.kernel.simd.SimdInterleaved}) are 1.75 times as fast for Q4_0 and 1.5 to 1.65
 *       times for Q4_K. Eight rows side by side, bytes widened to shorts: 1.2 for Q4_0, and 1.7
 *       with the eight steps of a block written out. 16 rows without a second group: 1.5. With the
 *       eight steps written out: 1.6, since HotSpot loads the counts of shifts again and again;
 *       with counts that it does not know 2.0, for 72 lines in place of 14. Four groups: 1.35, the
 *       registers do not suffice. A loop whose step HotSpot does not know, and so does not split in
 *       three: 1.1 times as fast for Q4_0, 0.95 for Q4_K.
 *   <li>Q8_0 with 16 rows side by side: 1.0 to 1.1, with codes taken apart and widened after each
 *       two products; by {@link dev.stoa.kernel.simd.SimdQ8}'s sums of two rows in an int 1.15 to
 *       1.2 times as fast from memory, 1.4 to 1.6 from the caches. One row, copied to an array
 *       first, 46 instructions for two blocks instead of 75: 0.6, since nothing is read from memory
 *       meanwhile.
 *   <li>Q6_K with 16 rows side by side: 0.6, its loops of four or eight steps are too short for
 *       what it costs to begin one; but two codes in a lane, not taken apart, made its rows 1.15
 *       times as fast. All scales of a row first, then one loop without inner ones: 0.73.
 *   <li>Q6_K decoded for products of many rows: a byte read ahead of each line of a row's piece
 *       made them 1.05 to 1.08 times as fast, since such pieces are short and far from each other;
 *       the same for bfloat16 0.94.
 *   <li>Bits moved in ints and masked instead of in shorts, where HotSpot knows no shift by a
 *       constant: Q6_K 1.1 to 1.15, Q8_0 1.09, Q4_K 1.07 to 1.1 times as fast, Q4_0 1.0.
 *   <li>Weights of 16 bits in huge pages: 1.0 to 1.05. A load of each row 1 or 4 KB ahead of where
 *       it is read: 0.7.
 *   <li>Float16 decoded by a plain loop into an array and multiplied from there: 10 to 14 GB/s
 *       where its bits moved gave 17.
 *   <li>Codes decoded as many at a time as a vector has shorts, and the upper half of them widened
 *       to floats as "part 1" of a conversion: this is a slice, some hundred nodes of the
 *       compiler's graph. With first halves only, Q6_K's rows are decoded 1.03 to 1.25 times as
 *       fast, and are compiled seconds earlier.
 *   <li>The same code with vectors of 512 bits (Zen 5): float16 by HotSpot's loop 19 to 24 GB/s of
 *       33, since such a loop begins and ends with up to 15 single steps; rows of 4,096 instead of
 *       1,024: 20 to 28. Its bits moved by vectors: 33, but with 256 bits 0.8 of HotSpot's loop.
 *       Bfloat16 decoded with 512 bits: 0.87 of 256, for each store crosses a line of the cache;
 *       the formats of fewer bits 1.0 to 1.1. Slices of 24 and 48 rows of A, sums of 128, 192 and
 *       384 terms: 0.94 to 1.0 of 12 rows and 256 terms.
 *   <li>Little methods that take or return vectors: past HotSpot's limit of nodes they are not
 *       inlined and their vectors become objects. Two exponentials in one loop made it 4 times
 *       slower; norms became up to 2.5 times faster when the helpers went.
 * </ul>
 */
package dev.stoa.kernel.simd;
