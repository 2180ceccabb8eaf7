package io.berth.keeper.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The forms of all types that records of the protocol are made of. */
final class Forms {

  private static final Map<Type, Form> KNOWN = new ConcurrentHashMap<>();

  private Forms() {}

  static Form of(Type type) {
    Form known = KNOWN.get(type);
    if (known != null) {
      return known;
    }
    Form made =
        type instanceof ParameterizedType generic
            ? made((Class<?>) generic.getRawType(), generic.getActualTypeArguments())
            : made((Class<?>) type);
    KNOWN.put(type, made);
    return made;
  }

  private static Form made(Class<?> type) {
    if (type == boolean.class) {
      return new Truth();
    }
    if (type == int.class || type == Integer.class) {
      return new Numeric(type.isPrimitive() ? 0 : null, Long::intValue);
    }
    if (type == long.class || type == Long.class) {
      return new Numeric(type.isPrimitive() ? 0L : null, number -> number);
    }
    if (type == String.class) {
      return new Text("", text -> text);
    }
    if (type == Path.class) {
      return new Text(null, Path::of);
    }
    if (type == Instant.class) {
      return new Text(null, Instant::parse);
    }
    if (type.isEnum()) {
      return new Text(null, name -> constant(type, name));
    }
    if (type.isRecord()) {
      return new RecordForm(type);
    }
    if (type.isSealed()) {
      return new SealedForm(type);
    }
    throw new IllegalArgumentException("no wire form: " + type);
  }

  private static Form made(Class<?> raw, Type[] arguments) {
    if (raw == Optional.class) {
      return new Maybe(of(arguments[0]));
    }
    if (raw == List.class) {
      return new Many(of(arguments[0]), Collections::unmodifiableList);
    }
    if (raw == Set.class) {
      return new Many(of(arguments[0]), LinkedHashSet::new);
    }
    if (raw == Map.class) {
      return new Pairs(of(arguments[0]), of(arguments[1]));
    }
    throw new IllegalArgumentException("no wire form: " + raw);
  }

  private static Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst()
        .orElseThrow(() -> new BadMessage("unknown " + type.getSimpleName() + ": " + name));
  }

  private static Object required(@Nullable Object empty) {
    if (empty == null) {
      throw new BadMessage("a value is absent");
    }
    return empty;
  }

  private record Truth() implements Form {
    @Override
    public void write(Sink sink, Object value) {
      sink.tag((Boolean) value ? Tag.TRUE : Tag.FALSE);
    }

    @Override
    public Object read(Source source) {
      int tag = source.tag();
      return switch (tag) {
        case Tag.TRUE -> true;
        case Tag.FALSE, Tag.NOTHING -> false;
        default -> throw new BadMessage("value of kind " + tag + " instead of true or false");
      };
    }

    @Override
    public boolean isAbsent(Object value) {
      return !(Boolean) value;
    }

    @Override
    public Object absent() {
      return false;
    }
  }

  private record Numeric(@Nullable Number empty, Function<Long, Number> narrow) implements Form {
    @Override
    public void write(Sink sink, Object value) {
      sink.tag(Tag.NUMBER);
      sink.number(((Number) value).longValue());
    }

    @Override
    public Object read(Source source) {
      if (source.isNothing()) {
        return absent();
      }
      source.expect(Tag.NUMBER);
      return narrow.apply(source.number());
    }

    @Override
    public boolean isAbsent(Object value) {
      return value.equals(empty);
    }

    @Override
    public Object absent() {
      return required(empty);
    }
  }

  /** Paths, times and enum constants are what their text says. */
  private record Text(@Nullable String empty, Function<String, Object> parse) implements Form {
    @Override
    public void write(Sink sink, Object value) {
      sink.tag(Tag.TEXT);
      sink.text(value instanceof Enum<?> constant ? constant.name() : value.toString());
    }

    @Override
    public Object read(Source source) {
      if (source.isNothing()) {
        return absent();
      }
      source.expect(Tag.TEXT);
      try {
        return parse.apply(source.text());
      } catch (InvalidPathException | DateTimeParseException e) {
        throw new BadMessage(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public boolean isAbsent(Object value) {
      return value.equals(empty);
    }

    @Override
    public Object absent() {
      return required(empty);
    }
  }

  private record Maybe(Form form) implements Form {
    @Override
    public void write(Sink sink, Object value) {
      Optional<?> optional = (Optional<?>) value;
      if (optional.isPresent()) {
        form.write(sink, optional.get());
      } else {
        sink.tag(Tag.NOTHING);
      }
    }

    @Override
    public Object read(Source source) {
      return source.isNothing() ? absent() : Optional.of(form.read(source));
    }

    @Override
    public boolean isAbsent(Object value) {
      return ((Optional<?>) value).isEmpty();
    }

    @Override
    public Object absent() {
      return Optional.empty();
    }
  }

  private record Many(Form form, Function<List<Object>, Object> collect) implements Form {
    @Override
    public void write(Sink sink, Object value) {
      Collection<?> all = (Collection<?>) value;
      sink.tag(Tag.LIST);
      sink.count(all.size());
      for (Object element : all) {
        form.write(sink, element);
      }
    }

    @Override
    public Object read(Source source) {
      if (source.isNothing()) {
        return absent();
      }
      source.expect(Tag.LIST);
      List<Object> list = new ArrayList<>();
      for (int left = source.count(); left > 0; left--) {
        list.add(form.read(source));
      }
      return collect.apply(list);
    }

    @Override
    public boolean isAbsent(Object value) {
      return ((Collection<?>) value).isEmpty();
    }

    @Override
    public Object absent() {
      return collect.apply(List.of());
    }
  }

  private record Pairs(Form key, Form entry) implements Form {
    @Override
    public void write(Sink sink, Object value) {
      Map<?, ?> map = (Map<?, ?>) value;
      sink.tag(Tag.LIST);
      sink.count(2 * map.size());
      map.forEach((name, content) -> {
        key.write(sink, name);
        entry.write(sink, content);
      });
    }

    @Override
    public Object read(Source source) {
      if (source.isNothing()) {
        return absent();
      }
      Map<Object, Object> map = new LinkedHashMap<>();
      source.expect(Tag.LIST);
      for (int left = source.count(); left > 0; left -= 2) {
        map.put(key.read(source), entry.read(source));
      }
      return map;
    }

    @Override
    public boolean isAbsent(Object value) {
      return ((Map<?, ?>) value).isEmpty();
    }

    @Override
    public Object absent() {
      return new LinkedHashMap<>();
    }
  }
}
