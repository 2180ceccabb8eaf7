package io.berth.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.BerthApplication;
import io.berth.security.Role;
import io.berth.security.Tokens;
import io.berth.security.Users;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;

/** The postgres profile, on a PostgreSQL of the test's own from Debian's package. */
class PostgresIT {

  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  private Path folder;
  private Path programs;
  private int port;

  @BeforeEach
  void startDatabase() throws Exception {
    boolean installed = Files.isDirectory(VERSIONS);
    Assumptions.assumeTrue(
        installed || System.getenv("CI") != null, "the Debian package postgresql is not installed");
    assertThat(installed).as("the Debian package postgresql is installed").isTrue();
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      programs = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
    }
    folder = Files.createTempDirectory("berth-postgres");
    run("chown", "postgres", folder.toString());
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String data = folder.resolve("data").toString();
    asPostgres("initdb", "-D", data, "-U", "berth", "--auth=trust", "--no-sync");
    asPostgres(
        "pg_ctl",
        "-D",
        data,
        "-w",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-h 127.0.0.1 -p " + port + " -k " + folder,
        "start");
    asPostgres("createdb", "-h", "127.0.0.1", "-p", "" + port, "-U", "berth", "berth");
  }

  @AfterEach
  void stopDatabase() throws Exception {
    if (folder != null) {
      try {
        asPostgres("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "stop");
      } finally {
        run("rm", "-rf", folder.toString());
      }
    }
  }

  @Test
  void everyMigrationRunsAndWhatIsStoredIsThereAfterARestart() throws Exception {
    var root = Files.createTempDirectory("berth-it");
    String[] flags = {
      "--berth.root=" + root.resolve("root"),
      "--berth.socket=" + root.resolve("berth.sock"),
      "--berth.port=0",
      "--spring.profiles.active=postgres",
      "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/berth"
    };
    try {
      try (var engine = SpringApplication.run(BerthApplication.class, flags)) {
        engine.getBean(Users.class).create("admin", Role.ADMINISTRATOR);
        engine.getBean(Tokens.class).create("admin", "kept");
      }
      try (var engine = SpringApplication.run(BerthApplication.class, flags)) {
        assertThat(engine.getBean(Tokens.class).list("admin"))
            .extracting(Tokens.TokenView::name)
            .containsExactly("kept");
      }
      assertThat(root.resolve("root/db")).doesNotExist();
    } finally {
      run("rm", "-rf", root.toString());
    }
  }

  private void asPostgres(String program, String... arguments)
      throws IOException, InterruptedException {
    var command =
        Stream.of("runuser", "-u", "postgres", "--", programs.resolve(program).toString());
    run(Stream.concat(command, Stream.of(arguments)).toArray(String[]::new));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    // Discarded rather than piped: the server would keep a pipe open.
    var process =
        new ProcessBuilder(List.of(command))
            .directory(Path.of("/").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(String.join(" ", command)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
  }
}
