/**
 * Pictures in SVG files that any browser shows: a {@linkplain dev.stoa.draw.Figure figure} of
 * {@linkplain dev.stoa.draw.Panel panels}, which are {@linkplain dev.stoa.draw.Curves curves},
 * {@linkplain dev.stoa.draw.HeatMap heat maps}, {@linkplain dev.stoa.draw.Bars bars}, {@linkplain
 * dev.stoa.draw.Regions regions of a plane}, or what you draw yourself. They are readable on a
 * light and on a dark ground, follow the reader's choice of the two, and hold no scripts.
 */
package dev.stoa.draw;
