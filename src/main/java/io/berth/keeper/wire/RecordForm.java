package io.berth.keeper.wire;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record, field by field. Which record it was is not asked when it is read. */
final class RecordForm implements Form {

  private record Field(String name, byte[] label, Method accessor, Form form) {}

  private final Class<?> type;
  private final byte[] label;
  private final Field[] fields;
  private final Constructor<?> constructor;

  RecordForm(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    this.type = type;
    this.label = Sink.encoded(type.getSimpleName());
    this.fields = Arrays.stream(components).map(RecordForm::field).toArray(Field[]::new);
    try {
      this.constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
    constructor.setAccessible(true);
  }

  private static Field field(RecordComponent component) {
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    String name = component.getName();
    return new Field(name, Sink.encoded(name), accessor, Forms.of(component.getGenericType()));
  }

  @Override
  public void write(Sink sink, Object value) {
    sink.tag(Tag.RECORD);
    sink.raw(label);
    int at = sink.openCount();
    int count = 0;
    for (Field field : fields) {
      Object part = get(field, value);
      if (!field.form.isAbsent(part)) {
        sink.raw(field.label);
        field.form.write(sink, part);
        count++;
      }
    }
    sink.closeCount(at, count);
  }

  private static Object get(Field field, Object value) {
    try {
      return field.accessor.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Object read(Source source) {
    source.expect(Tag.RECORD);
    source.text();
    return readFields(source);
  }

  /** What comes after the record's name. */
  Object readFields(Source source) {
    @Nullable Object[] values = new Object[fields.length];
    boolean[] found = new boolean[fields.length];
    int next = 0;
    for (int left = source.count(); left > 0; left--) {
      int index = index(source, next);
      if (index < 0) {
        source.skip();
      } else {
        values[index] = fields[index].form.read(source);
        found[index] = true;
        next = index + 1;
      }
    }
    for (int i = 0; i < values.length; i++) {
      if (!found[i]) {
        values[i] = fields[i].form.absent();
      }
    }
    return make(values);
  }

  /** Most often the fields come in the order of their declaration. */
  private int index(Source source, int from) {
    for (int i = from; i < fields.length; i++) {
      if (source.isNext(fields[i].label)) {
        return i;
      }
    }
    String name = source.text();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private Object make(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new BadMessage(type.getSimpleName() + ": " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Object absent() {
    throw new BadMessage("a " + type.getSimpleName() + " is absent");
  }
}
