package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key sequence that detaches a client in what it types. Keys that begin the sequence are
 * held back, and passed on when it does not come. Not thread-safe.
 */
final class DetachKeys {

  private static final byte[] DEFAULT = {16, 17};

  private final byte[] sequence;
  private int matched;

  private DetachKeys(byte[] sequence) {
    this.sequence = sequence;
  }

  /**
   * @param spec keys with commas between, each one character or {@code ctrl-} and one of {@code
   *     a-z@[\]^_}; null or empty for {@code ctrl-p,ctrl-q}
   */
  static DetachKeys parse(@Nullable String spec) {
    if (spec == null || spec.isEmpty()) {
      return new DetachKeys(DEFAULT);
    }
    String[] keys = spec.split(",", -1);
    byte[] sequence = new byte[keys.length];
    for (int i = 0; i < keys.length; i++) {
      sequence[i] = key(keys[i], spec);
    }
    return new DetachKeys(sequence);
  }

  private static byte key(String key, String spec) {
    if (key.length() == 1 && key.charAt(0) < 128) {
      return (byte) key.charAt(0);
    }
    if (key.length() == 6 && key.startsWith("ctrl-")) {
      char c = Character.toLowerCase(key.charAt(5));
      if (c >= 'a' && c <= 'z') {
        return (byte) (c - 'a' + 1);
      }
      int control = "@[\\]^_".indexOf(c);
      if (control >= 0) {
        return (byte) (control == 0 ? 0 : 26 + control);
      }
    }
    throw new InvalidRequest("Invalid detach keys (" + spec + "): unknown key '" + key + "'");
  }

  /**
   * Takes typed bytes and gives those that the process shall have.
   *
   * @return the bytes to pass on, or null when the sequence is complete
   */
  byte @Nullable [] pass(byte[] typed, int length) {
    byte[] passed = new byte[length + matched];
    int n = 0;
    for (int i = 0; i < length; i++) {
      if (typed[i] == sequence[matched]) {
        if (++matched == sequence.length) {
          return null;
        }
        continue;
      }
      System.arraycopy(sequence, 0, passed, n, matched);
      n += matched;
      matched = 0;
      if (typed[i] == sequence[0]) {
        matched = 1;
      } else {
        passed[n++] = typed[i];
      }
    }
    return Arrays.copyOf(passed, n);
  }
}
