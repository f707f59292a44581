/** The kernels written against the JDK's Vector API. */
package dev.stoa.kernel.simd;
