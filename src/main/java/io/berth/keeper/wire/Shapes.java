package io.berth.keeper.wire;

import io.berth.keeper.wire.RecordCodec.Node;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Turns records into plain values and back, by their components. */
final class Shapes {

  private record Shape(List<RecordComponent> components, Constructor<?> constructor) {}

  private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

  private Shapes() {}

  static @Nullable Object flat(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Boolean truth -> truth;
      case Number number -> number.longValue();
      case String text -> text;
      case Path path -> path.toString();
      case Instant time -> time.toString();
      case Enum<?> constant -> constant.name();
      case Optional<?> optional -> flat(optional.orElse(null));
      case Collection<?> all -> list(all);
      case Map<?, ?> map -> {
        List<@Nullable Object> turns = new ArrayList<>();
        map.forEach((key, entry) -> {
          turns.add(flat(key));
          turns.add(flat(entry));
        });
        yield turns;
      }
      case Record fields -> flat(fields);
      default -> throw new IllegalArgumentException("no wire form: " + value.getClass());
    };
  }

  private static List<@Nullable Object> list(Collection<?> all) {
    List<@Nullable Object> list = new ArrayList<>();
    all.forEach(element -> list.add(flat(element)));
    return list;
  }

  private static Node flat(Record value) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : shape(value.getClass()).components) {
      fields.put(component.getName(), flat(get(component, value)));
    }
    return new Node(value.getClass().getSimpleName(), fields);
  }

  private static @Nullable Object get(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Shape shape(Class<?> type) {
    return SHAPES.computeIfAbsent(
        type,
        record -> {
          RecordComponent[] components = record.getRecordComponents();
          try {
            Constructor<?> constructor =
                record.getDeclaredConstructor(
                    Arrays.stream(components)
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            Arrays.stream(components).forEach(c -> c.getAccessor().setAccessible(true));
            return new Shape(List.of(components), constructor);
          } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  static Object shaped(Node node, Class<?> type) {
    Class<?> record = type.isRecord() ? type : named(node.name(), type);
    Shape shape = shape(record);
    Object[] arguments =
        shape.components.stream()
            .map(c -> shaped(node.fields().get(c.getName()), c.getGenericType()))
            .toArray();
    try {
      return shape.constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new BadMessage(node.name() + ": " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean knows(String name, Class<?> sealed) {
    return find(name, sealed).isPresent();
  }

  private static Class<?> named(String name, Class<?> sealed) {
    return find(name, sealed).orElseThrow(() -> new BadMessage("unknown message: " + name));
  }

  private static Optional<Class<?>> find(String name, Class<?> type) {
    if (type.isRecord()) {
      return type.getSimpleName().equals(name) ? Optional.of(type) : Optional.empty();
    }
    Class<?>[] permitted = type.getPermittedSubclasses();
    return permitted == null
        ? Optional.empty()
        : Arrays.stream(permitted).flatMap(t -> find(name, t).stream()).findFirst();
  }

  private static @Nullable Object shaped(@Nullable Object value, Type type) {
    if (type instanceof ParameterizedType generic) {
      return shaped(value, (Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted.isPrimitive()) {
      return primitive(value, wanted);
    }
    if (wanted == String.class) {
      return value == null ? "" : text(value);
    }
    if (value == null) {
      throw new BadMessage("a field of type " + wanted.getSimpleName() + " is absent");
    }
    if (wanted == Path.class || wanted == Instant.class) {
      return parsed(text(value), wanted);
    }
    if (wanted == Integer.class && value instanceof Long n) {
      return n.intValue();
    }
    if (wanted.isInstance(value) && !(value instanceof Node)) {
      return value;
    }
    if (wanted.isEnum()) {
      return constant(wanted, text(value));
    }
    if (value instanceof Node node) {
      return shaped(node, wanted);
    }
    throw new BadMessage("no " + wanted.getSimpleName() + ": " + value);
  }

  private static Object primitive(@Nullable Object value, Class<?> wanted) {
    if (wanted == boolean.class) {
      return Boolean.TRUE.equals(value);
    }
    long number = value instanceof Long n ? n : 0;
    return wanted == int.class ? (Object) (int) number : (Object) number;
  }

  private static Object parsed(String text, Class<?> wanted) {
    try {
      return wanted == Path.class ? Path.of(text) : Instant.parse(text);
    } catch (InvalidPathException | DateTimeParseException e) {
      throw new BadMessage("no " + wanted.getSimpleName() + ": " + e.getMessage());
    }
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new BadMessage("not text: " + value);
  }

  private static Object constant(Class<?> type, String name) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new BadMessage("unknown " + type.getSimpleName() + ": " + name);
  }

  private static Object shaped(@Nullable Object value, Class<?> raw, Type[] arguments) {
    if (raw == Optional.class) {
      return Optional.ofNullable(value).map(v -> shaped(v, arguments[0]));
    }
    List<?> elements = value instanceof List<?> list ? list : List.of();
    if (raw == List.class) {
      return elements.stream().map(e -> shaped(e, arguments[0])).toList();
    }
    if (raw == java.util.Set.class) {
      LinkedHashSet<@Nullable Object> set = new LinkedHashSet<>();
      elements.forEach(e -> set.add(shaped(e, arguments[0])));
      return set;
    }
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      map.put(shaped(elements.get(i), arguments[0]), shaped(elements.get(i + 1), arguments[1]));
    }
    return map;
  }
}
