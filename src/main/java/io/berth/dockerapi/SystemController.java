package io.berth.dockerapi;

import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.container.Containers.ListQuery;
import io.berth.image.Images;
import io.berth.system.EngineVersion;
import io.berth.system.HostInfo;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /info}. */
@RestController
class SystemController {

  private final Containers containers;
  private final Images images;
  private final HostInfo host;
  private final EngineVersion version = EngineVersion.current();

  SystemController(Containers containers, Images images, HostInfo host) {
    this.containers = containers;
    this.images = images;
    this.host = host;
  }

  @GetMapping("/info")
  Map<String, @Nullable Object> info() {
    List<ContainerView> all = containers.list(new ListQuery(true, 0, false, Map.of()));
    long running = count(all, Status.RUNNING);
    long paused = count(all, Status.PAUSED);
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("ID", host.id());
    info.put("Containers", all.size());
    info.put("ContainersRunning", running);
    info.put("ContainersPaused", paused);
    info.put("ContainersStopped", all.size() - running - paused);
    info.put("Images", images.list(new Images.ListQuery(true, false, Map.of())).size());
    info.put("Driver", "overlay2");
    info.put("DriverStatus", List.of());
    info.put(
        "Plugins",
        Map.of(
            "Volume", List.of("local"),
            "Network", List.of("bridge", "host", "null"),
            "Log", List.of("json-file")));
    putLimits(info);
    info.put("SystemTime", DockerJson.nanoTime(Instant.now()));
    info.put("LoggingDriver", "json-file");
    info.put("CgroupDriver", "cgroupfs");
    info.put("CgroupVersion", "" + host.cgroupVersion());
    info.put("KernelVersion", version.kernel());
    info.put("OperatingSystem", host.system());
    info.put("OSType", version.os());
    info.put("Architecture", "amd64".equals(version.arch()) ? "x86_64" : version.arch());
    info.put("IndexServerAddress", "https://index.docker.io/v1/");
    info.put("NCPU", host.processors());
    info.put("MemTotal", host.memory());
    info.put("DockerRootDir", host.root().toString());
    info.put("Name", host.name());
    info.put("Labels", List.of());
    info.put("ServerVersion", version.version());
    info.put("Runtimes", Map.of("berth", Map.of("path", "berth")));
    info.put("DefaultRuntime", "berth");
    info.put("Swarm", Map.of("LocalNodeState", "inactive"));
    info.put("LiveRestoreEnabled", false);
    info.put(
        "SecurityOptions", host.seccomp() ? List.of("name=seccomp,profile=builtin") : List.of());
    info.put("Warnings", host.warnings());
    return info;
  }

  private void putLimits(Map<String, @Nullable Object> info) {
    boolean memory = host.limits().contains("memory");
    boolean cpu = host.limits().contains("cpu");
    info.put("MemoryLimit", memory);
    info.put("SwapLimit", memory);
    info.put("OomKillDisable", false);
    info.put("CpuCfsPeriod", cpu);
    info.put("CpuCfsQuota", cpu);
    info.put("CPUShares", cpu);
    info.put("CPUSet", host.limits().contains("cpuset"));
    info.put("PidsLimit", host.limits().contains("pids"));
    info.put("IPv4Forwarding", true);
    info.put("BridgeNfIptables", true);
    info.put("BridgeNfIp6tables", true);
  }

  private static long count(List<ContainerView> all, Status status) {
    return all.stream().filter(view -> view.state().status() == status).count();
  }
}
