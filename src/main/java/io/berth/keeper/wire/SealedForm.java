package io.berth.keeper.wire;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of several records, told by its simple name. */
final class SealedForm implements Form {

  private final Class<?> type;
  private final Map<String, Class<?>> records = new HashMap<>();

  SealedForm(Class<?> type) {
    this.type = type;
    collect(type);
  }

  private void collect(Class<?> branch) {
    if (branch.isRecord()) {
      records.put(branch.getSimpleName(), branch);
    } else {
      for (Class<?> permitted : branch.getPermittedSubclasses()) {
        collect(permitted);
      }
    }
  }

  @Nullable RecordForm find(String name) {
    Class<?> record = records.get(name);
    return record == null ? null : (RecordForm) Forms.of(record);
  }

  @Override
  public void write(Sink sink, Object value) {
    Forms.of(value.getClass()).write(sink, value);
  }

  @Override
  public Object read(Source source) {
    source.expect(Tag.RECORD);
    String name = source.text();
    RecordForm form = find(name);
    if (form == null) {
      throw new BadMessage("unknown " + type.getSimpleName() + ": " + name);
    }
    return form.readFields(source);
  }

  @Override
  public Object absent() {
    throw new BadMessage("a " + type.getSimpleName() + " is absent");
  }
}
