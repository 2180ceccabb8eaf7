package io.berth.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.therapi.runtimejavadoc.scribe.JavadocAnnotationProcessor;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document is what the controllers, their Javadoc and the route rules say. {@code
 * -Dberth.api-document=write} writes it anew.
 */
class ApiDocumentIT {

  private static final Path DOCUMENT = Path.of("src/main/resources/openapi.json");
  private static final Path SOURCES = Path.of("src/main/java");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /** Beside the compiled tests, where springdoc looks for it. */
  @BeforeAll
  static void readJavadoc() throws IOException, URISyntaxException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var place =
        Path.of(ApiDocumentIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (var files = compiler.getStandardFileManager(null, Locale.ROOT, UTF_8);
        var sources = Files.walk(SOURCES)) {
      var task =
          compiler.getTask(
              null,
              files,
              null,
              List.of("-proc:only", "-d", place.toString(), "-Ajavadoc.packages=io.berth"),
              null,
              files.getJavaFileObjectsFromPaths(
                  sources.filter(path -> path.toString().endsWith(".java")).toList()));
      task.setProcessors(List.of(new JavadocAnnotationProcessor()));
      assertThat(task.call()).isTrue();
    }
  }

  @Test
  void saysWhatTheControllersDo() throws Exception {
    String now = JSON.writeValueAsString(generated()) + "\n";
    if ("write".equals(System.getProperty("berth.api-document"))) {
      Files.writeString(DOCUMENT, now);
    }
    assertThat(now)
        .as("run this test with -Dberth.api-document=write")
        .isEqualTo(Files.readString(DOCUMENT));
  }

  private static JsonNode generated() throws Exception {
    try (var berth =
        RunningBerth.start(
            "--springdoc.api-docs.enabled=true",
            "--springdoc.paths-to-match=/api/**",
            "--springdoc.default-produces-media-type=application/json")) {
      byte[] document =
          berth
              .bean(OpenApiWebMvcResource.class)
              .openapiJson(new MockHttpServletRequest(), "/api-docs", Locale.ROOT);
      return finished((ObjectNode) JSON.readTree(document));
    }
  }

  private static JsonNode finished(ObjectNode document) {
    document.remove("servers");
    document
        .putObject("info")
        .put("title", "Berth")
        .put("version", "1")
        .put("description", "Berth's own resources, beside those of the Docker Engine API.");
    document
        .withObject("/components/securitySchemes/token")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "A personal access token, made on the account page.");
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation ->
                    finish(path.getKey(), operation.getKey(), (ObjectNode) operation.getValue())));
    return document;
  }

  private static void finish(String path, String method, ObjectNode operation) {
    operation.remove("operationId");
    Role needed =
        RouteRules.of(method.toUpperCase(Locale.ROOT), path.replaceAll("[{}]", ""))
            .orElseThrow()
            .role();
    operation.putArray("security").addObject().putArray("token").add(needed.word());
  }
}
