package io.berth.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps strangers from filling the log: of each address's failed logins a minute's first ones are
 * written. Thread-safe.
 */
final class Flood {

  static final int A_MINUTE = 30;
  private static final int REMEMBERED = 10_000;

  private record Minute(long number, int count) {}

  private final Map<String, Minute> byAddress =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Minute> eldest) {
          return size() > REMEMBERED;
        }
      };

  synchronized boolean admits(String address, Instant now) {
    long number = now.getEpochSecond() / 60;
    Minute before = byAddress.get(address);
    int count = before == null || before.number() != number ? 1 : before.count() + 1;
    byAddress.put(address, new Minute(number, count));
    return count <= A_MINUTE;
  }
}
