package io.berth.dashboard.creation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.berth.container.ContainerConfig.Healthcheck;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.HostConfig.PortBinding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreateFieldsTest {

  private static final Map<String, String> FULL = new HashMap<>();

  static {
    FULL.put("image", " busybox:1 ");
    FULL.put("name", "web");
    FULL.put("command", "sh -c 'echo $A; sleep 1'");
    FULL.put("entrypoint", "/bin/tini --");
    FULL.put("env", "A=1\r\n\r\n B=two words \r\n");
    FULL.put("ports", "8080:80\n127.0.0.1:8081:80");
    FULL.put("volumes", "data:/data\n/srv:/srv:ro");
    FULL.put("tmpfs", "/run\n/tmp:size=64m");
    FULL.put("network", "bridge");
    FULL.put("restart", "on-failure");
    FULL.put("retries", "3");
    FULL.put("health", "test -e /ok");
    FULL.put("healthInterval", "1m30s");
    FULL.put("healthStart", "20s");
    FULL.put("healthRetries", "2");
    FULL.put("restartUnhealthy", "true");
    FULL.put("memory", "64m");
    FULL.put("cpus", "0.5");
    FULL.put("pids", "50");
    FULL.put("labels", "team=a\nempty");
    FULL.put("capDrop", "NET_RAW, MKNOD");
    FULL.put("readOnly", "true");
    FULL.put("noNewPrivileges", "true");
  }

  private static CreateRequest request(Map<String, String> fields) {
    var body = new CreateBody();
    CreateFields.ALL.values().forEach(field -> field.put(new CreateForm(fields), body));
    return body.request();
  }

  @Test
  void fieldsBecomeTheApisBody() {
    var request = request(FULL);
    var config = request.config();
    var host = request.hostConfig();
    assertThat(request.name()).isEqualTo("web");
    assertThat(config.image()).isEqualTo("busybox:1");
    assertThat(config.cmd()).containsExactly("sh", "-c", "echo $A; sleep 1");
    assertThat(config.entrypoint()).containsExactly("/bin/tini", "--");
    assertThat(config.env()).containsExactly("A=1", "B=two words");
    assertThat(config.labels())
        .containsOnly(
            entry("team", "a"), entry("empty", ""), entry("berth.restart-unhealthy", "true"));
    assertThat(config.healthcheck())
        .isEqualTo(
            new Healthcheck(
                List.of("CMD-SHELL", "test -e /ok"), 90_000_000_000L, 0L, 20_000_000_000L, 0L, 2));
    assertThat(host.portBindings())
        .containsOnly(
            entry(
                "80/tcp",
                List.of(new PortBinding("", "8080"), new PortBinding("127.0.0.1", "8081"))));
    assertThat(host.binds()).containsExactly("data:/data", "/srv:/srv:ro");
    assertThat(host.tmpfs()).containsOnly(entry("/run", ""), entry("/tmp", "size=64m"));
    assertThat(host.restartPolicy().maximumRetryCount()).isEqualTo(3);
    assertThat(host.memory()).isEqualTo(64L << 20);
    assertThat(host.nanoCpus()).isEqualTo(500_000_000);
    assertThat(host.pidsLimit()).isEqualTo(50);
    assertThat(host.capDrop()).containsExactly("NET_RAW", "MKNOD");
    assertThat(host.readonlyRootfs()).isTrue();
    assertThat(host.privileged()).isFalse();
    assertThat(host.securityOpt()).containsExactly("no-new-privileges");
  }

  @Test
  void anEmptyFormLeavesTheImagesOwn() {
    var config = request(Map.of("image", "a")).config();
    assertThat(config.cmd()).isNull();
    assertThat(config.entrypoint()).isNull();
    assertThat(config.env()).isEmpty();
  }

  @Test
  void theCommandLineSaysTheSame() {
    assertThat(RunLine.of(new CreateForm(FULL)))
        .isEqualTo(
            "docker run -d --name web -e A=1 -e 'B=two words' -p 8080:80 -p 127.0.0.1:8081:80"
                + " -v data:/data -v /srv:/srv:ro --tmpfs /run --tmpfs /tmp:size=64m"
                + " --restart on-failure:3 --health-cmd 'test -e /ok' --health-interval 1m30s"
                + " --health-start-period 20s --health-retries 2 --memory 64m --cpus 0.5 --pids-limit 50"
                + " --label team=a --label empty --label berth.restart-unhealthy=true"
                + " --read-only --security-opt no-new-privileges"
                + " --cap-drop NET_RAW --cap-drop MKNOD --entrypoint /bin/tini busybox:1 --"
                + " sh -c 'echo $A; sleep 1'");
  }

  @Test
  void theCommandLineStandsAnyValue() {
    assertThat(RunLine.of(new CreateForm(Map.of("name", "'; rm -rf /", "command", "it's"))))
        .isEqualTo("docker run -d --name ''\\''; rm -rf /' IMAGE 'it'\\''s'");
  }
}
