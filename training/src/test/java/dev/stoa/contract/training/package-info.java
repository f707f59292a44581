/** What optimizers must keep, as tests that judge any implementation. */
package dev.stoa.contract.training;
