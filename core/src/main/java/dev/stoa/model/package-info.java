/**
 * Models: a {@linkplain dev.stoa.model.TransformerConfig configuration} and the {@linkplain
 * dev.stoa.model.Transformer transformer} that is built from it with weights from any source.
 */
package dev.stoa.model;
