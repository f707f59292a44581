package dev.stoa.autograd;

import java.util.Locale;

/**
 * The four operations on n neighbouring values: of two arrays, and of an array and a number on
 * either side. C2 makes vector code of these loops.
 */
enum Arithmetic {
  ADD {
    @Override
    void arrays(float[] y, int yAt, float[] a, int aAt, float[] b, int bAt, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a[aAt + i] + b[bAt + i];
      }
    }

    @Override
    void number(float[] y, int yAt, float[] a, int aAt, float b, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a[aAt + i] + b;
      }
    }

    @Override
    void ofNumber(float[] y, int yAt, float a, float[] b, int bAt, int n) {
      number(y, yAt, b, bAt, a, n);
    }
  },

  SUBTRACT {
    @Override
    void arrays(float[] y, int yAt, float[] a, int aAt, float[] b, int bAt, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a[aAt + i] - b[bAt + i];
      }
    }

    @Override
    void number(float[] y, int yAt, float[] a, int aAt, float b, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a[aAt + i] - b;
      }
    }

    @Override
    void ofNumber(float[] y, int yAt, float a, float[] b, int bAt, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a - b[bAt + i];
      }
    }
  },

  MULTIPLY {
    @Override
    void arrays(float[] y, int yAt, float[] a, int aAt, float[] b, int bAt, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a[aAt + i] * b[bAt + i];
      }
    }

    @Override
    void number(float[] y, int yAt, float[] a, int aAt, float b, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a[aAt + i] * b;
      }
    }

    @Override
    void ofNumber(float[] y, int yAt, float a, float[] b, int bAt, int n) {
      number(y, yAt, b, bAt, a, n);
    }
  },

  DIVIDE {
    @Override
    void arrays(float[] y, int yAt, float[] a, int aAt, float[] b, int bAt, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a[aAt + i] / b[bAt + i];
      }
    }

    @Override
    void number(float[] y, int yAt, float[] a, int aAt, float b, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a[aAt + i] / b;
      }
    }

    @Override
    void ofNumber(float[] y, int yAt, float a, float[] b, int bAt, int n) {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = a / b[bAt + i];
      }
    }
  };

  /** y_i = a_i ∘ b_i. */
  abstract void arrays(float[] y, int yAt, float[] a, int aAt, float[] b, int bAt, int n);

  /** y_i = a_i ∘ b. */
  abstract void number(float[] y, int yAt, float[] a, int aAt, float b, int n);

  /** y_i = a ∘ b_i. */
  abstract void ofNumber(float[] y, int yAt, float a, float[] b, int bAt, int n);

  /** The operation's name in messages. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
