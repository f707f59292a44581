/**
 * Schedules: how large the {@linkplain dev.stoa.schedule.Schedule learning rate} is at each step.
 */
package dev.stoa.schedule;
