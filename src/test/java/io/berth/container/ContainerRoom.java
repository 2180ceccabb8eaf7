package io.berth.container;

import io.berth.bin.Bin;
import io.berth.bin.BinProperties;
import io.berth.container.Containers.AttachRequest;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.Containers.WaitCondition;
import io.berth.dns.NameServer;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.failure.NotFound;
import io.berth.image.ImageRootfs;
import io.berth.image.Images;
import io.berth.keeper.Keeper;
import io.berth.keeper.KeeperPlace;
import io.berth.keeper.RemoteKeeper;
import io.berth.log.ContainerLog;
import io.berth.log.FileLogs;
import io.berth.network.BridgeNetworks;
import io.berth.network.LinuxBridgeNetworks;
import io.berth.network.PacketFilter;
import io.berth.networks.StoredNetworks;
import io.berth.oci.ImageConfig;
import io.berth.recording.RecordingRoot;
import io.berth.security.Caller;
import io.berth.security.HostPaths;
import io.berth.snapshot.Trees;
import io.berth.team.OwnershipOnly;
import io.berth.testing.InProcessKeeper;
import io.berth.volume.VolumeRoot;
import io.berth.volume.Volumes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import tools.jackson.databind.json.JsonMapper;

/**
 * The container service on the real kernel and a real database, with a busybox image of one layer;
 * stopped and started again like the engine itself. Closing it leaves nothing.
 */
final class ContainerRoom implements AutoCloseable {

  static final String IMAGE = "box:1";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String parent = "berth-test-" + UUID.randomUUID().toString().substring(0, 8);
  final Path root;
  private ConfigurableApplicationContext context;

  /** Whether the engine stops containers when it ends. */
  boolean stopContainers;

  /** How long removed things can come back. */
  String binKeep = "1h";

  Containers containers;
  ContainerBin containerBin;
  Recreations recreations;
  Execs execs;
  Volumes volumes;
  EventBus events;

  ContainerRoom() throws IOException {
    root = Files.createTempDirectory("berth-room");
    try {
      makeLayer(root.resolve("layer"));
      start();
    } catch (IOException | RuntimeException e) {
      Trees.delete(root);
      throw e;
    }
  }

