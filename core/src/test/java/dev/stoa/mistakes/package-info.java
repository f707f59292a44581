/**
 * What learners get wrong: for each contract a plain correct version, which it must accept, and
 * versions with one typical mistake each, which it must refuse.
 */
package dev.stoa.mistakes;
