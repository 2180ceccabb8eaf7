package io.berth.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.DashboardClient;
import io.berth.testing.DashboardClient.Socket;
import io.berth.testing.Docker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Browsers come back to their shells and logs, whatever happens to the connection or the service.
 */
class ComingBackIT {

  private static final String COUNTER = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done";

  private static BerthService berth;
  private static Docker docker;
  private static DashboardClient person;
  private static String container;

  @BeforeAll
  static void start() throws Exception {
    berth = BerthService.start();
    docker = new Docker(berth.host());
    docker.feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
    container = docker.ok("run", "-d", "--name", "counter", "box:1", "sh", "-c", COUNTER);
    person = DashboardClient.login(berth.dashboard(), "admin", berth.password());
  }

  @AfterAll
  static void stop() throws Exception {
    berth.close();
  }

  private static String shell(String more) {
    return "/ws/containers/" + container + "/exec?rows=30&columns=100" + more;
  }

  @Test
  void aShellIsFoundAgain() throws Exception {
    Socket first = person.open(shell(""));
    String exec = first.expect("\\{\"type\":\"exec\",\"id\":\"(\\w+)\"}");
    first.type("X=42; echo first-$X\n").expect("first-42\\s");
    first.drop();
    Socket second = person.open(shell("&exec=" + exec));
    second.type("echo second-$X\n").expect("second-42\\s");
    berth.restart();
    second.awaitEnd();
    Socket third = person.open(shell("&exec=" + exec));
    third.type("echo third-$X; stty size\n").expect("third-42\\s+30 100");
    berth.crash();
    Socket fourth = person.open(shell("&exec=" + exec));
    fourth.type("echo fourth-$X\n").expect("fourth-42\\s");
    fourth.type("exit 7\n").expect("\\{\"type\":\"exit\",\"code\":7}");
    person.open(shell("&exec=" + exec)).expect("\\{\"type\":\"exit\",\"code\":7}");
  }

  @Test
  void whatWasOnTheScreenComesBackWithWhatCameMeanwhile() throws Exception {
    Socket first = person.open(shell(""));
    String exec = first.expect("\"type\":\"exec\",\"id\":\"(\\w+)\"");
    String output = first.expect("\"type\":\"output\",\"id\":\"(\\w+)\",\"at\":0,\"fresh\":true");
    first.type("X=42; echo screen-$X; sleep 1; echo later-$X\n").expect("screen-42\\s");
    first.drop();
    Thread.sleep(1500);
    Socket fresh = person.open(shell("&exec=" + exec));
    fresh.expect("\"at\":0,\"fresh\":true");
    fresh.expect("screen-42\\s+later-42\\s");
    fresh.expect("\"type\":\"replayed\"");
    fresh.drop();
    Socket again = person.open(shell("&exec=" + exec + "&seen=" + output + ".5"));
    again.expect("\"at\":5,\"fresh\":false");
    again.type("exit 4\n").expect("\"type\":\"exit\",\"code\":4");
  }

  @Test
  void aTerminalIsWatchedOnlyWhenItIsShared() throws Exception {
    Socket owner = person.open(shell(""));
    String exec = owner.expect("\"type\":\"exec\",\"id\":\"(\\w+)\"");
    person.open(shell("&watch=" + exec)).expect("this terminal is not shared any more");
    owner.say("{\"type\":\"share\"}");
    String shared = owner.expect("\"type\":\"shared\",\"id\":\"(\\w+)\"");
    Socket watcher = person.open(shell("&watch=" + shared));
    watcher.expect("\"type\":\"size\",\"rows\":\\d+");
    owner.expect("\"type\":\"watchers\",\"count\":1");
    watcher.type("echo intruder-$((40+2))\n");
    owner.type("echo owner-$((40+2))\n").expect("owner-42");
    watcher.expect("owner-42");
    assertThat(owner.screen()).doesNotContain("intruder");
    owner.type("exit\n").awaitEnd();
    watcher.awaitEnd();
  }

  @Test
  void theNewestBrowserHasTheShell() throws Exception {
    Socket first = person.open(shell(""));
    String exec = first.expect("\"id\":\"(\\w+)\"");
    Socket second = person.open(shell("&exec=" + exec));
    first.expect("\\{\"type\":\"error\",\"message\":\"this shell goes on in another window\"}");
    second.type("echo $((6 * 7))-here\n").expect("42-here");
    second.type("exit\n").awaitEnd();
  }

  @Test
  void onlyShellsOfTheDashboardAreFound() throws Exception {
    docker.ok("exec", "-d", "-t", "counter", "sleep", "300");
    String foreign =
        docker
            .ok("inspect", "-f", "{{range .ExecIDs}}{{.}}\n{{end}}", "counter")
            .lines()
            .findFirst()
            .orElseThrow();
    person.open(shell("&exec=" + foreign)).expect("\\{\"type\":\"exit\"}");
    person.open(shell("&exec=none")).expect("\\{\"type\":\"exit\"}");
    Socket own = person.open(shell(""));
    String exec = own.expect("\"id\":\"(\\w+)\"");
    String other = docker.ok("run", "-d", "box:1", "sleep", "300");
    person
        .open("/ws/containers/" + other + "/exec?exec=" + exec)
        .expect("no such shell in this container");
    own.type("exit\n").awaitEnd();
  }

  @Test
  void aLogGoesOnWithoutGapOrDouble() throws Exception {
    List<DashboardClient.LogRecord> seen = new ArrayList<>();
    for (Deed deed : List.<Deed>of(() -> {}, berth::restart, berth::crash, () -> {})) {
      String path = "/ws/containers/" + container + "/logs" + after(seen);
      Socket socket = person.open(path);
      int before = seen.size();
      while (seen.size() < before + 30) {
        seen.add(socket.record());
      }
      socket.drop();
      deed.run();
    }
    int first = Integer.parseInt(seen.getFirst().text().strip());
    assertThat(seen.stream().map(record -> record.text().strip()))
        .containsExactlyElementsOf(
            IntStream.range(first, first + seen.size()).mapToObj(Integer::toString).toList());
  }

  private interface Deed {
    void run() throws Exception;
  }

  private static String after(List<DashboardClient.LogRecord> seen) {
    if (seen.isEmpty()) {
      return "";
    }
    long nanos = seen.getLast().nanos();
    return "?after=%d.%d"
        .formatted(nanos, seen.stream().filter(record -> record.nanos() == nanos).count());
  }
}
