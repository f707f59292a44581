/** Keys and values kept between the passes of one text. */
package dev.stoa.cache;
