/** What training makes smaller: losses of batches. */
package dev.stoa.objective;
