package io.berth.restapi;

import io.berth.audit.Audit;
import io.berth.audit.AuditEntry;
import io.berth.audit.AuditQuery;
import io.berth.failure.InvalidRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The log of changes. */
@RestController
@RequestMapping("/api/audit")
class AuditController {

  private static final int MOST = 1000;

  private final Audit audit;

  AuditController(Audit audit) {
    this.audit = audit;
  }

  /**
   * @param next what to send as {@code before} for the next page; null on the last one
   */
  record Page(List<AuditEntry> entries, @Nullable Long next) {}

  @GetMapping
  Page list(
      @RequestParam Map<String, String> parameters, @RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > MOST) {
      throw new InvalidRequest("limit must be between 1 and " + MOST);
    }
    List<AuditEntry> found = audit.list(AuditQuery.of(parameters), limit + 1);
    List<AuditEntry> page = found.subList(0, Math.min(limit, found.size()));
    return new Page(page, found.size() > limit ? page.getLast().id() : null);
  }

  /** All that the filter selects. */
  @GetMapping("/export")
  void export(
      @RequestParam Map<String, String> parameters,
      @RequestParam(defaultValue = "jsonl") String format,
      HttpServletResponse response)
      throws IOException {
    AuditQuery query = AuditQuery.of(parameters);
    Audit.Format chosen =
        switch (format) {
          case "csv" -> Audit.Format.CSV;
          case "jsonl" -> Audit.Format.JSON_LINES;
          default -> throw new InvalidRequest("format must be csv or jsonl");
        };
    response.setContentType(
        chosen == Audit.Format.CSV ? "text/csv;charset=utf-8" : "application/x-ndjson");
    audit.export(query, chosen, response.getOutputStream());
  }
}
