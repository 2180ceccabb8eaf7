package io.berth.dashboard.creation;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.container.ContainerConfig;
import io.berth.container.HostConfig;
import io.berth.container.Recreations.Change;
import io.berth.container.Recreations.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class FormChangeTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Settings RICH =
      settings(
          """
          {"Image":"web:1","Cmd":["sh","-c","one\\ntwo 'three'",""],"Entrypoint":["/in it"],
           "Env":["A=1","LINES=a\\nb","LOOSE"," B = 2 "],"Labels":{"x":"y","long":"a\\nb","k=v":"z"},
           "ExposedPorts":{"80/tcp":{},"9/udp":{}},"Hostname":"h","User":"app","Tty":true}\
          """,
          """
          {"Binds":["v:/v:ro"],"Tmpfs":{"/t":"size=1m","/u":""},"NetworkMode":"bridge","Memory":536870912,
           "PortBindings":{"80/tcp":[{"HostIp":"::1","HostPort":"8080"},{"HostIp":"127.0.0.1","HostPort":""}],
            "53/udp":[{"HostIp":"","HostPort":"5353"}],"70/tcp":[{"HostIp":"","HostPort":""}]},
           "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":4},"NanoCpus":1500000000,"PidsLimit":9,
           "CapAdd":["CHOWN"],"CapDrop":["NET_RAW","ALL"],"SecurityOpt":["seccomp=unconfined","no-new-privileges"],
           "Mounts":[{"Type":"volume","Source":"ww","Target":"/w"}],"OomScoreAdj":5}\
          """);

  private static Settings settings(String config, String host) {
    return new Settings(
        "id",
        "web",
        JSON.readValue(config, ContainerConfig.class),
        JSON.readValue(host, HostConfig.class),
        false);
  }

  private static CreateForm filled(Settings settings, String... changes) {
    var fields = new HashMap<>(FilledForm.of(settings.config(), settings.hostConfig()).fields());
    // as a browser sends it: without boxes that are not ticked, with its own line ends
    fields.values().removeIf(String::isEmpty);
    fields.replaceAll((_, text) -> text.replace("\n", "\r\n"));
    for (int i = 0; i < changes.length; i += 2) {
      fields.put(changes[i], changes[i + 1]);
    }
    return new CreateForm(fields);
  }

  private static Change change(String... changes) {
    return FormChange.of(RICH, filled(RICH, changes));
  }

  @Test
  void aFormThatIsLeftAloneChangesNothing() {
    String checked =
        """
        {"Image":"web:1","Healthcheck":{"Test":["CMD-SHELL","a"],"Interval":90000000000,"Retries":2},
         "Labels":{"berth.restart-unhealthy":"true","k":"v"}}\
        """;
    String byHand =
        """
        {"Image":"web:1","Healthcheck":{"Test":["CMD","a"],"Timeout":1000000000},
         "Labels":{"berth.restart-unhealthy":"yes"}}\
        """;
    for (Settings each :
        List.of(
            RICH,
            settings("{\"Image\":\"web:1\"}", "{}"),
            settings(checked, "{}"),
            settings(byHand, "{}"))) {
      Change change = FormChange.of(each, filled(each));
      assertThat(change.config()).isEmpty();
      assertThat(change.hostConfig()).isEmpty();
      assertThat(change.newerImage()).isFalse();
    }
  }

  @Test
  void whatTheFieldsCannotHoldStays() {
    assertThat(change("env", "A=2").config())
        .isEqualTo(Map.of("Env", List.of("A=2", "LINES=a\nb", "LOOSE", " B = 2 ")));
    assertThat(change("labels", "x=z").config())
        .isEqualTo(Map.of("Labels", Map.of("x", "z", "long", "a\nb", "k=v", "z")));
    assertThat(change("noNewPrivileges", "").hostConfig())
        .isEqualTo(Map.of("SecurityOpt", List.of("seccomp=unconfined")));
    Change ports = change("ports", "81:81");
    assertThat(ports.config().get("ExposedPorts"))
        .isEqualTo(Map.of("9/udp", Map.of(), "81/tcp", Map.of()));
    assertThat(ports.hostConfig().keySet()).containsExactly("PortBindings");
  }

  @Test
  void anEmptiedFieldIsUnset() {
    Change change = change("memory", "", "command", "", "pids", "", "terminal", "");
    assertThat(change.config()).hasSize(2).containsEntry("Cmd", null).containsEntry("Tty", null);
    assertThat(change.hostConfig())
        .hasSize(2)
        .containsEntry("Memory", null)
        .containsEntry("PidsLimit", null);
    assertThat(change("newerImage", "true").newerImage()).isTrue();
  }
}
