package io.berth.config;

import io.berth.build.BuildRoot;
import io.berth.container.ContainerRoot;
import io.berth.dns.NameServer;
import io.berth.event.EventBus;
import io.berth.keeper.Keeper;
import io.berth.keeper.KeeperPlace;
import io.berth.keeper.KeeperProcess;
import io.berth.keeper.RemoteKeeper;
import io.berth.log.ContainerLog;
import io.berth.log.FileLogs;
import io.berth.network.BridgeNetworks;
import io.berth.network.LinuxBridgeNetworks;
import io.berth.network.PacketFilter;
import io.berth.networks.StoredNetworks;
import io.berth.recording.RecordingRoot;
import io.berth.system.HostInfo;
import io.berth.volume.VolumeRoot;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

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
  KeeperPlace keeperPlace(BerthProperties berth) {
    return KeeperPlace.of(berth.root());
  }

  @Bean
  PacketFilter packetFilter() {
    return PacketFilter.open();
  }

  /** After the packet filter: a keeper hands over descriptors for each container that runs. */
  @Bean(destroyMethod = "")
  @DependsOn("packetFilter")
  Keeper keeper(BerthProperties berth, KeeperPlace place) {
    return RemoteKeeper.open(place, () -> KeeperProcess.start(berth.root()));
  }

  @Bean
  BridgeNetworks bridgeNetworks(KeeperPlace place, PacketFilter filter, StoredNetworks stored) {
    return LinuxBridgeNetworks.open(place.bridge(), filter, stored.specs());
  }

  @Bean
  NameServer nameServer() {
    return NameServer.start();
  }

  @Bean
  HostInfo hostInfo(BerthProperties berth, Keeper keeper, BridgeNetworks bridges) {
    return HostInfo.of(berth.root(), keeper.features(), bridges.defaultBridge().info().warnings());
  }

  @Bean
  ContainerRoot containerRoot(BerthProperties berth, KeeperPlace place) {
    return new ContainerRoot(
        berth.root().resolve("containers"),
        berth.root().resolve("skeleton"),
        place.directory(),
        berth.stopContainers());
  }

  @Bean
  BuildRoot buildRoot(BerthProperties berth) {
    return new BuildRoot(berth.root().resolve("builds"));
  }

  @Bean
  RecordingRoot recordingRoot(BerthProperties berth) {
    return new RecordingRoot(berth.root().resolve("recordings"));
  }

  @Bean
  VolumeRoot volumeRoot(BerthProperties berth) {
    return new VolumeRoot(berth.root().resolve("volumes"));
  }
}
