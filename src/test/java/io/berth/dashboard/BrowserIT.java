package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A person's way through the dashboard in Debian's Chromium: {@code frontend/e2e}. */
class BrowserIT {

  private static final Pattern ADDRESS = Pattern.compile("dashboard +(http://\\S+)");
  private static final Pattern PASSWORD = Pattern.compile("with the password (\\S+)");

  @Test
  void theDashboardWorksInABrowser() throws Exception {
    try (var berth = BerthService.start()) {
      var docker = new Docker(berth.host());
      docker.feed(BusyboxRoot.tar(), "import", "-", "first:1").exits(0);
      docker.ok(
          "run", "-d", "--name", "web-server", "first:1", "sh", "-c", "echo ready; sleep 100000");
      var builder = new ProcessBuilder("npm", "--prefix", "frontend", "run", "e2e");
      builder.environment().put("BERTH_URL", first(ADDRESS, berth.log()));
      builder.environment().put("BERTH_PASSWORD", first(PASSWORD, berth.log()));
      var browser = builder.redirectErrorStream(true).start();
      browser.getOutputStream().close();
      var said = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(browser.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(browser.exitValue()).as(said).isZero();
    }
  }

  private static String first(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
    return found.group(1);
  }
}
