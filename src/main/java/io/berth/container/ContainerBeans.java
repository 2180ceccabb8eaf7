package io.berth.container;

import io.berth.bin.BinProperties;
import io.berth.dns.NameServer;
import io.berth.event.EventBus;
import io.berth.image.Images;
import io.berth.job.Jobs;
import io.berth.keeper.Keeper;
import io.berth.log.ContainerLog;
import io.berth.networks.Networks;
import io.berth.recording.Recordings;
import io.berth.security.HostPaths;
import io.berth.team.Ownership;
import io.berth.volume.VolumeBin;
import io.berth.volume.Volumes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the room together. */
@Configuration(proxyBeanMethods = false)
class ContainerBeans {

  @Bean
  Room containerRoom(
      ContainerRegistry registry,
      ContainerRoot root,
      EventBus events,
      Images images,
      Volumes volumes,
      ContainerLog.Factory logFactory,
      Keeper keeper,
      Networks networks,
      NameServer names,
      HostPaths paths,
      VolumeBin volumeBin,
      Jobs jobs,
      BinProperties binning,
      Recordings recordings,
      Ownership ownership) {
    // platform threads: the kernel's clean-up is native and would hold a virtual thread's carrier
    ExecutorService workers =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("life-", 0).factory());
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("restarts").factory());
    Announcer announcer = new Announcer(events, ownership, networks);
    Reserving reserving =
        new Reserving(networks, keeper.ports(), registry.store(), new NameDirectory(names));
    Connecting connecting = new Connecting(networks, reserving, registry.store(), announcer);
    ContainerLogs logs = new ContainerLogs(logFactory);
    Remover remover = new Remover(registry, announcer, logs, volumes, ownership);
    RootMounts mounts = new RootMounts(volumes, root, ownership);
    Launcher launcher = new Launcher(keeper, reserving, connecting, mounts, logs, root, ownership);
    HealthMonitor health = new HealthMonitor(announcer, workers, clock);
    ContainerLife life =
        new ContainerLife(
            registry.store(), announcer, launcher, logs, remover, health, workers, clock);
    ContainerControl control = new ContainerControl(life, registry.store(), announcer);
    health.healBy(control::restartUnhealthy);
    HostPolicy policy = new HostPolicy(registry, paths, ownership);
    ContainerCreation creation =
        new ContainerCreation(
            images,
            volumes,
            registry,
            root,
            announcer,
            remover,
            policy,
            ownership,
            connecting.choice());
    Removal removal = new Removal(control, life, remover);
    ContainerBinService bin =
        new ContainerBinService(
            registry, removal, remover, announcer, policy, volumes, volumeBin, binning);
    Replacing replacing =
        new Replacing(registry, control, life, logs, remover, announcer, bin, binning);
    ExecService execs = new ExecService(registry, announcer, workers, policy, recordings);
    Reconciliation reconciliation =
        new Reconciliation(registry, keeper, launcher, life, execs, remover);
    return new Room(
        new ContainerService(
            registry,
            root,
            announcer,
            images,
            logs,
            removal,
            creation,
            life,
            control,
            policy,
            recordings,
            ownership,
            networks,
            connecting),
        execs,
        new FileService(registry, mounts, policy, announcer),
        bin,
        new VolumeArchiveService(registry, volumes, policy, control),
        new Recreation(registry, creation, replacing, policy, images, jobs, binning, ownership),
        new EngineLifecycle(registry, root, keeper, reconciliation, life, control, workers, clock));
  }

  /** The room's doors, made together because they share their workers. */
  record Room(
      ContainerService containers,
      ExecService execs,
      FileService files,
      ContainerBinService bin,
      VolumeArchiveService volumeArchives,
      Recreation recreations,
      EngineLifecycle lifecycle) {}

  @Bean
  Containers containers(Room room) {
    return room.containers();
  }

  @Bean
  Execs execs(Room room) {
    return room.execs();
  }

  @Bean
  ContainerFiles containerFiles(Room room) {
    return room.files();
  }

  @Bean
  ContainerBin containerBin(Room room) {
    return room.bin();
  }

  @Bean
  VolumeArchives volumeArchives(Room room) {
    return room.volumeArchives();
  }

  @Bean
  Recreations recreations(Room room) {
    return room.recreations();
  }

  @Bean
  ContainerDisk containerDisk(ContainerRegistry registry) {
    return new DiskMeasure(registry);
  }

  @Bean
  EngineLifecycle engineLifecycle(Room room) {
    return room.lifecycle();
  }
}
