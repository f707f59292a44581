/**
 * Values that the design has to admit: layers of families to come, written here alone, with what is
 * public and without a change in the library, each forward and backward against its formula in
 * double.
 */
package dev.stoa.values;
