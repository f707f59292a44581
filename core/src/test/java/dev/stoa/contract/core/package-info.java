/**
 * What the parts of a transformer must do, as tests that judge any implementation: extend a
 * contract, implement its one or two methods with your own code, and run it.
 *
 * <p>A way through the kernels, from the first loop to a whole backward pass:
 *
 * <ol>
 *   <li>{@link dev.stoa.contract.core.MatrixProductContract}: three loops;
 *   <li>{@link dev.stoa.contract.core.SoftmaxContract}: exponentials that do not overflow;
 *   <li>{@link dev.stoa.contract.core.RmsNormContract}, {@link
 *       dev.stoa.contract.core.LayerNormContract}, {@link dev.stoa.contract.core.GeluContract},
 *       {@link dev.stoa.contract.core.SwiGluContract}: what stands between the products;
 *   <li>{@link dev.stoa.contract.core.AttentionContract}: products and softmax together, with the
 *       causal mask;
 *   <li>{@link dev.stoa.contract.core.RmsNormGradientContract}, {@link
 *       dev.stoa.contract.core.LayerNormGradientContract}, {@link
 *       dev.stoa.contract.core.AttentionGradientContract}: their backward passes;
 *   <li>{@link dev.stoa.contract.core.GradientContract}: any operation on the tape, any layer or
 *       loss put together from some, forward and back;
 *   <li>{@link dev.stoa.contract.core.BlockDotContract}: weights of 8 bits.
 * </ol>
 *
 * <p>In each contract the tests stand in the order in which one learns: an example calculated by
 * hand, laws, edges, the gradient check, and agreement with the formula in double at the sizes
 * where vectors and tiles meet their rests.
 */
package dev.stoa.contract.core;
