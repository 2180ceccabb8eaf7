package io.berth.container;

import static io.berth.container.ResourceRules.refuse;

import io.berth.container.HostConfig.Device;
import io.berth.container.HostConfig.LogConfig;
import io.berth.container.HostConfig.RestartPolicy;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import io.berth.runtime.Sysctls;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** What a container may ask of the host. Options that are not offered are refused, not ignored. */
final class HostRules {

  private static final Set<String> LOG_OPTIONS =
      Set.of(
          "max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag");
  private static final Pattern LOG_SIZE = Pattern.compile("[1-9]\\d{0,12}[bkmgBKMG]?");
  private static final Pattern SYSCTL = Pattern.compile("[a-z0-9_./-]+", Pattern.CASE_INSENSITIVE);

  private static final ObjectNode DEFAULTS =
      Documents.tree(
          Documents.read(
              """
              {"NetworkMode":"default","LogConfig":{"Type":"json-file","Config":{}},
               "RestartPolicy":{"Name":"no","MaximumRetryCount":0},"IpcMode":"private",
               "CgroupnsMode":"private","ShmSize":67108864,"Runtime":"runc"}\
              """,
              HostConfig.class));

  private HostRules() {}

  static void check(HostConfig host) {
    ResourceRules.check(host);
    checkNamespaces(host);
    checkRestart(host);
    checkLog(host.logConfig());
    checkNames(host);
    Security.of(host);
    Capabilities.of(host.capAdd(), host.capDrop());
    host.devices().forEach(HostRules::checkDevice);
    host.sysctls().forEach((name, value) -> checkSysctl(name, value, host));
    if (host.oomScoreAdj() < -1000 || host.oomScoreAdj() > 1000) {
      throw new InvalidRequest(
          "Invalid value " + host.oomScoreAdj() + ", range for oom score adj is [-1000, 1000]");
    }
    if (host.shmSize() < 0) {
      throw new InvalidRequest("SHM size can not be less than 0");
    }
    refuseOthers(host);
  }

  private static void refuseOthers(HostConfig host) {
    if (InitProgram.isUsed(host)) {
      InitProgram.path();
    }
    refuse(!host.deviceRequests().isEmpty(), "device requests such as GPUs");
    refuse(!host.deviceCgroupRules().isEmpty(), "device cgroup rules");
    refuse(!host.links().isEmpty(), "links");
    refuse(!host.storageOpt().isEmpty(), "storage options");
    refuse(!host.cgroupParent().isEmpty(), "a parent cgroup");
    refuse(!host.cgroup().isEmpty(), "another container's cgroup");
    refuse(
        host.maskedPaths() != null && !Security.MASKED.equals(host.maskedPaths()),
        "masked paths other than the default");
    refuse(
        host.readonlyPaths() != null && !Security.READ_ONLY.equals(host.readonlyPaths()),
        "read-only paths other than the default");
    if (!host.volumeDriver().isEmpty() && !host.volumeDriver().equals("local")) {
      throw new Unsupported("volume driver " + host.volumeDriver() + ": only local is offered");
    }
    if (!Set.of("", "runc", "berth").contains(host.runtime())) {
      throw new InvalidRequest("unknown or invalid runtime name: " + host.runtime());
    }
    if (!Set.of("", "default").contains(host.isolation())) {
      throw new InvalidRequest("invalid isolation '" + host.isolation() + "' on linux");
    }
  }

  private static void checkNamespaces(HostConfig host) {
    if (host.networkMode().startsWith("container:")) {
      throw new Unsupported("sharing another container's network is not offered yet");
    }
    namespace("IPC", host.ipcMode(), Set.of("", "private", "shareable", "host"));
    namespace("PID", host.pidMode(), Set.of("", "private", "host"));
    namespace("UTS", host.utsMode(), Set.of("", "private", "host"));
    namespace("user namespace", host.usernsMode(), Set.of("", "host"));
    namespace("cgroup namespace", host.cgroupnsMode(), Set.of("", "private"));
  }

  private static void namespace(String kind, String mode, Set<String> offered) {
    if (offered.contains(mode)) {
      return;
    }
    if (mode.equals("host") || mode.equals("none") || mode.startsWith("container:")) {
      throw new Unsupported(kind + " mode " + mode + ": not offered by this version of Berth");
    }
    throw new InvalidRequest("invalid " + kind + " mode: " + mode);
  }

