/**
 * Judges contracts: a contract is worth what it catches, so each is run against {@linkplain
 * dev.stoa.contract.judge.FailsIn wrong versions} of what it asks for.
 *
 * <p>Needs {@code junit-platform-testkit}, which the contracts themselves do not.
 */
package dev.stoa.contract.judge;
