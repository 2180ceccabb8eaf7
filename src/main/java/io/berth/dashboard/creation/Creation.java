package io.berth.dashboard.creation;

import io.berth.container.Containers;
import io.berth.container.Containers.CreateRequest;
import io.berth.dashboard.Advice;
import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.team.Ownership;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/**
 * From the form to the engine. What a field may say is the engine's rule, asked with that field
 * alone, so that each problem is shown where it is.
 */
@Component
class Creation {

  /** The field of problems that belong to none. */
  static final String ALL = "all";

  private final Containers containers;

  Creation(Containers containers) {
    this.containers = containers;
  }

  /** By field; empty when the engine would take it, apart from the image and names in use. */
  Map<String, String> problems(CreateForm form) {
    var problems = new LinkedHashMap<String, String>();
    CreateFields.ALL.forEach((name, field) -> {
      String problem = problem(form, Map.of(name, field));
      if (!problem.isEmpty()) {
        problems.put(name, problem);
      }
    });
    if (problems.isEmpty()) {
      String problem = problem(form, CreateFields.ALL);
      if (!problem.isEmpty()) {
        problems.put(problem.contains("AutoRemove") ? "autoRemove" : ALL, problem);
      }
    }
    return problems;
  }

  private String problem(CreateForm form, Map<String, CreateFields.Field> fields) {
    try {
      containers.check(request(form, fields));
      return "";
    } catch (BerthException e) {
      return e.getMessage();
    } catch (JacksonException e) {
      return "this value is not of the right kind";
    }
  }

  private static CreateRequest request(CreateForm form, Map<String, CreateFields.Field> fields) {
    var body = new CreateBody();
    fields.values().forEach(field -> field.put(form, body));
    return body.request();
  }

  Containers.Created create(CreateForm form) {
    return containers.create(request(form, CreateFields.ALL));
  }

  /** At which field a refusal of {@link #create} is shown. */
  static Map<String, String> problem(BerthException refusal) {
    String words = refusal.getMessage();
    String field = ALL;
    if (words.startsWith("No such image") || words.contains("invalid reference format")) {
      field = "image";
    } else if (words.contains("The container name")) {
      field = "name";
    } else if (words.contains(Ownership.LABEL)) {
      field = "team";
    } else if (refusal instanceof InvalidRequest && words.equals("No command specified")) {
      field = "command";
    }
    return Map.of(field, Advice.with(refusal));
  }
}
