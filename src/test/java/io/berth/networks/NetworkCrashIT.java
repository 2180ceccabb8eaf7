package io.berth.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import org.junit.jupiter.api.Test;

/** Networks, endpoints, ports and names after the service's end, an orderly one and another. */
class NetworkCrashIT {

  @Test
  void everythingGoesOnWhenTheServiceIsBack() throws Exception {
    try (var berth = BerthService.start()) {
      var docker = new Docker(berth.host());
      docker.feed(BusyboxRoot.tar(), "import", "-", Site.IMAGE).exits(0);
      docker.ok("network", "create", "--subnet", "10.231.1.0/24", "one");
      docker.ok("network", "create", "--subnet", "10.231.2.0/24", "two");
      docker.ok("network", "create", "idle");
      Site site = Site.run(docker, "one", "--network-alias", "www");
      docker.ok("run", "-d", "--name", "peer", "--network", "two", Site.IMAGE, "sleep", "600");
      docker.ok("network", "connect", "--alias", "late", "--ip", "10.231.2.9", "two", "site");
      String before = networks(docker, "site");
      String port = site.port();
      for (boolean orderly : new boolean[] {true, false}) {
        berth.down(orderly);
        assertThat(Site.get(port)).isEqualTo(Site.PAGE);
        berth.up();
        assertThat(networks(docker, "site")).isEqualTo(before);
        assertThat(site.port()).isEqualTo(port);
        assertThat(Site.get(port)).isEqualTo(Site.PAGE);
        assertThat(inside(docker, "peer", "busybox nslookup late 127.0.0.11"))
            .contains("10.231.2.9");
        assertThat(inside(docker, "peer", "busybox wget -qO- http://late:8080/index.html"))
            .contains("served from a container");
        assertThat(inside(docker, "peer", "busybox ping -c1 -W1 10.231.1.2; echo ended $?"))
            .contains("ended 1");
        docker.ok("run", "--rm", "--network", "idle", Site.IMAGE, "busybox", "true");
      }
      docker.ok("network", "disconnect", "two", "site");
      berth.crash();
      assertThat(networks(docker, "site")).doesNotContain("10.231.2.9");
      assertThat(inside(docker, "site", "busybox ip -o link")).doesNotContain("eth1");
      docker.ok("rm", "-f", "site", "peer");
      docker.ok("network", "rm", "one", "two", "idle");
    }
  }

  private static String networks(Docker docker, String container) {
    return docker.ok("inspect", "-f", "{{json .NetworkSettings.Networks}}", container);
  }

  private static String inside(Docker docker, String container, String script) {
    var result = docker.run("exec", container, "sh", "-c", script);
    return result.out() + result.err();
  }
}
