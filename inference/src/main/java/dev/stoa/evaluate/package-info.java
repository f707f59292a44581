/** How well a model predicts a text. */
package dev.stoa.evaluate;
