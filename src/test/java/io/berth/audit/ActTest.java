package io.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActTest {

  @ParameterizedTest
  @CsvSource({
    "POST, /containers/create, container.create, ''",
    "POST, /containers/web/start, container.start, web",
    "POST, /dashboard/containers/web/stop, container.stop, web",
    "POST, /api/containers/web/stop, container.stop, web",
    "DELETE, /containers/web, container.remove, web",
    "PUT, /containers/web/archive, container.upload, web",
    "GET, /containers/web/archive, container.download, web",
    "GET, /containers/web/export, container.export, web",
    "GET, /dashboard/containers/web/files/content, container.download, web",
    "GET, /api/containers/web/files/archive, container.download, web",
    "PUT, /api/containers/web/files/content, container.upload, web",
    "POST, /dashboard/containers/web/files/upload, container.upload, web",
    "POST, /containers/prune, container.prune, ''",
    "POST, /dashboard/containers/new, container.create, ''",
    "POST, /dashboard/find/containers/web/stop, container.stop, web",
    "POST, /dashboard/images/pull, image.pull, ''",
    "POST, /dashboard/volumes/data/remove, volume.remove, data",
    "POST, /dashboard/containers/web/change, container.change, web",
    "POST, /api/containers/web/recreate, container.change, web",
    "POST, /api/containers/web/go-back, container.go-back, web",
    "POST, /dashboard/bin/restore, bin.restore, ''",
    "POST, /exec/abc/start, exec.start, abc",
    "POST, /containers/web/attach, container.attach, web",
    "GET, /containers/web/attach/ws, container.attach-ws, web",
    "POST, /images/create, image.create, ''",
    "POST, /images/load, image.load, ''",
    "POST, /images/team%2Fweb:1/tag, image.tag, team/web:1",
    "DELETE, /images/team%2Fweb:1, image.remove, team/web:1",
    "POST, /volumes/create, volume.create, ''",
    "DELETE, /volumes/data, volume.remove, data",
    "POST, /networks/front/connect, network.connect, front",
    "POST, /commit, container.commit, ''",
    "POST, /build, image.build, ''",
    "POST, /auth, registry.login, ''",
    "POST, /login, login, ''",
    "POST, /logout, logout, ''",
    "POST, /api/tokens, token.create, ''",
    "DELETE, /api/tokens/7, token.revoke, 7",
    "POST, /dashboard/account/tokens, token.create, ''",
    "POST, /dashboard/account/tokens/7/revoke, token.revoke, 7",
    "POST, /dashboard/account/password, password.change, ''",
    "POST, /api/users/anna/password-reset, password.reset, anna",
    "PUT, /v2/team/web/manifests/1, image.push, team/web:1",
    "DELETE, /v2/team/web/manifests/sha256:12, image.remove, team/web@sha256:12",
    "GET, /ws/containers/web/exec, terminal.open, web",
    "GET, /ws/something/new, socket.open, something"
  })
  void changesHaveStableWords(String method, String path, String action, String object) {
    Act act = Act.of(method, path);
    assertThat(act.action()).isEqualTo(action);
    if (!action.startsWith("socket.")) {
      assertThat(act.object()).isEqualTo(object);
    }
    assertThat(act.changes(method)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /containers/json",
    "HEAD, /_ping",
    "HEAD, /containers/web/archive",
    "GET, /api/containers/web/files",
    "GET, /dashboard/containers/web/files",
    "POST, /containers/web/wait",
    "POST, /containers/web/resize",
    "POST, /containers/web/exec",
    "POST, /dashboard/containers/new/check",
    "POST, /exec/abc/resize",
    "GET, /ws/containers/web/logs",
    "GET, /dashboard/audit",
    "GET, /dashboard/audit/export"
  })
  void readsAreNoChanges(String method, String path) {
    assertThat(Act.of(method, path).changes(method)).isFalse();
  }

  @Test
  void whatAStrangerPutsInAPathIsNoAction() {
    assertThat(Act.of("POST", "/%3Cscript%3E/x/=cmd()").action()).isEqualTo("other.other");
    assertThat(Act.of("POST", "/").action()).isEqualTo("change");
    assertThat(Act.of("POST", "/%zz/x").changes("POST")).isTrue();
  }
}
