package io.berth.keeper.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Values of any record, made up from its components. */
final class Samples {

  private final RandomGenerator random;
  private int made;

  Samples(RandomGenerator random) {
    this.random = random;
  }

  /** The records of a sealed interface, through all of its branches. */
  static List<Class<? extends Record>> records(Class<?> type) {
    if (type.isRecord()) {
      return List.of(type.asSubclass(Record.class));
    }
    List<Class<? extends Record>> all = new ArrayList<>();
    for (Class<?> branch : type.getPermittedSubclasses()) {
      all.addAll(records(branch));
    }
    return all;
  }

  <T extends Record> T record(Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values =
        Arrays.stream(components).map(c -> value(c.getGenericType())).toArray(Object[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      return container((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted == boolean.class || wanted == Boolean.class) {
      return random.nextBoolean();
    } else if (wanted == int.class || wanted == Integer.class) {
      return random.nextInt();
    } else if (wanted == long.class || wanted == Long.class) {
      return random.nextLong();
    } else if (wanted == String.class) {
      return text();
    } else if (wanted == Path.class) {
      return Path.of("/" + made++, "a b", "c");
    } else if (wanted == Instant.class) {
      return Instant.ofEpochSecond(random.nextLong(1L << 35), random.nextInt(1_000_000_000));
    } else if (wanted.isEnum()) {
      Object[] constants = wanted.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    List<Class<? extends Record>> records = records(wanted);
    return record(records.get(random.nextInt(records.size())));
  }

  private String text() {
    String text = List.of("", "plain", "\u00fc\u4e16\ud83d\ude00", "a\0b\n").get(random.nextInt(4));
    return text + (made++ % 3 == 0 ? "" : made);
  }

  private Object container(Class<?> raw, Type[] arguments) {
    if (raw == Optional.class) {
      return random.nextBoolean() ? Optional.of(value(arguments[0])) : Optional.empty();
    }
    int size = random.nextInt(4);
    if (raw == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        map.put(value(arguments[0]), value(arguments[1]));
      }
      return map;
    }
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(value(arguments[0]));
    }
    return raw == Set.class ? new LinkedHashSet<>(list) : list;
  }
}
