package io.berth.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.bin.Bin;
import io.berth.container.ContainerView.Status;
import io.berth.container.Recreations.Change;
import io.berth.failure.BerthException;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.job.JobView;
import io.berth.job.Jobs;
import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.security.SecretNames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new container takes an old one's place, or the old one has it again. */
class RecreationIT {

  private static final Change NOTHING = new Change(Map.of(), Map.of(), false);

  private ContainerRoom room;

  @BeforeEach
  void open() throws Exception {
    room = new ContainerRoom();
  }

  @AfterEach
  void close() throws Exception {
    room.close();
  }

  private static Change config(String name, Object value) {
    var fields = new HashMap<String, Object>();
    fields.put(name, value);
    return new Change(fields, Map.of(), false);
  }

  private String sleeper(String name, String script, String host) {
    String cmd = ContainerRoom.shell(script).replaceFirst("\\{", "{'StopTimeout':0,");
    String id = room.create(name, cmd, host);
    room.containers.start(id);
    return id;
  }

  private JobView done(JobView job) {
    Awaitility.await().until(() -> !room.bean(Jobs.class).find(job.id()).isRunning());
    return room.bean(Jobs.class).find(job.id());
  }

  private JobView changed(String ref, Change change) {
    return done(room.recreations.recreate(ref, change));
  }

  private ContainerView inspect(String ref) {
    return room.containers.inspect(ref, false);
  }

  private List<String> differences(String ref, Change change) {
    return room.recreations.difference(ref, change).stream()
        .map(one -> one.setting() + ": " + one.before() + " > " + one.after())
        .toList();
  }

  private static ContainerConfig withoutName(ContainerView view) {
    return Documents.withHostname(view.config(), "");
  }

  @Test
  void aChangeOfNothingGivesTheSame() {
    String rich =
        """
        {'Cmd':['sh','-c','sleep 1000\\n# end'],'Env':['A=1','FROM=me','B=','LINES=a\\nb','PATH=/bin'],
         'Labels':{'x':'y','maker':'me'},'User':'app','WorkingDir':'/tmp','Volumes':{'/anon':{}},
         'ExposedPorts':{'80/tcp':{}},'StopSignal':'INT','StopTimeout':2,'OpenStdin':true,
         'Domainname':'d'}\
        """
            .replace("\n ", " ");
    String host =
        """
        {'Memory':67108864,'NanoCpus':500000000,'PidsLimit':50,'RestartPolicy':{'Name':'on-failure','MaximumRetryCount':3},
         'Binds':['vv:/v:ro'],'Tmpfs':{'/t':'size=1m'},'CapDrop':['NET_RAW'],'ReadonlyRootfs':true,
         'SecurityOpt':['no-new-privileges'],'Ulimits':[{'Name':'nofile','Soft':100,'Hard':200}],
         'Dns':['192.0.2.1'],'ExtraHosts':['h:192.0.2.2'],'OomScoreAdj':100,'ShmSize':1048576,
         'Mounts':[{'Type':'volume','Source':'ww','Target':'/w','VolumeOptions':{'NoCopy':true}}],
         'LogConfig':{'Type':'json-file','Config':{'max-size':'1m'}}}\
        """
            .replace("\n ", " ");
    for (String[] each :
        new String[][] {{rich, host}, {"{}", "{}"}, {"{'Cmd':['sleep','9']}", "{}"}}) {
      String id = room.create("same", each[0], each[1]);
      ContainerView before = inspect(id);
      assertThat(room.recreations.difference(id, NOTHING)).isEmpty();
      assertThat(changed("same", NOTHING).problem()).isEmpty();
      ContainerView after = inspect("same");
      assertThat(after.id()).isNotEqualTo(id);
      assertThat(withoutName(after)).isEqualTo(withoutName(before));
      assertThat(after.config().hostname()).isEqualTo(after.id().substring(0, 12));
      assertThat(after.hostConfig()).isEqualTo(before.hostConfig());
      assertThat(after.mounts()).isEqualTo(before.mounts()); // the anonymous volume, too
      assertThat(after.image()).isEqualTo(before.image());
      assertThat(after.imageId()).isEqualTo(before.imageId());
      assertThat(after.path()).isEqualTo(before.path());
      assertThat(after.args()).isEqualTo(before.args());
      room.containers.remove("same", true, false);
    }
  }

  @Test
  void theNewOneRunsAndTheOldOneComesBackByOneAction() throws Exception {
    String old =
        sleeper(
            "app",
            "echo $FROM >>/scratch/seen; cat /scratch/seen; sleep 1000",
            "{'Binds':['/scratch']}");
    Awaitility.await().until(() -> room.log(old).contains("image"));
    assertThat(room.recreations.before("app")).isEmpty();
    Change change = config("Env", List.of("FROM=change"));
    assertThat(differences("app", change)).containsExactly("Environment FROM: image > change");
    assertThat(inspect("app").id()).isEqualTo(old);

    JobView job = changed("app", change);
    assertThat(job.state()).as(job.log().toString()).isEqualTo(JobView.State.DONE);
    ContainerView now = inspect("app");
    assertThat(job.result()).isEqualTo(now.id());
    assertThat(now.state().status()).isEqualTo(Status.RUNNING);
    assertThat(room.log(now.id())).isEqualTo("image\nchange\n");
    assertThatThrownBy(() -> inspect(old)).isInstanceOf(NotFound.class);
    assertThat(room.actions(old)).contains("stop", "destroy");

    var before = room.recreations.before("app").orElseThrow();
    assertThat(before.id()).isEqualTo(old);
    assertThat(before.differences()).singleElement().extracting("after").isEqualTo("image");
    room.stop();
    room.start();
    JobView back = done(room.recreations.goBack("app"));
    assertThat(back.state()).as(back.log().toString()).isEqualTo(JobView.State.DONE);
    assertThat(inspect("app").id()).isEqualTo(old);
    assertThat(inspect("app").state().status()).isEqualTo(Status.RUNNING);
    Awaitility.await().until(() -> room.log(old).endsWith("image\nchange\nimage\n"));
    assertThat(room.recreations.before("app")).isEmpty();
    assertThat(room.bean(Bin.class).list()).singleElement().extracting("id").isEqualTo(now.id());
  }