  static void makeLayer(Path layer) throws IOException {
    Path bin = Files.createDirectories(layer.resolve("bin"));
    Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
    for (String applet :
        "sh cat true false sleep ls stty env pwd id hostname ps touch rm wc kill dd head tail mkdir stat echo trap test"
            .split(" ")) {
      Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
    }
    Path etc = Files.createDirectories(layer.resolve("etc"));
    Files.writeString(
        etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n");
    Files.writeString(etc.resolve("group"), "root:x:0:\napp:x:1000:\n");
    Files.writeString(etc.resolve("motd"), "welcome\n");
    Path data = Files.createDirectories(layer.resolve("data/sub"));
    Files.writeString(data.resolve("seed"), "seed\n");
    Files.setAttribute(data.resolve("seed"), "unix:uid", 1000);
    Files.createDirectories(layer.resolve("tmp"));
    Files.writeString(bin.resolve("notexec"), "#!/bin/sh\n");
  }

  void start() {
    context =
        new SpringApplicationBuilder(Wiring.class)
            .web(WebApplicationType.NONE)
            .bannerMode(org.springframework.boot.Banner.Mode.OFF)
            .properties(
                Map.of(
                    "berth.root", // which it locks
                    root.resolve("engine").toString(),
                    "room.root",
                    root.toString(),
                    "room.parent",
                    parent,
                    "room.stop",
                    Boolean.toString(stopContainers),
                    "room.bin",
                    binKeep,
                    "spring.datasource.url",
                    "jdbc:h2:file:"
                        + root
                        + "/db/x;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE",
                    "spring.jpa.hibernate.ddl-auto",
                    "validate",
                    "logging.level.root",
                    "warn"))
            .run("--spring.config.location=optional:file:/nonexistent/");
    containers = asEngine(Containers.class);
    containerBin = asEngine(ContainerBin.class);
    recreations = asEngine(Recreations.class);
    execs = asEngine(Execs.class);
    volumes = context.getBean(Volumes.class);
    events = context.getBean(EventBus.class);
  }

  /** No person asks here. */
  private <T> T asEngine(Class<T> type) {
    T service = context.getBean(type);
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                Caller.ENGINE.call(() -> {
                  try {
                    return method.invoke(service, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                })));
  }

  /** The engine ends as on SIGTERM. */
  void stop() {
    context.close();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  static ContainerConfig config(String json) {
    return JSON.readValue(json, ContainerConfig.class);
  }

  static HostConfig host(String json) {
    return JSON.readValue(json, HostConfig.class);
  }

  /** In a JSON body's words; single quotes stand for double ones. No network unless asked for. */
  String create(String name, String config, String host) {
    String body = config.replace('\'', '"');
    String image =
        body.contains("\"Image\"")
            ? body
            : body.replaceFirst("\\{", "{\"Image\":\"" + IMAGE + "\",");
    image = image.replace(",}", "}");
    String hostBody = host.replace('\'', '"');
    if (!hostBody.contains("NetworkMode")) {
      hostBody = hostBody.replaceFirst("\\{", "{\"NetworkMode\":\"none\",").replace(",}", "}");
    }
    return containers
        .create(new CreateRequest(name, config(image), host(hostBody), Map.of(), null))
        .id();
  }

  String sh(String script) {
    return create(null, shell(script), "{}");
  }

  static String shell(String script) {
    return "{'Cmd':['sh','-c'," + JSON.writeValueAsString(script).replace("'", "\\u0027") + "]}";
  }

  /** Starts it and gives its exit code. */
  int run(String id) throws Exception {
    var exit = containers.waitFor(id, WaitCondition.NEXT_EXIT);
    containers.start(id);
    return exit.get(20, TimeUnit.SECONDS).statusCode();
  }

  int exit(String id) throws Exception {
    return containers.waitFor(id, WaitCondition.NOT_RUNNING).get(20, TimeUnit.SECONDS).statusCode();
  }

  String log(String id) throws IOException {
    var text = new StringBuilder();
    try (var reader =
        containers.logs(id).log().read(new ContainerLog.Query(true, true, -1, null, null, false))) {
      for (var line = reader.next(); line != null; line = reader.next()) {
        text.append(new String(line.bytes(), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  /** What an attached client sees until the end. */
  CompletableFuture<String> attached(String id, InputStream input) {
    var attachment =
        containers.attach(id, new AttachRequest(input != null, true, true, false, true, null));
    return seen(attachment, input);
  }

  static CompletableFuture<String> seen(Containers.Attachment attachment, InputStream input) {
    return CompletableFuture.supplyAsync(() -> {
      var out = new ByteArrayOutputStream();
      try {
        attachment.run(input, (_, bytes, offset, length) -> out.write(bytes, offset, length));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      return out.toString(StandardCharsets.UTF_8);
    });
  }

  List<String> actions(String id) {
    return events.past(Instant.EPOCH, null).stream()
        .filter(
            event -> event.actorId().equals(id) || id.equals(event.attributes().get("container")))
        .map(Event::action)
        .toList();
  }

  @Override
  public void close() throws IOException {
    if (context.isActive()) {
      for (var view : containers.list(new Containers.ListQuery(true, 0, false, Map.of()))) {
        containers.remove(view.id(), true, true);
      }
      bean(Bin.class).list().forEach(item -> bean(Bin.class).delete(item.id()));
      context.close();
    }
    InProcessKeeper.awaitEnd(root.resolve("run"));
    Trees.delete(root);
  }

  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
        "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration"
      })
  @ComponentScan({
    "io.berth.container",
    "io.berth.networks",
    "io.berth.volume",
    "io.berth.job",
    "io.berth.bin",
    "io.berth.recording",
    "io.berth.settings"
  })
  @ConfigurationPropertiesScan("io.berth.recording")
  @EntityScan({
    "io.berth.container",
    "io.berth.networks",
    "io.berth.volume",
    "io.berth.recording",
    "io.berth.settings"
  })
  @EnableJpaRepositories({
    "io.berth.container",
    "io.berth.networks",
    "io.berth.volume",
    "io.berth.recording",
    "io.berth.settings"
  })
  @Import(OwnershipOnly.class)
  static class Wiring {

    private final org.springframework.core.env.Environment environment;
    private final Path root;
    private final String parent;

    Wiring(org.springframework.core.env.Environment environment) {
      this.environment = environment;
      root = Path.of(environment.getRequiredProperty("room.root"));
      parent = environment.getRequiredProperty("room.parent");
    }

    @Bean
    ContainerRoot containerRoot() {
      return new ContainerRoot(
          root.resolve("containers"),
          root.resolve("skeleton"),
          root.resolve("run"),
          environment.getProperty("room.stop", Boolean.class, false));
    }

    @Bean
    VolumeRoot volumeRoot() {
      return new VolumeRoot(root.resolve("volumes"));
    }

    @Bean
    RecordingRoot recordingRoot() {
      return new RecordingRoot(root.resolve("recordings"));
    }

    @Bean
    HostPaths hostPaths() {
      return HostPaths.NONE;
    }

    @Bean
    BinProperties binProperties() {
      return new BinProperties(
          environment.getProperty(
              "room.bin", java.time.Duration.class, java.time.Duration.ofHours(1)));
    }

    @Bean
    EventBus eventBus() {
      return EventBus.inMemory(10_000);
    }

    @Bean
    ContainerLog.Factory logs() {
      return new FileLogs();
    }

    @Bean(destroyMethod = "")
    Keeper keeper() {
      KeeperPlace place = new KeeperPlace(root.resolve("run"), parent, "none");
      return RemoteKeeper.open(place, () -> InProcessKeeper.start(place));
    }

    @Bean
    PacketFilter packetFilter() {
      return PacketFilter.open();
    }

    @Bean
    BridgeNetworks bridgeNetworks(PacketFilter filter, StoredNetworks stored) {
      return LinuxBridgeNetworks.open(
          "berth-" + parent.substring(parent.length() - 8), filter, stored.specs());
    }

    @Bean
    NameServer nameServer() {
      return NameServer.start();
    }

    @Bean
    Images images() {
      var execution =
          new ImageConfig.Execution(
              "",
              null,
              List.of("PATH=/bin", "FROM=image"),
              null,
              List.of("true"),
              null,
              "",
              Map.of("maker", "test"),
              null,
              null,
              null,
              null);
      var config =
          new ImageConfig(
              null,
              null,
              "amd64",
              "linux",
              null,
              execution,
              new ImageConfig.RootFs("layers", List.of()),
              null);
      return door(
          Images.class,
          (method, arguments) -> {
            if (!method.startsWith("rootfs")) {
              throw new UnsupportedOperationException(method);
            }
            if (method.equals("rootfs") && !arguments[0].equals(IMAGE)) {
              throw new NotFound("No such image: " + arguments[0]);
            }
            return new ImageRootfs(
                "sha256:" + "1".repeat(64), IMAGE, config, List.of(root.resolve("layer")));
          });
    }

    private interface Answer {
      @org.jspecify.annotations.Nullable
      Object to(String method, Object[] arguments);
    }

    private static <T> T door(Class<T> type, Answer answer) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "close" -> null;
                    case "toString" -> type.getSimpleName();
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> answer.to(method.getName(), arguments);
                  }));
    }
  }
}
