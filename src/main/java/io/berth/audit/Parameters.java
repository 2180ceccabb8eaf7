package io.berth.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request's parameters, from its query and its form, by a list of names that never hold a secret.
 * Bodies are not looked at.
 */
final class Parameters {

  private static final List<String> HARMLESS =
      List.of(
          "name",
          "fromImage",
          "repo",
          "tag",
          "platform",
          "signal",
          "t",
          "force",
          "v",
          "noprune",
          "detach",
          "stdin",
          "path",
          "filters",
          "verb",
          "action",
          "id",
          "role",
          "exec",
          "team",
          "user",
          "to",
          "heir",
          "registry");

  private static final int LONGEST = 300;

  private Parameters() {}

  static String of(HttpServletRequest request, String more) {
    List<String> said = new ArrayList<>();
    for (String name : HARMLESS) {
      String[] values = request.getParameterValues(name);
      if (values != null) {
        Stream.of(values)
            .filter(value -> !value.isEmpty())
            .limit(100)
            .forEach(value -> said.add(name + "=" + cut(value)));
      }
    }
    return Stream.concat(said.stream(), Stream.of(more))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static String cut(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
  }
}
