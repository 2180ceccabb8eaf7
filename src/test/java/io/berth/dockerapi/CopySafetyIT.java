package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import io.berth.testing.Tars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No archive and no container leads a copy out of the container's root. */
class CopySafetyIT {

  private static RunningBerth berth;
  private static Docker docker;

  /** A folder of the host that nobody gave to the container. */
  @TempDir Path host;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @BeforeEach
  void container() throws IOException {
    Files.writeString(host.resolve("secret"), "of the host\n");
    docker.ok("run", "-d", "--name", "w1", "-v", "/data", "box", "sleep", "1000");
  }

  @AfterEach
  void remove() throws IOException {
    docker.ok("rm", "-f", "-v", "w1");
    assertThat(host.resolve("secret")).hasContent("of the host\n");
    try (var files = Files.list(host)) {
      assertThat(files).hasSize(1);
    }
  }

  private static Docker.Result unpack(Tars tar) {
    return docker.feed(tar.plain(), "cp", "-", "w1:/www");
  }

  private static String inside(String script) {
    return docker.ok("exec", "w1", "sh", "-c", script);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "/../x"})
  void namesThatLeadOutAreRefused(String name) {
    var refused = unpack(new Tars().file(name, "x")).exits(1);
    assertThat(refused.err()).contains("is outside of");
  }

  @Test
  void absoluteNamesBeginAtTheDestination() {
    unpack(new Tars().file("/etc/made", "here")).ok();
    assertThat(inside("cat /www/etc/made")).isEqualTo("here");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void linksLeadNowhereElse(boolean running) {
    if (!running) {
      docker.ok("stop", "-t", "0", "w1");
    }
    unpack(
            new Tars()
                .symbolicLink("abs", host.toString())
                .symbolicLink("up", "../../../../../../.." + host)
                .symbolicLink("proc", "/proc/1/root" + host))
        .ok();
    assertThat(docker.run("cp", "w1:/www/abs/secret", "-").exits(1).err())
        .contains("Could not find the file /www/abs/secret in container w1");
    assertThat(docker.run("cp", "-L", "w1:/www/up/secret", "-").exits(1).err())
        .contains("Could not find the file");
    docker.run("cp", "w1:/www/proc/secret", "-").exits(1);
    unpack(new Tars().file("abs/planted", "x").file("up/secret", "x")).ok();
    assertThat(docker.ok("cp", "w1:" + host + "/secret", "-")).contains("secret");
  }

  @Test
  void aHardLinkReachesNoFileOfTheHost() {
    var refused = unpack(new Tars().symbolicLink("l", host.toString()).hardLink("h", "l/secret"));
    assertThat(refused.exits(1).err()).contains("Could not find the file");
    assertThat(unpack(new Tars().hardLink("h", "../etc/passwd")).exits(1).err())
        .contains("is outside of");
  }

  @Test
  void aLaterEntryReplacesALinkInsteadOfFollowingIt() {
    unpack(new Tars().symbolicLink("x", "/etc/passwd").file("x", "mine")).ok();
    assertThat(inside("cat /www/x")).isEqualTo("mine");
    assertThat(inside("cat /etc/passwd")).startsWith("root:");
  }

  @Test
  void devicesAreMadeButOpenedByNobody() {
    unpack(
            new Tars()
                .add(
                    "mem",
                    TarConstants.LF_CHR,
                    "",
                    e -> {
                      e.setDevMajor(1);
                      e.setDevMinor(1);
                    })
                .add("fifo", TarConstants.LF_FIFO, "", e -> e.setMode(0666)))
        .ok();
    assertThat(inside("cat /www/mem 2>&1 || true")).contains("not permitted");
    assertThat(docker.ok("cp", "w1:/www", "-")).contains("www/mem", "www/fifo");
  }

  @Test
  void whatIsMountedStays() {
    inside("echo v > /data/kept");
    var refused = docker.feed(new Tars().file("data", "x").plain(), "cp", "-", "w1:/");
    assertThat(refused.exits(1).err()).contains("cannot overwrite directory");
    assertThat(put("/", new Tars().file("data", "x"))).contains("a mount is in the way");
    assertThat(put("/", new Tars().file("proc", "x"))).contains("a mount is in the way");
    assertThat(put("/etc", new Tars().file("hosts", "x"))).contains("a mount is in the way");
    assertThat(inside("cat /data/kept; test -d /proc/1 && cat /etc/hosts")).contains("localhost");
  }

  @Test
  void replacingAFolderSparesWhatIsMountedInIt() {
    docker.ok("rm", "-f", "-v", "w1");
    docker.ok("run", "-d", "--name", "w1", "-v", "/srv/deep/data", "box", "sleep", "1000");
    inside("echo v > /srv/deep/data/kept; echo x > /srv/lost");
    assertThat(put("/", new Tars().file("srv", "x"))).contains("a mount is in the way");
    assertThat(inside("cat /srv/deep/data/kept")).isEqualTo("v");
    docker.ok("stop", "-t", "0", "w1");
    assertThat(put("/", new Tars().file("srv", "x"))).contains("a mount is in the way");
    docker.ok("start", "w1");
    assertThat(inside("cat /srv/deep/data/kept")).isEqualTo("v");
  }

  private static String put(String path, Tars tar) {
    byte[] bytes = tar.plain();
    try (var http = new io.berth.testing.RawHttp(berth.socket())) {
      http.send(
          "PUT /v1.47/containers/w1/archive?path=%s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, bytes.length));
      http.output().write(bytes);
      return http.answer(false).body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void procAndSysAreNotReached() {
    assertThat(docker.run("cp", "w1:/proc/1/environ", "-").exits(1).err())
        .contains("Could not find the file");
    assertThat(put("/proc", new Tars().file("sysrq-trigger", "b"))).contains("read-only");
    assertThat(put("/sys", new Tars().file("x", "b"))).contains("read-only");
    assertThat(docker.ok("cp", "w1:/proc", "-")).doesNotContain("proc/1");
  }

  /** The class of CVE-2018-15664: a folder that is now one thing, now another. */
  @Test
  void aFolderThatTurnsIntoALinkMeanwhileLeadsNowhereElse() throws Exception {
    var flip =
        docker.start(
            "exec",
            "w1",
            "sh",
            "-c",
            ("cd /www; busybox mkdir -p a b; busybox ln -s %s b/l; while :; do busybox mv a c; busybox ln -s %s a;"
                    + " busybox rm a; busybox mv c a; done")
                .formatted(host, host));
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (System.nanoTime() < end) {
        put("/www", new Tars().file("a/secret", "planted").file("a/more", "planted"));
        assertThat(docker.run("cp", "w1:/www/a/secret", "-").out()).doesNotContain("of the host");
      }
    } finally {
      flip.destroy();
      flip.waitFor();
    }
  }

  @Test
  void whatIsNoArchiveIsRefused() {
    assertThat(docker.feed("x".repeat(1000), "cp", "-", "w1:/www").exits(1).err())
        .contains("invalid tar archive");
  }
}
