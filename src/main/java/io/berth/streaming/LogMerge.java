package io.berth.streaming;

import io.berth.log.ContainerLog;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Several logs as one text, in the order of time. Owns its readers. */
final class LogMerge implements Closeable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final List<Source> sources = new ArrayList<>();

  private record Source(String name, ContainerLog.Reader reader) {}

  /** A record that is the next of its source. */
  private record Head(Source source, ContainerLog.Record record) {}

  void add(String name, ContainerLog.Reader reader) {
    sources.add(new Source(name, reader));
  }

  List<String> names() {
    return sources.stream().map(Source::name).toList();
  }

  /**
   * @param times whether each line begins with its time in UTC
   */
  void write(OutputStream out, boolean times) throws IOException {
    var heads = new PriorityQueue<Head>(Comparator.comparing(head -> head.record().at()));
    for (Source source : sources) {
      advance(source, heads);
    }
    for (Head head = heads.poll(); head != null; head = heads.poll()) {
      out.write(beginning(head, times).getBytes(StandardCharsets.UTF_8));
      writeLine(head, out);
      advance(head.source(), heads);
    }
  }

  /** With the rest of a long line, at once. */
  private static void writeLine(Head head, OutputStream out) throws IOException {
    ContainerLog.Record record = head.record();
    out.write(record.bytes());
    while (record.partial()) {
      ContainerLog.Record rest = head.source().reader().next();
      if (rest == null) {
        break;
      }
      record = rest;
      out.write(record.bytes());
    }
    byte[] last = record.bytes();
    if (last.length == 0 || last[last.length - 1] != '\n') {
      out.write('\n');
    }
  }

  private String beginning(Head head, boolean times) {
    return (times ? TIME.format(head.record().at()) + " " : "")
        + (sources.size() > 1 ? head.source().name() + " | " : "");
  }

  private static void advance(Source source, PriorityQueue<Head> heads) throws IOException {
    ContainerLog.Record record = source.reader().next();
    if (record != null) {
      heads.add(new Head(source, record));
    }
  }

  @Override
  public void close() throws IOException {
    for (Source source : sources) {
      source.reader().close();
    }
  }
}
