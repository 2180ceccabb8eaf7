package io.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportWriterTest {

  private static AuditEntry named(String name) {
    return new AuditEntry(
        7,
        Instant.parse("2026-05-01T10:00:00Z"),
        "anna",
        "browser",
        "127.0.0.1",
        "container.stop",
        "container",
        "abc",
        name,
        "t=5",
        204,
        "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"})
  void noCellIsAFormula(String name) {
    assertThat(ExportWriter.csv(named(name))).contains(",\"'" + name + "\",");
  }

  @Test
  void quotesAndLinesStayInsideTheirCell() {
    assertThat(ExportWriter.csv(named("a\"b,c\nd"))).contains(",\"a\"\"b,c\nd\",");
  }

  @Test
  void bothFormatsHaveEveryField() throws Exception {
    assertThat(written(Audit.Format.CSV))
        .isEqualTo(
            "id,at,user,door,address,action,object type,object id,object name,parameters,status,ok,error\r\n"
                + "\"7\",\"2026-05-01T10:00:00Z\",\"anna\",\"browser\",\"127.0.0.1\","
                + "\"container.stop\",\"container\",\"abc\",\"web\",\"t=5\",\"204\",\"true\",\"\"\r\n");
    assertThat(written(Audit.Format.JSON_LINES))
        .endsWith("}\n")
        .contains(
            "\"at\":\"2026-05-01T10:00:00Z\"",
            "\"user\":\"anna\"",
            "\"objectName\":\"web\"",
            "\"ok\":true")
        .hasLineCount(1);
  }

  private static String written(Audit.Format format) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var writer = new ExportWriter(format, out)) {
      writer.write(List.of(named("web")));
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
