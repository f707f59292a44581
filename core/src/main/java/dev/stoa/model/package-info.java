/**
 * Models: a {@linkplain dev.stoa.model.ModelConfig configuration} and the {@linkplain
 * dev.stoa.model.Model model} that is built from it with weights from any source. A part of your
 * own is a {@linkplain dev.stoa.model.PartConfig configuration} that builds it.
 */
package dev.stoa.model;
