/**
 * What runs the work: {@linkplain dev.stoa.runtime.Workers threads}, {@linkplain
 * dev.stoa.runtime.Workspace memory that is used again}, {@linkplain dev.stoa.runtime.CounterRandom
 * random numbers} that do not depend on the order of drawing, and {@linkplain
 * dev.stoa.runtime.Execution all of it together}.
 */
package dev.stoa.runtime;
