package io.berth.streaming;

import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.log.ContainerLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the log page asks for besides its WebSockets: older lines, and all of them as a file. */
@RestController
class LogController {

  private static final int MOST_LINES = 2000;

  private final Containers containers;

  LogController(Containers containers) {
    this.containers = containers;
  }

  /**
   * The last lines of a container's log before {@code before=TIME.COUNT}, of which COUNT records of
   * that time are known already; as framed {@link LogMessage}s, oldest first.
   */
  @GetMapping("/dashboard/logs/older")
  void older(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Parameters asked = Parameters.of(request);
    LogPosition before = LogPosition.parse(asked.text("before"));
    int lines = Math.clamp(asked.number("lines", MOST_LINES), 1, MOST_LINES);
    int known = Math.clamp(before.count(), 0, MOST_LINES);
    ContainerLog log = containers.logs(asked.text("container")).log();
    List<ContainerLog.Record> records = new ArrayList<>();
    try (var reader = log.read(LogRange.of(asked).upTo(before.time(), lines + known))) {
      for (var record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
    }
    for (int i = 0; i < known && endsAt(records, before.nanos()); i++) {
      records.removeLast();
    }
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    try (OutputStream out = new BufferedOutputStream(response.getOutputStream())) {
      for (var record : records) {
        out.write(LogMessage.framed(record));
      }
    }
  }

  private static boolean endsAt(List<ContainerLog.Record> records, long nanos) {
    return !records.isEmpty() && LogPosition.nanos(records.getLast().at()) == nanos;
  }

  @GetMapping("/dashboard/logs/download")
  void download(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Parameters asked = Parameters.of(request);
    LogRange range = LogRange.of(asked);
    boolean times = asked.text("times").matches("utc|local");
    List<String> refs = asked.all("container");
    if (refs.isEmpty()) {
      throw new InvalidRequest("say which containers: ?container=NAME");
    }
    try (LogMerge merge = new LogMerge()) {
      for (String ref : refs) {
        String name = containers.inspect(ref, false).name();
        merge.add(name, containers.logs(ref).log().read(range.last(-1, false)));
      }
      String file = String.join("-", merge.names()) + ".log.txt";
      response.setContentType("text/plain;charset=utf-8");
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment()
              .filename(file, StandardCharsets.UTF_8)
              .build()
              .toString());
      try (OutputStream out = new BufferedOutputStream(response.getOutputStream())) {
        merge.write(out, times);
      }
    }
  }

  @ExceptionHandler
  ResponseEntity<String> failed(BerthException failure) {
    HttpStatus status =
        switch (failure) {
          case NotFound _ -> HttpStatus.NOT_FOUND;
          case InvalidRequest _ -> HttpStatus.BAD_REQUEST;
          default -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    return ResponseEntity.status(status)
        .contentType(MediaType.TEXT_PLAIN)
        .body(failure.getMessage());
  }
}
