package io.berth.dashboard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The OpenAPI document of Berth's own resources, read once, as its page shows it. */
@Component
final class ApiDocument {

  private static final String SCHEMAS = "#/components/schemas/";

  private final JsonNode document;
  private final List<Route> routes;

  ApiDocument() throws IOException {
    try (var content = new ClassPathResource("openapi.json").getInputStream()) {
      document = JsonMapper.builder().build().readTree(content);
    }
    routes = document.get("paths").propertyStream().flatMap(path -> routes(path).stream()).toList();
  }

  /**
   * @param place where it stands: path, query, or body
   */
  record Field(String name, String place, String type, String meaning, boolean required) {}

  /**
   * @param topic the second word of its path
   * @param role who may
   * @param answer its type, or empty
   * @param fields of the answer, or of its elements
   */
  record Route(
      String topic,
      String method,
      String path,
      String role,
      String meaning,
      List<Field> asks,
      String answer,
      List<Field> fields) {

    boolean holds(String text) {
      String all = method + " " + path + " " + meaning;
      return all.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }
  }

  /** Those whose method, path or meaning holds the text, by topic. */
  Map<String, List<Route>> find(String text) {
    Map<String, List<Route>> found = new TreeMap<>();
    routes.stream()
        .filter(route -> route.holds(text))
        .forEach(route -> found.computeIfAbsent(route.topic(), _ -> new ArrayList<>()).add(route));
    return found;
  }

  private List<Route> routes(Map.Entry<String, JsonNode> path) {
    return path.getValue()
        .propertyStream()
        .map(operation -> route(path.getKey(), operation.getKey(), operation.getValue()))
        .toList();
  }

  private Route route(String path, String method, JsonNode operation) {
    var asks = new ArrayList<Field>();
    operation
        .path("parameters")
        .forEach(parameter ->
            asks.add(
                new Field(
                    parameter.path("name").asString(),
                    parameter.path("in").asString(),
                    type(parameter.path("schema")),
                    plain(parameter.path("description").asString("")),
                    parameter.path("required").asBoolean())));
    asks.addAll(fields(schema(operation.path("requestBody"))));
    JsonNode answer = operation.path("responses").valueStream().findFirst().orElse(missing());
    return new Route(
        path.split("/")[2],
        method.toUpperCase(Locale.ROOT),
        path,
        operation.at("/security/0/token/0").asString(""),
        plain(operation.path("description").asString("")),
        asks,
        type(schema(answer)),
        fields(schema(answer)));
  }

  private static JsonNode missing() {
    return MissingNode.getInstance();
  }

  private static JsonNode schema(JsonNode content) {
    return content.path("content").valueStream().findFirst().orElse(missing()).path("schema");
  }

  private List<Field> fields(JsonNode schema) {
    JsonNode element = schema.has("items") ? schema.get("items") : schema;
    String name = name(element);
    JsonNode properties =
        name.isEmpty()
            ? missing()
            : document.at("/components/schemas").path(name).path("properties");
    return properties
        .propertyStream()
        .map(property ->
            new Field(
                property.getKey(),
                "body",
                type(property.getValue()),
                plain(property.getValue().path("description").asString("")),
                false))
        .toList();
  }

  private static String name(JsonNode schema) {
    String reference = schema.path("$ref").asString("");
    return reference.startsWith(SCHEMAS) ? reference.substring(SCHEMAS.length()) : "";
  }

  private static String type(JsonNode schema) {
    if (schema.has("items")) {
      return "list of " + type(schema.get("items"));
    }
    if (schema.has("enum")) {
      return String.join(", ", schema.get("enum").valueStream().map(JsonNode::asString).toList());
    }
    String format = schema.path("format").asString("");
    return switch (format) {
      case "date-time" -> "time";
      case "binary" -> "bytes";
      default -> name(schema).isEmpty() ? schema.path("type").asString("") : name(schema);
    };
  }

  /** Javadoc's marks are for another reader. */
  private static String plain(String javadoc) {
    return javadoc
        .replaceAll("</?\\w+>", "")
        .replaceAll("\\{@\\w+ ([^}]*)}", "$1")
        .replaceAll("\\s+", " ");
  }
}
