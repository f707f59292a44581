/**
 * Training: {@linkplain dev.stoa.train.Trainer one step after the other}, and {@linkplain
 * dev.stoa.train.TrainingRun a run in a directory} that can be interrupted anywhere and resumed.
 */
package dev.stoa.train;
