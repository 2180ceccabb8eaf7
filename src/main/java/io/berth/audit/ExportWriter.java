package io.berth.audit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Entries as lines. Closing it flushes and leaves the stream to its owner. */
final class ExportWriter implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final String HEAD =
      "id,at,user,door,address,action,object type,object id,object name,parameters,status,ok,error";

  private final Audit.Format format;
  private final BufferedWriter out;

  ExportWriter(Audit.Format format, OutputStream stream) throws IOException {
    this.format = format;
    this.out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    if (format == Audit.Format.CSV) {
      out.write(HEAD + "\r\n");
    }
  }

  void write(List<AuditEntry> entries) throws IOException {
    for (AuditEntry entry : entries) {
      out.write(
          switch (format) {
            case CSV -> csv(entry) + "\r\n";
            case JSON_LINES -> MAPPER.writeValueAsString(entry) + "\n";
          });
    }
    out.flush();
  }

  static String csv(AuditEntry entry) {
    return Stream.of(
            entry.id(),
            entry.at(),
            entry.user(),
            entry.door(),
            entry.address(),
            entry.action(),
            entry.objectType(),
            entry.objectId(),
            entry.objectName(),
            entry.parameters(),
            entry.status(),
            entry.isOk(),
            entry.error())
        .map(value -> cell(String.valueOf(value)))
        .collect(Collectors.joining(","));
  }

  /** A spreadsheet would calculate what begins like a formula: an apostrophe makes it text. */
  private static String cell(String value) {
    String start = value.stripLeading();
    boolean formula =
        !start.isEmpty() && "=+-@".indexOf(start.charAt(0)) >= 0
            || value.startsWith("\t")
            || value.startsWith("\r")
            || value.startsWith("\n");
    return "\"" + (formula ? "'" : "") + value.replace("\"", "\"\"") + "\"";
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
