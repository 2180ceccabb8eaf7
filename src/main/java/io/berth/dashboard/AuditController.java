package io.berth.dashboard;

import io.berth.audit.Audit;
import io.berth.audit.AuditEntry;
import io.berth.audit.AuditQuery;
import io.berth.failure.InvalidRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The log of changes, page by page or as a file. The whole filter is in the address. */
@Controller
@RequestMapping("/dashboard/audit")
class AuditController {

  private static final int PAGE = 50;
  private static final List<String> FILTERS =
      List.of("user", "action", "object", "result", "from", "to", "text");

  private final Audit audit;

  AuditController(Audit audit) {
    this.audit = audit;
  }

  @GetMapping
  String list(@RequestParam Map<String, String> parameters, Model model) {
    Map<String, String> filter = filter(parameters);
    List<AuditEntry> found = List.of();
    try {
      found = audit.list(AuditQuery.of(parameters), PAGE + 1);
    } catch (InvalidRequest e) {
      model.addAttribute("problem", e.getMessage());
    }
    List<AuditEntry> shown = found.subList(0, Math.min(PAGE, found.size()));
    model.addAttribute("entries", shown.stream().map(AuditRow::of).toList());
    model.addAttribute("filter", filter);
    model.addAttribute("filtered", filter.values().stream().anyMatch(value -> !value.isEmpty()));
    model.addAttribute("newest", parameters.containsKey("before") ? link("", filter) : "");
    model.addAttribute("csv", link("/export", with(filter, "format", "csv")));
    model.addAttribute("jsonLines", link("/export", with(filter, "format", "jsonl")));
    model.addAttribute(
        "older",
        found.size() > PAGE
            ? link("", with(filter, "before", String.valueOf(shown.getLast().id())))
            : "");
    return "audit";
  }

  @GetMapping("/export")
  void export(
      @RequestParam Map<String, String> parameters,
      @RequestParam(defaultValue = "csv") String format,
      HttpServletResponse response)
      throws IOException {
    AuditQuery query = AuditQuery.of(parameters);
    boolean csv = format.equals("csv");
    response.setContentType(csv ? "text/csv;charset=utf-8" : "application/x-ndjson");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\"berth-audit.%s\"".formatted(csv ? "csv" : "jsonl"));
    audit.export(
        query, csv ? Audit.Format.CSV : Audit.Format.JSON_LINES, response.getOutputStream());
  }

  private static Map<String, String> filter(Map<String, String> parameters) {
    Map<String, String> filter = new LinkedHashMap<>();
    FILTERS.forEach(name -> filter.put(name, parameters.getOrDefault(name, "").strip()));
    return filter;
  }

  private static Map<String, String> with(Map<String, String> filter, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(filter);
    more.put(name, value);
    return more;
  }

  private static String link(String path, Map<String, String> parameters) {
    var address = UriComponentsBuilder.fromPath("/dashboard/audit" + path);
    parameters.forEach((name, value) -> {
      if (!value.isEmpty()) {
        address.queryParam(name, "{" + name + "}");
      }
    });
    return address.encode().buildAndExpand(parameters).toUriString();
  }
}
