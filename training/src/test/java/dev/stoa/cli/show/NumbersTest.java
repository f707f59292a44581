package dev.stoa.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Numbers as they are shown")
class NumbersTest {
  @ParameterizedTest
  @CsvSource({"0,0", "999.4,999", "999.5,1.00k", "12345,12.3k", "99949,99.9k", "99950,100k"})
  @CsvSource({"999499,999k", "999500,1.00M", "1e9,1.00G", "NaN,?", "-1,?"})
  @DisplayName("a brief count has at most five characters")
  void brief(double value, String expected) {
    assertEquals(expected, Numbers.brief(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0:00",
    "59.4,0:59",
    "59.6,1:00",
    "3599.6,1:00:00",
    "3661,1:01:01",
    "NaN,?",
    "-1,?"
  })
  @DisplayName("a time is shown as by a clock")
  void clock(double seconds, String expected) {
    assertEquals(expected, Numbers.clock(seconds));
  }

  @ParameterizedTest
  @CsvSource({"0,0 bytes", "999,999 bytes", "1000,1.0 kB", "999950,1.0 MB", "2365440,2.4 MB"})
  @DisplayName("a size is told in the largest unit that leaves at least one")
  void bytes(long bytes, String expected) {
    assertEquals(expected, Numbers.bytes(bytes));
  }

  @Test
  @DisplayName("numbers are the same in a country with a decimal comma")
  void everyLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("1.8765", Numbers.loss(1.8765));
      assertEquals("1234.5", Numbers.rate(1234.5));
      assertEquals("1,234,567", Numbers.count(1_234_567));
      assertEquals("2.4 MB", Numbers.bytes(2_365_440));
    } finally {
      Locale.setDefault(before);
    }
  }
}
