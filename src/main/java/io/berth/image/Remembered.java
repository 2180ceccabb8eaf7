package io.berth.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The latest answers to questions whose answer never changes. Two who ask at once may both find it
 * out.
 */
final class Remembered<K, V> {

  private final Map<K, V> answers;

  Remembered(int most) {
    this.answers =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  V get(K key, Supplier<V> find) {
    synchronized (answers) {
      V known = answers.get(key);
      if (known != null) {
        return known;
      }
    }
    V found = find.get();
    synchronized (answers) {
      answers.put(key, found);
    }
    return found;
  }
}
