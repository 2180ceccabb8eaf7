package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import io.berth.testing.TestRegistry;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real {@code docker push} and {@code docker login}, to Debian's registry. */
class PushIT {

  private static final Pattern DIGEST = Pattern.compile("digest: (sha256:[0-9a-f]{64}) size: \\d+");

  private static TestRegistry open;
  private static TestRegistry locked;
  private static RunningBerth berth;
  private static Docker docker;

  @BeforeAll
  static void start() throws Exception {
    open = TestRegistry.start();
    locked = TestRegistry.locked();
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-c", "CMD [\"date\"]", "-", "box").ok();
    docker.ok("run", "--name", "c1", "box", "sh", "-c", "echo x > /pushed");
    docker.ok("commit", "c1", "made:1");
    docker.ok("rm", "c1");
  }

  @AfterAll
  static void stop() throws Exception {
    berth.close();
    locked.close();
    open.close();
  }

  private static String digest(String pushed) {
    var found = DIGEST.matcher(pushed);
    assertThat(found.find()).as(pushed).isTrue();
    return found.group(1);
  }

  @Test
  void whatIsPushedIsPulledAgainDigestForDigest() {
    String name = open.image("team/made:1");
    String id = docker.ok("images", "-q", "--no-trunc", "made:1");
    docker.ok("tag", "made:1", name);
    String said = docker.ok("push", name);
    assertThat(said).contains("The push refers to repository", ": Pushed");
    String digest = digest(said);
    assertThat(docker.ok("inspect", "-f", "{{.RepoDigests}}", name)).contains(digest);
    docker.ok("rmi", name, "made:1");
    assertThat(docker.ok("pull", name)).contains("Digest: " + digest);
    assertThat(docker.ok("images", "-q", "--no-trunc", name)).isEqualTo(id);
    assertThat(docker.ok("run", "--rm", name, "cat", "/pushed")).isEqualTo("x");
    docker.ok("tag", name, "made:1");
  }

  @Test
  void whatIsThereIsNotSentAgain() {
    String name = open.image("team/again:1");
    docker.ok("tag", "box", name);
    String first = digest(docker.ok("push", name));
    String said = docker.ok("push", name);
    assertThat(said).contains(": Layer already exists").doesNotContain("Pushed");
    assertThat(digest(said)).isEqualTo(first);
  }

  @Test
  void aLayerOfAnotherRepositoryIsMounted() {
    String one = open.image("team/one:1");
    docker.ok("tag", "box", one);
    docker.ok("push", one);
    String other = open.image("team/other:1");
    docker.ok("tag", "box", other);
    assertThat(docker.ok("push", other)).contains(": Mounted from team/");
  }

  @Test
  void allTagsOfARepository() {
    docker.ok("tag", "box", open.image("team/many:a"));
    docker.ok("tag", "made:1", open.image("team/many:b"));
    assertThat(docker.ok("push", "--all-tags", open.image("team/many")))
        .contains("a: digest: ", "b: digest: ");
  }

  @Test
  void whatWasPulledIsPushedAsItWas() {
    String pulled = open.image("tut/busybox:1");
    docker.ok("pull", "-q", pulled);
    String copy = locked.image("copies/busybox:1");
    docker.ok("tag", pulled, copy);
    login();
    String pushed = digest(docker.ok("push", copy));
    assertThat(docker.ok("pull", copy)).contains("Digest: " + pushed);
    assertThat(docker.ok("inspect", "-f", "{{.Id}}", copy))
        .isEqualTo(docker.ok("inspect", "-f", "{{.Id}}", pulled));
    docker.ok("logout", locked.address());
  }

  @Test
  void aPasswordIsInNoEntryOfTheAudit() throws IOException {
    login();
    docker.ok("logout", locked.address());
    assertThat(RawHttp.request(berth.socket(), "GET /api/audit", null).body())
        .contains("registry.login")
        .doesNotContain(TestRegistry.PASSWORD);
  }

  private static void login() {
    assertThat(
            docker
                .feed(
                    TestRegistry.PASSWORD,
                    "login",
                    "-u",
                    TestRegistry.USER,
                    "--password-stdin",
                    locked.address())
                .ok()
                .out())
        .contains("Login Succeeded");
  }

  @Test
  void aWrongPasswordIsTold() {
    var answer =
        docker.feed("guess", "login", "-u", "pusher", "--password-stdin", locked.address());
    assertThat(answer.exits(1).err())
        .contains("login attempt to http://" + locked.address() + "/v2/ failed with status: 401");
  }

  @Test
  void withoutALoginThePushIsRefused() {
    String name = locked.image("team/no:1");
    docker.ok("tag", "box", name);
    assertThat(docker.run("push", name).exits(1).err()).contains("no basic auth credentials");
  }

  @Test
  void whatIsNotHereCannotBePushed() {
    assertThat(docker.run("push", open.image("team/nothing:1")).exits(1).err())
        .contains("An image does not exist locally with the tag: " + open.image("team/nothing"));
  }

  @Test
  void aRegistryThatIsGoneIsTold() throws IOException {
    String name = "localhost:" + TestRegistry.freePort() + "/team/gone:1";
    docker.ok("tag", "box", name);
    assertThat(docker.run("push", name).exits(1).err()).contains("connection refused");
  }
}
