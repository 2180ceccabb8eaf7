package io.berth.audit;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads from the answer to a creation what was made; nothing else of the answer is kept. */
@ControllerAdvice
final class Created implements ResponseBodyAdvice<Object> {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType contentType,
      Class<? extends HttpMessageConverter<?>> converterType,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body != null && request instanceof ServletServerHttpRequest servlet) {
      Passage passage = Passage.of(servlet.getServletRequest());
      if (passage != null && passage.changes && passage.act.action().endsWith(".create")) {
        note(passage, body);
      }
    }
    return body;
  }

  private static void note(Passage passage, Object body) {
    JsonNode tree = MAPPER.valueToTree(body);
    String id = text(tree, "Id", "id");
    String name = text(tree, "Name", "name");
    if (passage.act.type().equals("container") && passage.act.action().equals("exec.create")) {
      passage.more = id.isEmpty() ? "" : "exec=" + id;
    } else if (passage.act.object().isEmpty()) {
      passage.objectId = id;
      passage.objectName = name.isEmpty() ? passage.objectName : name;
    }
  }

  private static String text(JsonNode tree, String... names) {
    for (String name : names) {
      if (tree.path(name).isString()) {
        return tree.path(name).asString();
      }
    }
    return "";
  }
}
