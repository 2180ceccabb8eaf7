package io.berth.config;

import io.berth.container.ContainerRoot;
import io.berth.event.EventBus;
import io.berth.log.ContainerLog;
import io.berth.log.FileLogs;
import io.berth.network.BridgeNetwork;
import io.berth.network.LinuxBridgeNetwork;
import io.berth.network.ProxyPorts;
import io.berth.runtime.ContainerRuntime;
import io.berth.runtime.LinuxContainerRuntime;
import io.berth.system.HostInfo;
import io.berth.volume.VolumeRoot;
import java.nio.file.Path;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The rooms that know nothing of Spring and that containers stand on. */
@Configuration(proxyBeanMethods = false)
class EngineRooms {

  private static final int PAST_EVENTS = 4096;

  @Bean
  EventBus eventBus() {
    return EventBus.inMemory(PAST_EVENTS);
  }

  @Bean
  ContainerLog.Factory containerLogs() {
    return new FileLogs();
  }

  @Bean
  ContainerRuntime containerRuntime(BerthProperties berth) {
    return new LinuxContainerRuntime("berth-" + tag(berth.root()));
  }

  @Bean
  BridgeNetwork bridgeNetwork(BerthProperties berth) {
    return LinuxBridgeNetwork.open("berth" + tag(berth.root()), new ProxyPorts());
  }

  @Bean
  HostInfo hostInfo(BerthProperties berth, ContainerRuntime runtime, BridgeNetwork bridge) {
    return HostInfo.of(berth.root(), runtime.features(), bridge.info().warnings());
  }

  @Bean
  ContainerRoot containerRoot(BerthProperties berth) {
    return new ContainerRoot(
        berth.root().resolve("containers"),
        berth.root().resolve("skeleton"),
        Path.of("/run/berth-keeper", tag(berth.root())));
  }

  @Bean
  VolumeRoot volumeRoot(BerthProperties berth) {
    return new VolumeRoot(berth.root().resolve("volumes"));
  }

  /** The same for the same root, so that a new engine finds what a dead one left. */
  static String tag(Path root) {
    return "%08x".formatted(root.toString().hashCode());
  }
}
