/**
 * The {@linkplain dev.stoa.autograd.Tape tape}, which runs operations and goes back through them,
 * and the {@linkplain dev.stoa.autograd.Operations operations}, each with its forward and backward
 * pass in one file. Operations, losses and layers of your own use what is public here and nothing
 * else, as ours do.
 */
package dev.stoa.autograd;