  @Test
  void aChangeThatDoesNotRunIsTakenBack() throws Exception {
    for (String host : List.of("{}", "{'AutoRemove':true}")) {
      String old = sleeper("app", "sleep 1000", host);
      Change fails = config("Cmd", List.of("sh", "-c", "echo so sorry; exit 7"));
      JobView job = changed("app", fails);
      assertThat(job.state()).isEqualTo(JobView.State.FAILED);
      assertThat(job.problem())
          .contains("the change of app is taken back, and the version before runs again")
          .contains("exit code 7");
      if (host.equals("{}")) {
        assertThat(job.log()).extracting("text").contains("it wrote: so sorry");
      }
      assertThat(inspect("app").id()).isEqualTo(old);
      assertThat(inspect("app").state().status()).isEqualTo(Status.RUNNING);
      assertThat(room.recreations.before("app")).isEmpty();

      JobView missing = changed("app", config("Cmd", List.of("/no/such/program")));
      assertThat(missing.problem()).contains("/no/such/program");
      assertThat(inspect("app").id()).isEqualTo(old);
      assertThat(inspect("app").state().status()).isEqualTo(Status.RUNNING);
      room.containers.remove("app", true, false);
    }
  }

  @Test
  void whatIsRefusedIsRefusedBeforeAnythingStops() {
    String old = sleeper("app", "sleep 1000", "{}");
    int pid = inspect(old).state().pid();
    for (Change bad :
        List.of(
            config("Image", "missing:1"),
            config("Nonsense", 1),
            config("Env", 7),
            new Change(Map.of(), Map.of("NanoCpus", -1), false),
            new Change(Map.of(), Map.of("NetworkMode", "moon"), false),
            new Change(Map.of(), Map.of("Binds", List.of("x:relative")), false))) {
      assertThatThrownBy(() -> room.recreations.recreate("app", bad))
          .as(bad.toString())
          .isInstanceOf(BerthException.class);
      assertThatThrownBy(() -> room.recreations.difference("app", bad))
          .isInstanceOf(BerthException.class);
    }
    assertThatThrownBy(() -> room.recreations.recreate("app", config("Nonsense", 1)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("there is no setting Nonsense");
    assertThat(inspect("app").state().pid()).isEqualTo(pid);
    assertThat(room.bean(Bin.class).list()).isEmpty();
  }

  @Test
  void masksStandForWhatTheyHide() {
    room.create(
        "app",
        "{'Cmd':['sh'],'Env':['DB_PASSWORD=secret','A=1'],'Labels':{'api.token':'t'}}",
        "{}");
    Change masked =
        new Change(
            Map.of(
                "Env",
                List.of("DB_PASSWORD=" + SecretNames.MASK, "A=2"),
                "Labels",
                Map.of("api.token", SecretNames.MASK)),
            Map.of(),
            false);
    assertThat(differences("app", masked)).containsExactly("Environment A: 1 > 2");
    assertThat(changed("app", masked).problem()).isEmpty();
    assertThat(inspect("app").config().env()).startsWith("DB_PASSWORD=secret", "A=2");
    assertThat(inspect("app").config().labels()).containsEntry("api.token", "t");
    assertThat(room.recreations.settings("app").config().env())
        .contains("DB_PASSWORD=" + SecretNames.MASK);
    Change unset = config("Env", null);
    assertThat(differences("app", unset)).contains("Environment DB_PASSWORD: ******** > ");
  }

  @Test
  void anOperatorGetsNoPowerOverTheHostByAChange() {
    room.create("strong", ContainerRoom.shell("sleep 1000"), "{'Privileged':true}");
    room.create("plain", ContainerRoom.shell("sleep 1000"), "{}");
    var recreations = room.bean(Recreations.class);
    var operator = new Caller("olga", Role.OPERATOR, null);
    Change weaker = new Change(Map.of(), Map.of("Privileged", false), false);
    for (Change change : Arrays.asList(NOTHING, weaker)) {
      assertThatThrownBy(() -> operator.call(() -> recreations.recreate("strong", change)))
          .isInstanceOf(Forbidden.class)
          .hasMessageContaining("privileged mode needs the role administrator");
    }
    for (var power :
        Map.of("Privileged", true, "PidMode", "host", "Binds", List.of("/etc:/e")).entrySet()) {
      Change change = new Change(Map.of(), Map.of(power.getKey(), power.getValue()), false);
      assertThatThrownBy(() -> operator.call(() -> recreations.recreate("plain", change)))
          .isInstanceOf(Forbidden.class);
      assertThatThrownBy(() -> operator.call(() -> recreations.difference("plain", change)))
          .isInstanceOf(Forbidden.class);
    }
    // going back to a version with power, too
    assertThat(changed("strong", weaker).problem()).isEmpty();
    assertThatThrownBy(() -> operator.call(() -> recreations.goBack("strong")))
        .isInstanceOf(Forbidden.class);
  }
}
