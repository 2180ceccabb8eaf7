package io.berth.recording;

import io.berth.log.Utf8Pieces;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file in asciicast v2: a header, then a line an event. Lines are whole or not there: what could
 * not be written to its end is cut off again. For one thread at a time.
 */
final class CastFile implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TAIL = 1 << 20;

  /** Told at the end, whatever the limit. */
  private static final int ROOM = 4 << 10;

  private static final int LONGEST_COMMAND = 4 << 10;

  /** No channel, which an interrupted thread would close. */
  private final RandomAccessFile content;

  private final long limit;
  private final long began = System.nanoTime();
  private final Utf8Pieces stdout = new Utf8Pieces();
  private final Utf8Pieces stderr = new Utf8Pieces();
  private long size;

  private CastFile(RandomAccessFile content, long limit) {
    this.content = content;
    this.limit = limit;
  }

  /**
   * @param limit of the file's size in bytes
   */
  static CastFile create(Path file, Session session, long epochSecond, long limit)
      throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var cast = new CastFile(new RandomAccessFile(file.toFile(), "rw"), limit);
    try {
      cast.write(bytes(JSON.writeValueAsString(header(session, epochSecond))));
    } catch (IOException e) {
      cast.content.close();
      Files.deleteIfExists(file);
      throw e;
    }
    return cast;
  }

  private static Map<String, Object> header(Session session, long epochSecond) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("version", 2);
    header.put("width", session.columns() > 0 ? session.columns() : 80);
    header.put("height", session.rows() > 0 ? session.rows() : 24);
    header.put("timestamp", epochSecond);
    String command = String.join(" ", session.command());
    header.put("command", command.substring(0, Math.min(LONGEST_COMMAND, command.length())));
    header.put("title", session.containerName() + ", " + session.who());
    return header;
  }

  /**
   * @return whether it had room; if not, nothing of it is written
   */
  boolean output(boolean error, byte[] bytes, int offset, int length) throws IOException {
    String text = (error ? stderr : stdout).next(bytes, offset, length);
    return text.isEmpty() || event("o", text);
  }

  boolean resize(int rows, int columns) throws IOException {
    return event("r", columns + "x" + rows);
  }

  /** Notes it where players show marks. */
  void mark(String words) throws IOException {
    write(line("m", words));
  }

  private boolean event(String code, String data) throws IOException {
    byte[] line = line(code, data);
    if (size + line.length > limit - ROOM) {
      return false;
    }
    write(line);
    return true;
  }

  private byte[] line(String code, String data) {
    double seconds = (System.nanoTime() - began) / 1e9;
    String json = JSON.writeValueAsString(data);
    return bytes(String.format(Locale.ROOT, "[%.6f, \"%s\", %s]", seconds, code, json));
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void write(byte[] line) throws IOException {
    try {
      content.write(line);
      size += line.length;
    } catch (IOException e) {
      try {
        content.setLength(size);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    try (content) {
      for (Utf8Pieces pieces : new Utf8Pieces[] {stdout, stderr}) {
        String rest = pieces.end();
        if (!rest.isEmpty()) {
          event("o", rest);
        }
      }
    }
  }

  /**
   * Cuts off what a crash left of a last line.
   *
   * @return the size then
   */
  static long repair(Path file) throws IOException {
    try (var content = new RandomAccessFile(file.toFile(), "rw")) {
      long size = content.length();
      byte[] tail = new byte[(int) Math.min(TAIL, size)];
      content.seek(size - tail.length);
      content.readFully(tail);
      int end = tail.length;
      while (end > 0 && tail[end - 1] != '\n') {
        end--;
      }
      if (end > 0) {
        content.setLength(size - tail.length + end);
      }
      return content.length();
    }
  }
}