  static void checkRestart(HostConfig host) {
    RestartPolicy policy = host.restartPolicy();
    int retries = policy.maximumRetryCount();
    switch (policy.name()) {
      case "", "no", "always", "unless-stopped" -> {
        if (retries != 0) {
          throw new InvalidRequest(
              "invalid restart policy: maximum retry count can only be used with 'on-failure'");
        }
      }
      case "on-failure" -> {
        if (retries < 0) {
          throw new InvalidRequest(
              "invalid restart policy: maximum retry count cannot be negative");
        }
      }
      default ->
          throw new InvalidRequest(
              "invalid restart policy: unknown policy '"
                  + policy.name()
                  + "'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
    }
    if (host.autoRemove() && !Set.of("", "no").contains(policy.name())) {
      throw new InvalidRequest("can't create 'AutoRemove' container with restart policy");
    }
  }

  private static void checkLog(LogConfig log) {
    if (!Set.of("", "json-file", "local", "none").contains(log.type())) {
      throw new InvalidRequest("logger: no log driver named '" + log.type() + "' is registered");
    }
    for (Map.Entry<String, String> option : log.config().entrySet()) {
      boolean known = LOG_OPTIONS.contains(option.getKey()) && !log.type().equals("none");
      if (!known) {
        throw new InvalidRequest(
            "unknown log opt '%s' for %s log driver"
                .formatted(option.getKey(), log.type().isEmpty() ? "json-file" : log.type()));
      }
    }
    String size = log.config().getOrDefault("max-size", "1m");
    if (!LOG_SIZE.matcher(size).matches()) {
      throw new InvalidRequest("invalid value for max-size: " + size);
    }
    String files = log.config().getOrDefault("max-file", "1");
    if (!files.matches("[1-9]\\d{0,3}")) {
      throw new InvalidRequest("max-file cannot be less than 1: " + files);
    }
  }

  private static void checkNames(HostConfig host) {
    host.dns().forEach(Ports::address);
    for (String search : host.dnsSearch()) {
      if (!search.matches("[a-zA-Z0-9._-]{1,253}")) {
        throw new InvalidRequest(search + " is not a valid domain");
      }
    }
    for (String option : host.dnsOptions()) {
      if (!option.matches("[a-zA-Z0-9:_-]{1,64}")) {
        throw new InvalidRequest("invalid DNS option: " + option);
      }
    }
    host.extraHosts().forEach(EtcFiles::extraHost);
  }

  private static void checkDevice(Device device) {
    String permissions = device.cgroupPermissions();
    if (!device.pathOnHost().startsWith("/")) {
      throw new InvalidRequest(device.pathOnHost() + " is not an absolute path");
    }
    if (!device.pathInContainer().isEmpty() && !device.pathInContainer().startsWith("/")) {
      throw new InvalidRequest(device.pathInContainer() + " is not an absolute path");
    }
    if (!permissions.isEmpty() && !permissions.matches("(?!.*(.).*\\1)[rwm]{1,3}")) {
      throw new InvalidRequest("bad device permissions specified: " + permissions);
    }
  }

  private static void checkSysctl(String name, String value, HostConfig host) {
    if (!SYSCTL.matcher(name).matches() || name.contains("..") || value.indexOf('\n') >= 0) {
      throw new InvalidRequest("invalid sysctl: " + name);
    }
    String dotted = name.replace('/', '.');
    boolean ipc = Sysctls.isIpc(dotted);
    if (ipc && host.ipcMode().equals("host")) {
      throw new InvalidRequest("sysctl '" + name + "' not allowed in host ipc namespace");
    }
    boolean net = dotted.startsWith("net.");
    if (net && host.networkMode().equals("host")) {
      throw new InvalidRequest("sysctl '" + name + "' not allowed in host network namespace");
    }
    if (!ipc && !net) {
      throw new InvalidRequest("sysctl '" + name + "' is not in a namespace of the container");
    }
  }

  /** Fields that inspection shows even when the user left them out. */
  static HostConfig withDefaults(HostConfig given) {
    return Documents.overlay(DEFAULTS, given);
  }
}
