package dev.stoa.contract.judge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a wrong version of what a contract asks for: the contract must refuse it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface FailsIn {
  /**
   * The test that is there to find the mistake; others may find it too.
   *
   * @return the name of its method
   */
  String value();
}
