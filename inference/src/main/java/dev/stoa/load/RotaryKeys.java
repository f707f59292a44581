package dev.stoa.load;

import dev.stoa.file.FormatException;

/** The keys that say how queries and keys are turned. */
final class RotaryKeys {
  private static final float DEFAULT_BASE = 10_000;

  private RotaryKeys() {}

  /** The base of the angles: a key of its own, or one in rope_parameters. */
  static float base(ConfigKeys keys) throws FormatException {
    ConfigKeys parameters = keys.object("rope_parameters");
    requireUnscaled(parameters, "rope_type");
    requireUnscaled(keys.object("rope_scaling"), "rope_type");
    requireUnscaled(keys.object("rope_scaling"), "type");
    ConfigKeys holder = parameters.has("rope_theta") ? parameters : keys;
    float base = holder.number("rope_theta", DEFAULT_BASE);
    if (!(base > 0)) {
      throw holder.problem("rope_theta", "a positive number");
    }
    return base;
  }

  private static void requireUnscaled(ConfigKeys scaling, String key) throws FormatException {
    if (scaling.has(key) && !scaling.text(key).equals("default")) {
      throw scaling.problem(key, "'default', since scaled rotary positions are not supported");
    }
  }

  /** The channels of a head, given or equal shares of all channels. */
  static int headSize(ConfigKeys keys, int channels, int heads) throws FormatException {
    if (!keys.has("head_dim") && (heads < 1 || channels % heads != 0)) {
      throw new FormatException(
          keys.file(),
          "%d channels cannot be divided by %d heads, and there is no head_dim"
              .formatted(channels, heads));
    }
    return keys.integer("head_dim", channels / Math.max(1, heads));
  }
}
