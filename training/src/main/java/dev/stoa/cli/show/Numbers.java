package dev.stoa.cli.show;

import java.util.Locale;

/** How numbers are written: the same in every locale, with a point before the decimals. */
public final class Numbers {
  private Numbers() {}

  /**
   * A loss: four decimals.
   *
   * @param value the loss
   * @return its digits
   */
  public static String loss(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * A speed for programs: one decimal.
   *
   * @param perSecond the speed
   * @return its digits
   */
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.1f", perSecond);
  }

  /**
   * A count in at most five characters: 999, 9.99k, 12.3k, 123k, 1.23M.
   *
   * @param value the count
   * @return its digits and the unit, ? if it is no count
   */
  public static String brief(double value) {
    if (!(value >= 0)) {
      return "?";
    }
    double scaled = value;
    String units = " kMGT";
    int unit = 0;
    while (scaled >= 999.5 && unit < units.length() - 1) {
      scaled /= 1000;
      unit++;
    }
    if (unit == 0) {
      return String.format(Locale.ROOT, "%.0f", scaled);
    }
    int decimals = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f%c", scaled, units.charAt(unit));
  }

  /**
   * A size in the largest unit that leaves at least 1: 512 bytes, 3.1 MB (of 1,000,000 bytes).
   *
   * @param bytes the size in bytes
   * @return its digits and the unit
   */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    double scaled = bytes / 1000.0;
    String units = "kMGT";
    int unit = 0;
    while (scaled >= 999.95 && unit < units.length() - 1) {
      scaled /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", scaled, units.charAt(unit));
  }

  /**
   * A count with a comma between thousands.
   *
   * @param value the count
   * @return its digits
   */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A time as a clock shows it: 0:07, 12:34, 1:02:03; ? if it is unknown. */
  static String clock(double seconds) {
    if (!(seconds >= 0 && seconds < 360_000_000)) {
      return "?";
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
