package io.berth.dashboard.creation;

import io.berth.container.ContainerConfig;
import io.berth.container.ContainerConfig.Healthcheck;
import io.berth.container.Health;
import io.berth.container.HostConfig;
import io.berth.container.HostConfig.PortBinding;
import io.berth.dockerfile.GoDuration;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The opposite of {@link CreateFields}: the form that makes such a container, as a browser sends it
 * back. What its fields cannot hold is not in it.
 */
final class FilledForm {

  /** Of which the form has a field. */
  private static final Map.Entry<String, String> RESTARTED =
      Map.entry(Health.RESTART_LABEL, "true");

  private final Map<String, String> fields = new LinkedHashMap<>();

  private FilledForm() {}

  static CreateForm of(ContainerConfig config, HostConfig host) {
    var form = new FilledForm();
    form.program(config);
    form.files(config, host);
    form.network(config, host);
    form.health(config);
    form.limits(host);
    form.rights(config, host);
    return new CreateForm(form.fields);
  }

  private void program(ContainerConfig config) {
    line("image", config.image());
    words("command", config.cmd());
    words("entrypoint", config.entrypoint());
    lines("env", config.env().stream().filter(FilledForm::isVariable).toList());
    flag("terminal", config.tty());
    flag("input", config.openStdin());
  }

  private void files(ContainerConfig config, HostConfig host) {
    lines("volumes", host.binds());
    lines(
        "tmpfs",
        host.tmpfs().entrySet().stream()
            .map(one ->
                one.getValue().isEmpty() ? one.getKey() : one.getKey() + ":" + one.getValue())
            .toList());
    flag("readOnly", host.readonlyRootfs());
    lines(
        "labels",
        config.labels().entrySet().stream()
            .filter(FilledForm::isLabel)
            .map(one -> one.getKey() + "=" + one.getValue())
            .toList());
  }

  private void network(ContainerConfig config, HostConfig host) {
    String mode = host.networkMode();
    line("network", mode.isEmpty() || mode.equals("default") ? "bridge" : mode);
    var ports = new ArrayList<String>();
    host.portBindings()
        .forEach((port, bindings) -> {
          if (bindings != null) {
            bindings.forEach(binding -> ports.add(port(port, binding)));
          }
        });
    lines("ports", ports);
    flag("publishAll", host.publishAllPorts());
    line("hostname", config.hostname());
  }

  private static String port(String container, PortBinding binding) {
    String port = container.endsWith("/tcp") ? container.replace("/tcp", "") : container;
    String address =
        binding.hostIp().contains(":") ? "[" + binding.hostIp() + "]" : binding.hostIp();
    if (!address.isEmpty()) {
      return address + ":" + binding.hostPort() + ":" + port;
    }
    return binding.hostPort().isEmpty() ? port : binding.hostPort() + ":" + port;
  }

  private void health(ContainerConfig config) {
    Healthcheck check = config.healthcheck();
    if (check != null && isHealthField(check)) {
      line("health", check.test().get(1));
      line("healthInterval", time(check.interval()));
      line("healthStart", time(check.startPeriod()));
      line("healthRetries", check.retries() == 0 ? "" : String.valueOf(check.retries()));
    }
    flag("restartUnhealthy", "true".equals(config.labels().get(Health.RESTART_LABEL)));
  }

  private static boolean isHealthField(Healthcheck check) {
    return check.test().size() == 2
        && check.test().getFirst().equals("CMD-SHELL")
        && isLine(check.test().get(1))
        && check.timeout() == 0
        && check.startInterval() == 0;
  }

  private static String time(long nanos) {
    return nanos == 0 ? "" : GoDuration.format(nanos);
  }

  private void limits(HostConfig host) {
    String policy = host.restartPolicy().name();
    line("restart", policy.isEmpty() ? "no" : policy);
    int retries = host.restartPolicy().maximumRetryCount();
    line("retries", retries == 0 ? "" : String.valueOf(retries));
    flag("autoRemove", host.autoRemove());
    line("memory", host.memory() == 0 ? "" : bytes(host.memory()));
    line(
        "cpus",
        host.nanoCpus() == 0
            ? ""
            : BigDecimal.valueOf(host.nanoCpus(), 9).stripTrailingZeros().toPlainString());
    Long pids = host.pidsLimit();
    line("pids", pids == null || pids == 0 ? "" : String.valueOf(pids));
  }

  private static String bytes(long count) {
    String units = "bkmgt";
    int unit = 0;
    long value = count;
    while (unit < units.length() - 1 && value % 1024 == 0) {
      value /= 1024;
      unit++;
    }
    return value + (unit == 0 ? "" : units.substring(unit, unit + 1));
  }

  private void rights(ContainerConfig config, HostConfig host) {
    line("user", config.user());
    line("directory", config.workingDir());
    line("capAdd", String.join(" ", host.capAdd()));
    line("capDrop", String.join(" ", host.capDrop()));
    flag("privileged", host.privileged());
    flag("noNewPrivileges", host.securityOpt().stream().anyMatch(FilledForm::isNoNewPrivileges));
  }

  static boolean isNoNewPrivileges(String option) {
    return option.startsWith("no-new-privileges") && !option.endsWith("false");
  }

  /** Whether a line of a text area can hold it. */
  static boolean isVariable(String line) {
    return line.indexOf('=') > 0 && isLine(line);
  }

  static boolean isLabel(Map.Entry<String, String> label) {
    return !label.getKey().isEmpty()
        && !hasField(label)
        && !label.getKey().contains("=")
        && isLine(label.getKey() + "=" + label.getValue());
  }

  static boolean hasField(Map.Entry<String, String> label) {
    return label.equals(RESTARTED);
  }

  private static boolean isLine(String text) {
    return text.equals(text.strip()) && text.lines().count() == 1;
  }

  /** Browsers take line ends out of a field of one line. */
  private void line(String name, String value) {
    fields.put(name, value.replaceAll("[\\r\\n]", ""));
  }

  private void lines(String name, List<String> values) {
    fields.put(name, String.join("\n", values));
  }

  private void words(String name, @Nullable List<String> words) {
    line(
        name,
        words == null
            ? ""
            : words.stream().map(ShellWords::quoted).collect(Collectors.joining(" ")));
  }

  private void flag(String name, boolean set) {
    fields.put(name, set ? "true" : "");
  }
}
