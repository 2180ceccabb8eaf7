package io.berth.container;

import static io.berth.container.ContainerRoom.config;
import static io.berth.container.ContainerRoom.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a create request may say. */
class RulesTest {

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'Memory':1000} | Minimum memory limit allowed is 6MB",
        "{'MemorySwap':10000000} | You should always set the Memory limit",
        "{'Memory':20000000,'MemorySwap':10000000} | Minimum memoryswap limit",
        "{'NanoCpus':900000000000} | Range of CPUs is from 0.01",
        "{'CpusetCpus':'x'} | Invalid value x for cpuset cpus",
        "{'CpusetCpus':'900'} | Requested CPUs are not available",
        "{'RestartPolicy':{'Name':'maybe'}} | unknown policy 'maybe'",
        "{'RestartPolicy':{'Name':'always','MaximumRetryCount':1}} | can only be used with 'on-failure'",
        "{'AutoRemove':true,'RestartPolicy':{'Name':'always'}} | can't create 'AutoRemove' container",
        "{'CapAdd':['CAP_NOPE']} | invalid CapAdd: unknown capability: \"CAP_NOPE\"",
        "{'SecurityOpt':['nope=1']} | invalid --security-opt",
        "{'LogConfig':{'Type':'syslog'}} | no log driver named 'syslog'",
        "{'LogConfig':{'Type':'json-file','Config':{'nope':'1'}}} | unknown log opt 'nope'",
        "{'Ulimits':[{'Name':'nope','Soft':1,'Hard':1}]} | invalid ulimit type: nope",
        "{'Ulimits':[{'Name':'nofile','Soft':200,'Hard':100}]} | ulimit soft limit",
        "{'Sysctls':{'kernel.panic':'1'}} | not in a namespace",
        "{'Dns':['nope']} | invalid IP address: nope",
        "{'ExtraHosts':['x']} | bad format for add-host",
        "{'Runtime':'other'} | unknown or invalid runtime name: other",
        "{'OomScoreAdj':2000} | range for oom score adj",
        "{'Devices':[{'PathOnHost':'dev/x'}]} | is not an absolute path",
        "{'Devices':[{'PathOnHost':'/dev/x','CgroupPermissions':'rrr'}]} | bad device permissions",
      })
  void badValuesAreRefusedWithAReason(String body, String message) {
    assertThatThrownBy(() -> HostRules.check(host(json(body))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'NetworkMode':'container:x'}",
        "{'DeviceRequests':[{'Count':-1}]}",
        "{'Links':['a:b']}",
        "{'CgroupParent':'x'}",
        "{'StorageOpt':{'size':'1G'}}",
        "{'BlkioWeight':10}",
        "{'MemorySwappiness':10}",
        "{'UsernsMode':'private'}",
        "{'IpcMode':'container:x'}",
        "{'SecurityOpt':['seccomp={}']}",
        "{'MaskedPaths':[]}",
        "{'VolumeDriver':'nfs'}",
        "{'DeviceCgroupRules':['c 1:1 rwm']}",
      })
  void whatIsNotOfferedIsRefusedAndNeverIgnored(String body) {
    assertThatThrownBy(() -> HostRules.check(host(json(body)))).isInstanceOf(BerthException.class);
  }

  @Test
  void whatTheDockerCommandSendsByDefaultIsFine() {
    HostRules.check(
        host(
            json(
                "{'NetworkMode':'default','MemorySwappiness':-1,'PidsLimit':0,'OomKillDisable':false,"
                    + "'RestartPolicy':{'Name':'no'},'LogConfig':{'Type':'','Config':{}},"
                    + "'ConsoleSize':[0,0],'CapAdd':null,'MaskedPaths':null}")));
    HostConfig shown = HostRules.withDefaults(host("{}"));
    assertThat(shown.networkMode()).isEqualTo("default");
    assertThat(shown.shmSize()).isEqualTo(64 << 20);
    assertThat(shown.restartPolicy().name()).isEqualTo("no");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'Hostname':'-x'} | invalid hostname format: -x",
        "{'WorkingDir':'tmp'} | needs to be an absolute path",
        "{'Env':['=x']} | invalid environment variable: =x",
        "{'StopSignal':'NOPE'} | Invalid signal: NOPE",
        "{'Healthcheck':{'Test':['CMD']}} | no command after CMD",
        "{'Healthcheck':{'Test':['HTTP','x']}} | Unknown healthcheck type 'HTTP'",
        "{'Healthcheck':{'Interval':1}} | Interval in Healthcheck cannot be less than 1ms",
        "{'Healthcheck':{'Retries':-1}} | Retries in Healthcheck cannot be negative",
        "{'Cmd':['a\\u0000b']} | contains a NUL character",
      })
  void badConfigurationIsRefused(String body, String message) {
    assertThatThrownBy(() -> ConfigRules.check(config(json(body))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(message);
  }

  @Test
  void portsAndRanges() {
    var config = config("{\"ExposedPorts\":{\"80/tcp\":{},\"53/udp\":{},\"8000-8001\":{}}}");
    assertThat(Ports.exposed(config).toString()).isEqualTo("[53/udp, 80/tcp, 8000/tcp, 8001/tcp]");
    var host =
        host("{\"PortBindings\":{\"80\":[{\"HostPort\":\"9000-9002\"}]},\"PublishAllPorts\":true}");
    assertThat(Ports.steps(host)).isEqualTo(3);
    assertThat(Ports.requests(config, host, 1).getFirst().hostPort()).isEqualTo(9001);
    for (String bad : List.of("0/tcp", "65536", "x", "80/icmp", "")) {
      assertThatThrownBy(() -> Ports.port(bad)).isInstanceOf(InvalidRequest.class);
    }
    assertThatThrownBy(() -> Ports.range("9-8")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void bindsMountsAndVolumes() {
    var plan =
        MountPlan.of(
            host(
                "{\"Binds\":[\"/a/../b:/x:ro\",\"vol:/y\",\"/z\"],\"Tmpfs\":{\"/t\":\"size=1m,exec\"}}"),
            Map.of("/x", Map.of(), "/v/", Map.of()));
    assertThat(plan)
        .extracting(mount ->
            mount.type() + " " + mount.source() + " " + mount.target() + " " + mount.readOnly())
        .containsExactly(
            "bind /b /x true",
            "volume vol /y false",
            "volume  /z false",
            "tmpfs  /t false",
            "volume  /v false");
    assertThat(plan.get(3).tmpfsOptions()).containsExactly("nosuid", "nodev", "size=1m", "exec");
    for (String bad :
        List.of("/a:b", "/a:/b:nope", ":/b", "/a:/", "../a:/b", "/a:/b:ro:x", "a b:/c")) {
      assertThatThrownBy(() -> MountPlan.of(host("{\"Binds\":[\"" + bad + "\"]}"), Map.of()))
          .as(bad)
          .isInstanceOf(InvalidRequest.class);
    }
    assertThatThrownBy(() -> MountPlan.of(host("{\"Binds\":[\"/a:/x\",\"/b:/x\"]}"), Map.of()))
        .hasMessage("Duplicate mount point: /x");
    assertThatThrownBy(() ->
            MountPlan.of(
                host(
                    "{\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/no/such\",\"Target\":\"/x\"}]}"),
                Map.of()))
        .hasMessageContaining("bind source path does not exist: /no/such");
  }

  @Test
  void capabilitiesAddAndDrop() {
    assertThat(Capabilities.of(List.of(), List.of())).hasSize(14).contains("CAP_CHOWN");
    assertThat(Capabilities.of(List.of("NET_ADMIN"), List.of("ALL")))
        .containsExactly("CAP_NET_ADMIN");
    assertThat(Capabilities.of(List.of("ALL"), List.of("cap_mknod")))
        .contains("CAP_SYS_ADMIN")
        .doesNotContain("CAP_MKNOD");
  }

  @ParameterizedTest
  @CsvSource({"TERM,15", "SIGTERM,15", "sigterm,15", "9,9", "RTMIN+2,36", "SIGRTMAX-1,63"})
  void signals(String text, int number) {
    assertThat(Signals.parse(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "65", "-1", "SIG", "RTMIN+99", "x"})
  void badSignals(String text) {
    assertThatThrownBy(() -> Signals.parse(text)).hasMessage("Invalid signal: " + text);
  }

  @Test
  void names() {
    assertThat(Names.checked("/web-1")).isEqualTo("web-1");
    assertThatThrownBy(() -> Names.checked("a b"))
        .hasMessage("Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    assertThat(Names.random(0)).matches("[a-z]+_[a-z]+");
  }

  @ParameterizedTest
  @CsvSource({
    "0,Less than a second", "1,1 second", "59,59 seconds", "60,About a minute",
        "119,About a minute",
    "120,2 minutes", "3600,About an hour", "7200,2 hours", "172800,2 days", "1209600,2 weeks",
    "5184000,2 months", "63072000,2 years"
  })
  void durationsInWords(long seconds, String words) {
    assertThat(StatusText.human(Duration.ofSeconds(seconds))).isEqualTo(words);
  }

  @Test
  void statusTexts() {
    Instant now = Instant.parse("2026-01-01T00:10:00Z");
    var up =
        new ContainerView.State(
            ContainerView.Status.PAUSED, 5, 0, false, "", now.minusSeconds(300), null, null, null);
    var over =
        new ContainerView.State(
            ContainerView.Status.EXITED, 0, 137, false, "", now, now.minusSeconds(480), null, null);
    assertThat(StatusText.of(up, now)).isEqualTo("Up 5 minutes (Paused)");
    assertThat(StatusText.of(over, now)).isEqualTo("Exited (137) 8 minutes ago");
  }

  @Test
  void detachKeysPassWhatDoesNotComplete() {
    DetachKeys keys = DetachKeys.parse(null);
    assertThat(keys.pass(new byte[] {'a', 16}, 2)).containsExactly('a');
    assertThat(keys.pass(new byte[] {'b'}, 1)).containsExactly(16, 'b');
    assertThat(keys.pass(new byte[] {16, 16, 17}, 3)).isNull();
    assertThat(DetachKeys.parse("ctrl-a,x").pass(new byte[] {1, 'x'}, 2)).isNull();
    assertThatThrownBy(() -> DetachKeys.parse("ctrl-p,nope")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aHostilePatternEndsEarly() {
    var filters = new ContainerFilters(ref -> null, ref -> ref, ref -> ref);
    var victim =
        new Container(
            "a".repeat(64),
            "x",
            Instant.EPOCH,
            "i",
            "i",
            config("{}"),
            host("{}"),
            List.of(),
            new Layout(List.of(), List.of()),
            java.nio.file.Path.of("/"),
            new ContainerState.Created(ContainerState.Facts.NONE),
            null);
    var chosen = filters.of(Map.of("id", java.util.Set.of("(a|a|a)+\\1b")));
    assertThatThrownBy(() -> chosen.test(victim)).hasMessageContaining("takes too long");
  }

  @Test
  void commandAndEntrypointRules() {
    var image =
        new io.berth.oci.ImageConfig.Execution(
            "app",
            Map.of("80/tcp", Map.of()),
            List.of("A=1", "B=2"),
            List.of("entry"),
            List.of("arg"),
            null,
            "/srv",
            Map.of("l", "i"),
            "QUIT",
            null,
            null,
            null);
    assertThat(line("{}", image)).containsExactly("entry", "arg");
    assertThat(line("{'Cmd':['x']}", image)).containsExactly("entry", "x");
    assertThat(line("{'Entrypoint':['e']}", image)).containsExactly("e");
    assertThat(line("{'Entrypoint':[''],'Cmd':['x']}", image)).containsExactly("x");
    var merged = ConfigMerge.merge(config(json("{'Env':['A=9'],'Labels':{'l':'u'}}")), image, "h");
    assertThat(merged.env()).containsExactly("A=9", "B=2");
    assertThat(merged.user()).isEqualTo("app");
    assertThat(merged.workingDir()).isEqualTo("/srv");
    assertThat(merged.stopSignal()).isEqualTo("QUIT");
    assertThat(merged.labels()).containsEntry("l", "u");
    assertThat(merged.exposedPorts()).containsKey("80/tcp");
  }

  private static List<String> line(String user, io.berth.oci.ImageConfig.Execution image) {
    return ConfigMerge.commandLine(ConfigMerge.merge(config(json(user)), image, "h"));
  }
}
