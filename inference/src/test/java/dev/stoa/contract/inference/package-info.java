/** What samplers must keep, as tests that judge any implementation. */
package dev.stoa.contract.inference;
