package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import io.berth.testing.Tars;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real {@code docker cp}, of containers that run and of those that do not. */
class CopyIT {

  private static RunningBerth berth;
  private static Docker docker;

  @TempDir Path here;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
  }

  @AfterAll
  static void stop() throws IOException {
    berth.close();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain(berth.root().toString());
  }

  @BeforeEach
  void container() {
    docker.ok("create", "--name", "w1", "box", "sleep", "1000");
  }

  @AfterEach
  void remove() {
    docker.ok("rm", "-f", "-v", "w1");
  }

  private void begin(boolean running) {
    if (running) {
      docker.ok("start", "w1");
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(here.resolve(name), content);
  }

  private static String inside(String path) {
    return docker.ok("exec", "w1", "cat", path);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileGoesInAndOut(boolean running) throws IOException {
    begin(running);
    var file = file("a", "hello\n");
    docker.ok("cp", file.toString(), "w1:/www");
    docker.ok("cp", file.toString(), "w1:/www/renamed");
    docker.ok("cp", "w1:/www/a", here.resolve("back").toString());
    docker.ok("cp", "w1:/www/renamed", here.toString());
    assertThat(here.resolve("back")).hasContent("hello\n");
    assertThat(here.resolve("renamed")).hasContent("hello\n");
    docker.ok("cp", "w1:/www/index.html", here.toString());
    assertThat(here.resolve("index.html")).hasContent("served from a container\n");
    if (!running) {
      docker.ok("start", "w1");
    }
    assertThat(inside("/www/renamed")).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFolderGoesInAndOut(boolean running) throws IOException {
    begin(running);
    var folder = Files.createDirectories(here.resolve("in/sub"));
    Files.writeString(folder.resolve("f"), "deep\n");
    Files.createLink(folder.resolve("g"), folder.resolve("f"));
    Files.createSymbolicLink(folder.resolve("l"), Path.of("f"));
    docker.ok("cp", here.resolve("in").toString(), "w1:/www");
    docker.ok("cp", here.resolve("in") + "/.", "w1:/www");
    docker.ok("cp", here.resolve("in").toString(), "w1:/www/new");
    docker.ok("cp", "w1:/www", here.resolve("out").toString());
    docker.ok("cp", "w1:/www/new/.", here.toString());
    assertThat(here.resolve("out/in/sub/f")).hasContent("deep\n");
    assertThat(here.resolve("out/sub/f")).hasContent("deep\n");
    assertThat(here.resolve("out/new/sub/g")).hasContent("deep\n");
    assertThat(here.resolve("out/new/sub/l")).isSymbolicLink();
    assertThat(here.resolve("sub/f")).hasContent("deep\n");
    assertThat(Files.getAttribute(here.resolve("out/sub/f"), "unix:nlink")).isEqualTo(2);
  }

  @Test
  void aRunningContainerAndWhoCopiesSeeEachOther() throws IOException {
    docker.ok("start", "w1");
    docker.ok("exec", "w1", "sh", "-c", "echo new > /www/new; echo other > /www/index.html");
    docker.ok("cp", "w1:/www", here.resolve("copy").toString());
    assertThat(here.resolve("copy/new")).hasContent("new\n");
    assertThat(here.resolve("copy/index.html")).hasContent("other\n");
    docker.ok("cp", file("index.html", "third\n").toString(), "w1:/www/");
    assertThat(inside("/www/index.html")).isEqualTo("third");
    docker.ok("pause", "w1");
    docker.ok("cp", "w1:/www/index.html", here.resolve("paused").toString());
    assertThat(here.resolve("paused")).hasContent("third\n");
    docker.ok("unpause", "w1");
  }

  @Test
  void archivesComeAndGoByStandardStreams() {
    docker.feed(new Tars().file("x", "piped").plain(), "cp", "-", "w1:/www").ok();
    docker.feed(new Tars().file("y", "packed").gzip(), "cp", "-", "w1:/www").ok();
    assertThat(docker.ok("cp", "w1:/www/x", "-")).contains("piped").startsWith("x");
    docker.ok("start", "w1");
    assertThat(inside("/www/y")).isEqualTo("packed");
  }

  @Test
  void linksAreCopiedOrFollowed() throws IOException {
    docker
        .feed(
            new Tars()
                .symbolicLink("to-file", "/www/index.html")
                .symbolicLink("to-folder", "/www")
                .symbolicLink("to-nothing", "/nowhere")
                .plain(),
            "cp",
            "-",
            "w1:/")
        .ok();
    docker.ok("cp", "w1:/to-file", here.toString());
    assertThat(here.resolve("to-file")).isSymbolicLink();
    docker.ok("cp", "-L", "w1:/to-file", here.resolve("followed").toString());
    assertThat(here.resolve("followed")).hasContent("served from a container\n");
    docker.ok("cp", file("b", "by link\n").toString(), "w1:/to-folder");
    docker.ok("cp", "w1:/www/b", here.resolve("c").toString());
    assertThat(here.resolve("c")).hasContent("by link\n");
    docker.ok("cp", "w1:/to-folder/.", here.resolve("all").toString());
    assertThat(here.resolve("all/index.html")).exists();
    assertThat(stat("/to-folder").body()).contains("\"mode\":134218239", "\"linkTarget\":\"/www\"");
    assertThat(stat("/to-nothing").body()).contains("\"linkTarget\":\"/nowhere\"");
  }

  @Test
  void theHeaderSaysWhatThePathIs() throws IOException {
    assertThat(stat("/www/index.html").body())
        .isEqualTo(
            "{\"name\":\"index.html\",\"size\":24,\"mode\":420,\"mtime\":\"%s\",\"linkTarget\":\"\"}"
                .formatted(stat("/www/index.html").body().replaceAll(".*mtime\":\"|\",.*", "")));
    assertThat(stat("/www").body()).contains("\"name\":\"www\"", "\"mode\":2147484141");
    assertThat(stat("/").body()).contains("\"name\":\"/\"");
    assertThat(stat("/no/such").status()).isEqualTo(404);
    assertThat(get("/containers/w1/archive").status()).isEqualTo(400);
    assertThat(get("/containers/none/archive?path=/").body())
        .isEqualTo("{\"message\":\"No such container: none\"}\n");
  }

  private record Stat(int status, String body) {}

  private static Stat stat(String path) throws IOException {
    var answer =
        RawHttp.request(berth.socket(), "HEAD /v1.47/containers/w1/archive?path=" + path, null);
    var header = answer.header("X-Docker-Container-Path-Stat");
    var bytes = Base64.getDecoder().decode(header == null ? "" : header);
    return new Stat(answer.status(), new String(bytes, StandardCharsets.UTF_8));
  }

  private static RawHttp.Answer get(String path) throws IOException {
    return RawHttp.request(berth.socket(), "GET /v1.47" + path, null);
  }

  @Test
  void whatIsMissingOrDoesNotFitIsSaidInDockersWords() throws IOException {
    var file = file("a", "x").toString();
    var folder = Files.createDirectories(here.resolve("folder")).toString();
    refused("Could not find the file /no/such in container w1", "w1:/no/such", folder);
    refused("no such directory", file, "w1:/no/such/");
    refused("Could not find the file /no in container w1", file, "w1:/no/such");
    refused("cannot copy directory", folder, "w1:/www/index.html");
    refused("extraction point is not a directory", here, "/www/index.html");
    refused("cannot overwrite directory \"/www\" with non-directory \"/\"", here, "/");
  }

  private static void refused(String words, String from, String to) {
    var result = docker.run("cp", from, to).exits(1);
    assertThat(result.err()).contains(words);
  }

  /** What the docker command itself would not send. */
  private static void refused(String words, Path folder, String path) throws IOException {
    var tar = new Tars().file("www", "x").plain();
    try (var http = new RawHttp(berth.socket())) {
      http.send(
          "PUT /v1.47/containers/w1/archive?noOverwriteDirNonDir=1&path=%s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, tar.length));
      http.output().write(tar);
      var answer = http.answer(false);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body().replace("\\\"", "\"")).contains(words);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void volumesAndFoldersOfTheHostArePartOfIt(boolean running) throws IOException {
    var host = Files.createDirectories(here.resolve("host"));
    recreate("-v", "data:/data", "-v", host + ":/host", "-v", host + ":/safe:ro");
    begin(running);
    var file = file("a", "kept\n").toString();
    docker.ok("cp", file, "w1:/data");
    docker.ok("cp", file, "w1:/host/b");
    assertThat(host.resolve("b")).hasContent("kept\n");
    docker.ok("cp", "w1:/data/a", here.resolve("out").toString());
    assertThat(here.resolve("out")).hasContent("kept\n");
    assertThat(docker.run("cp", file, "w1:/safe").exits(1).err())
        .contains("mounted volume is marked read-only");
    docker.ok("cp", "w1:/safe/b", here.resolve("safe").toString());
    assertThat(docker.ok("run", "--rm", "-v", "data:/data", "box", "cat", "/data/a"))
        .isEqualTo("kept");
    docker.ok("rm", "-f", "w1");
    docker.ok("volume", "rm", "data");
    container();
  }

  private static void recreate(String... options) {
    docker.ok("rm", "-f", "w1");
    var create = new java.util.ArrayList<>(List.of("create", "--name", "w1"));
    create.addAll(List.of(options));
    create.addAll(List.of("box", "sleep", "1000"));
    docker.ok(create.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReadOnlyRootStaysSo(boolean running) throws IOException {
    recreate("--read-only", "--tmpfs", "/fast", "-v", "/data");
    begin(running);
    var file = file("a", "x\n").toString();
    assertThat(docker.run("cp", file, "w1:/www").exits(1).err())
        .contains("container rootfs is marked read-only");
    docker.ok("cp", file, "w1:/data");
    docker.ok("cp", "w1:/www/index.html", here.toString());
    if (running) {
      docker.ok("cp", file, "w1:/fast");
      assertThat(inside("/fast/a")).isEqualTo("x");
      docker.ok("exec", "w1", "sh", "-c", "echo y > /fast/b");
      docker.ok("cp", "w1:/fast/b", here.toString());
      assertThat(here.resolve("b")).hasContent("y\n");
    }
  }

  @Test
  void ownersAreTheArchivesOrTheUsers() {
    recreate("--user", "1000:1001");
    var tar = new Tars().add("owned", (byte) '0', "", e -> e.setIds(7, 8)).plain();
    docker.feed(tar, "cp", "-", "w1:/www").ok();
    docker.feed(tar, "cp", "-a", "-", "w1:/etc").ok();
    docker.ok("start", "w1");
    assertThat(owner("/www/owned")).isEqualTo("7 8");
    assertThat(owner("/etc/owned")).isEqualTo("1000 1001");
  }

  private static String owner(String path) {
    return docker.ok("exec", "w1", "busybox", "stat", "-c", "%u %g", path);
  }

  @Test
  void namesAreBytes() throws IOException {
    var odd = "\u202e<b>\nüx";
    docker
        .feed(
            new Tars().file("d/" + odd, "odd").file("n".repeat(200), "long").plain(),
            "cp",
            "-",
            "w1:/www")
        .ok();
    docker.ok("start", "w1");
    docker.ok("exec", "w1", "sh", "-c", "cd /www/d; echo raw > $(busybox printf '\\377\\376')");
    docker.ok("cp", "w1:/www/d", here.toString());
    assertThat(here.resolve("d").resolve(odd)).hasContent("odd");
    docker.ok("cp", "w1:/www/" + "n".repeat(200), here.toString());
    assertThat(get("/containers/w1/archive?path=/www/d/%FF%FE").body()).contains("raw");
    assertThat(get("/containers/w1/archive?path=/www/d/%FF").status()).isEqualTo(404);
  }

  @Test
  void socketsAreLeftOutAndDevicesAreKept() {
    docker.ok("start", "w1");
    docker.ok("exec", "w1", "busybox", "mkfifo", "/www/fifo");
    docker.ok("exec", "w1", "busybox", "mknod", "/www/dev", "c", "1", "3");
    docker.ok("exec", "w1", "sh", "-c", "busybox nc -lU /www/socket & sleep 0.3; exit 0");
    var tar = docker.ok("cp", "w1:/www", "-");
    assertThat(tar).contains("www/fifo", "www/dev").doesNotContain("www/socket");
    docker.feed(tar.getBytes(StandardCharsets.UTF_8), "cp", "-", "w1:/etc");
    assertThat(docker.ok("exec", "w1", "busybox", "stat", "-c", "%F", "/www/dev"))
        .isEqualTo("character special file");
  }

  @Test
  void theWholeRootIsExportedWithoutWhatIsMounted() throws Exception {
    recreate("-v", "/data");
    docker.ok("start", "w1");
    docker.ok("exec", "w1", "sh", "-c", "echo v > /data/in-volume; echo x > /www/made");
    var tar = here.resolve("root.tar");
    docker.ok("export", "-o", tar.toString(), "w1");
    var list = new ProcessBuilder("tar", "tf", tar.toString()).start();
    var names = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(list.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(names.lines()).contains("bin/busybox", "www/made", "data/", "proc/");
    assertThat(names).doesNotContain("in-volume").doesNotContain("proc/1");
    docker.feed(Files.readAllBytes(tar), "import", "-", "again").ok();
    assertThat(docker.ok("run", "--rm", "again", "cat", "/www/made")).isEqualTo("x");
    docker.ok("rmi", "again");
  }

  @Test
  void aStartWaitsUntilFilesAreIn() throws Exception {
    try (var http = new RawHttp(berth.socket())) {
      var tar = new Tars().file("slow", "came").plain();
      http.send(
          "PUT /v1.47/containers/w1/archive?path=/www HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n"
              .formatted(tar.length));
      http.output().write(tar, 0, 600);
      http.output().flush();
      Thread.sleep(500);
      var start = docker.start("start", "w1");
      assertThat(start.waitFor(1, TimeUnit.SECONDS)).isFalse();
      http.output().write(tar, 600, tar.length - 600);
      assertThat(http.answer(false).status()).isEqualTo(200);
      assertThat(start.waitFor()).isZero();
    }
    assertThat(inside("/www/slow")).isEqualTo("came");
  }
}
