package io.berth.container;

import io.berth.container.ContainerConfig.Healthcheck;
import io.berth.failure.InvalidRequest;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The portable part of a container's configuration, before the image's is merged in. */
final class ConfigRules {

  private static final Pattern HOSTNAME =
      Pattern.compile("(?=.{1,63}$)[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?");
  private static final Pattern DOMAIN = Pattern.compile("[a-zA-Z0-9._-]{0,63}");

  private static final Set<String> PROBES = Set.of("NONE", "CMD", "CMD-SHELL");
  private static final long SHORTEST_NANOS = 1_000_000;

  private ConfigRules() {}

  static void check(ContainerConfig config) {
    if (!config.hostname().isEmpty() && !HOSTNAME.matcher(config.hostname()).matches()) {
      throw new InvalidRequest("invalid hostname format: " + config.hostname());
    }
    if (!DOMAIN.matcher(config.domainname()).matches()) {
      throw new InvalidRequest("invalid domainname format: " + config.domainname());
    }
    if (!config.workingDir().isEmpty() && !config.workingDir().startsWith("/")) {
      throw new InvalidRequest(
          "the working directory '"
              + config.workingDir()
              + "' is invalid, it needs to be an absolute path");
    }
    for (String variable : config.env()) {
      if (variable.isEmpty() || variable.startsWith("=")) {
        throw new InvalidRequest("invalid environment variable: " + variable);
      }
    }
    requireText(config);
    Signals.parse(config.stopSignal(), Signals.TERM);
    if (config.healthcheck() != null) {
      check(config.healthcheck());
    }
  }

  private static void check(Healthcheck check) {
    atLeastShortest("Interval", check.interval());
    atLeastShortest("Timeout", check.timeout());
    atLeastShortest("StartPeriod", check.startPeriod());
    atLeastShortest("StartInterval", check.startInterval());
    if (check.retries() < 0) {
      throw new InvalidRequest("Retries in Healthcheck cannot be negative");
    }
    if (!check.test().isEmpty()) {
      String type = check.test().getFirst();
      if (!PROBES.contains(type)) {
        throw new InvalidRequest(
            "Unknown healthcheck type '%s' (expected NONE, CMD or CMD-SHELL)".formatted(type));
      }
      if (!type.equals("NONE") && check.test().size() < 2) {
        throw new InvalidRequest("the health check has no command after " + type);
      }
      check.test().forEach(text -> requireText("health check", text));
    }
  }

  private static void atLeastShortest(String field, long nanos) {
    if (nanos != 0 && nanos < SHORTEST_NANOS) {
      throw new InvalidRequest(field + " in Healthcheck cannot be less than 1ms");
    }
  }

  /** The kernel's strings end at a NUL: one inside would cut the rest off unseen. */
  private static void requireText(ContainerConfig config) {
    config.env().forEach(text -> requireText("environment", text));
    Unset.or(config.cmd()).forEach(text -> requireText("command", text));
    Unset.or(config.entrypoint()).forEach(text -> requireText("entrypoint", text));
    requireText("working directory", config.workingDir());
    requireText("user", config.user());
  }

  private static void requireText(String field, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidRequest(field + " contains a NUL character");
    }
  }

  static boolean none(@Nullable Healthcheck check) {
    return check == null || check.test().isEmpty() || check.test().getFirst().equals("NONE");
  }
}
