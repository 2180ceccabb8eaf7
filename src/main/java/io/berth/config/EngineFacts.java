package io.berth.config;

import io.berth.settings.Fact;
import io.berth.system.EngineVersion;
import io.berth.system.HostInfo;
import io.berth.system.HostLoad;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** The engine, its host, and the doors of both. */
@Component
final class EngineFacts implements Fact.Source {

  private static final String ENGINE = "Engine";
  private static final String HOST = "Host";
  private static final String DOORS = "Doors";
  private static final String IMAGES = "Images";

  private final BerthProperties properties;
  private final RegistryProperties registries;
  private final HostInfo host;
  private final String address;
  private final String database;
  private final String tls;
  private final Environment environment;

  EngineFacts(
      BerthProperties properties,
      RegistryProperties registries,
      HostInfo host,
      @Value("${server.address}") String address,
      @Value("${spring.datasource.url}") String database,
      @Value("${berth.tls.certificate:}") String tls,
      Environment environment) {
    this.environment = environment;
    this.tls = tls;
    this.properties = properties;
    this.registries = registries;
    this.host = host;
    this.address = address;
    this.database =
        database.startsWith("jdbc:postgresql:") ? "PostgreSQL" : "H2, in the data folder";
  }

  @Override
  public List<Fact> facts() {
    var version = EngineVersion.current();
    var facts = new ArrayList<Fact>();
    facts.add(new Fact(ENGINE, "Version", version.version() + " " + version.gitCommit()));
    facts.add(new Fact(ENGINE, "Java", version.java()));
    facts.add(new Fact(ENGINE, "Database", database));
    facts.add(new Fact(ENGINE, "Data folder", properties.root().toString()));
    facts.add(new Fact(ENGINE, "Space in the data folder", space()));
    facts.add(
        new Fact(
            ENGINE,
            "Containers when the service stops",
            properties.stopContainers() ? "are stopped" : "run on"));
    facts.add(new Fact(DOORS, "Unix socket", properties.socket() + ", for administrators"));
    facts.add(new Fact(DOORS, "TCP", address + ", port " + port()));
    facts.add(new Fact(DOORS, "TLS", tls.isEmpty() ? "off" : "on, with " + tls));
    facts.add(new Fact(IMAGES, "Mirrors of Docker Hub", listed(registries.mirrors())));
    facts.add(new Fact(IMAGES, "Registries without verified TLS", listed(registries.insecure())));
    facts.add(
        new Fact(
            IMAGES, "Certificates of registries", registries.certificates() + "/HOST:PORT/*.crt"));
    facts.add(new Fact(HOST, "System", host.system()));
    facts.add(new Fact(HOST, "Kernel", version.kernel()));
    facts.add(new Fact(HOST, "Control groups", "version " + host.cgroupVersion()));
    facts.add(new Fact(HOST, "Limits that can be set", String.join(", ", host.limits())));
    facts.add(new Fact(HOST, "Seccomp", host.seccomp() ? "filters system calls" : "is missing"));
    host.warnings().forEach(warning -> facts.add(new Fact(HOST, "Warning", warning)));
    return facts;
  }

  private static String listed(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** The one that is open, also where any free one was asked for. */
  private int port() {
    return environment.getProperty("local.server.port", Integer.class, properties.port());
  }

  private String space() {
    var load = HostLoad.now(properties.root());
    return "%d of %d GiB free"
        .formatted(
            DataSize.ofBytes(load.diskTotal() - load.diskUsed()).toGigabytes(),
            DataSize.ofBytes(load.diskTotal()).toGigabytes());
  }
}
