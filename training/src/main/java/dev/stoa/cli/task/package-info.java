/** What commands have in common: the pieces of their work, shown to the user as they go on. */
package dev.stoa.cli.task;
