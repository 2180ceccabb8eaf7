package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.testing.DashboardClient;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Accounts on a whole engine, by the service and by {@code /api/users}. */
class UsersIT {

  private static RunningBerth berth;
  private static Users users;

  @BeforeAll
  static void start() {
    berth = RunningBerth.start();
    users = berth.bean(Users.class);
  }

  @AfterAll
  static void stop() {
    if (berth != null) {
      berth.close();
    }
  }

  @Test
  void theLastAdministratorStays() {
    assertThatThrownBy(() -> users.changeRole("admin", Role.OPERATOR))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("admin is the last administrator");
    assertThatThrownBy(() -> users.enable("admin", false)).isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> users.remove("admin")).isInstanceOf(Conflict.class);
    users.create("second", Role.ADMINISTRATOR);
    users.enable("second", false);
    assertThatThrownBy(() -> users.remove("admin")).isInstanceOf(Conflict.class);
    users.enable("second", true);
    users.changeRole("admin", Role.VIEWER);
    assertThatThrownBy(() -> users.remove("second")).isInstanceOf(Conflict.class);
    users.changeRole("admin", Role.ADMINISTRATOR);
    users.remove("second");
  }

  @Test
  void ofTwoAdministratorsAtOnceOneStays() throws Exception {
    users.create("second", Role.ADMINISTRATOR);
    for (int i = 0; i < 20; i++) {
      var one = Thread.ofVirtual().unstarted(() -> tryTo(() -> users.enable("admin", false)));
      var other = Thread.ofVirtual().unstarted(() -> tryTo(() -> users.enable("second", false)));
      one.start();
      other.start();
      one.join();
      other.join();
      assertThat(users.list()).filteredOn(Users.UserView::enabled).hasSize(1);
      users.enable("admin", true);
      users.enable("second", true);
    }
    users.remove("second");
  }

  private static void tryTo(Runnable deed) {
    try {
      deed.run();
    } catch (RuntimeException e) {
      assertThat(e).isNotInstanceOf(NotFound.class);
    }
  }

  @Test
  void namesAreChecked() {
    for (String name : new String[] {"", "Anna", "a b", "../x", "-a", "a".repeat(65), "<b>"}) {
      assertThatThrownBy(() -> users.create(name, Role.VIEWER))
          .as(name)
          .isInstanceOf(InvalidRequest.class);
    }
    assertThatThrownBy(() -> users.create("admin", Role.VIEWER)).isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> users.remove("nobody")).isInstanceOf(NotFound.class);
  }

  @Test
  void programsManageUsers() throws Exception {
    var made = api("POST /api/users", "{\"name\":\"anna\",\"role\":\"operator\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    String password = made.body().replaceAll(".*\"password\":\"([^\"]+)\".*\\s*", "$1");
    DashboardClient.login("http://localhost:" + berth.port(), "anna", password);
    assertThat(users.inspect("anna").lastLoginAt()).isNotNull();
    var changed = api("PATCH /api/users/anna", "{\"role\":\"viewer\",\"enabled\":false}");
    assertThat(changed.body()).contains("\"role\":\"viewer\"", "\"enabled\":false");
    assertThat(api("GET /api/users", null).body()).contains("\"anna\"", "\"admin\"");
    assertThat(api("POST /api/users/anna/password-reset", "").body())
        .contains("\"user\":\"anna\"")
        .doesNotContain(password);
    assertThat(api("PATCH /api/users/anna", "{\"role\":\"king\"}").status()).isEqualTo(400);
    assertThat(api("DELETE /api/users/anna", null).status()).isEqualTo(204);
    assertThat(api("GET /api/users/anna", null).status()).isEqualTo(404);
  }

  private static RawHttp.Answer api(String head, String json) throws Exception {
    return RawHttp.request(berth.socket(), head, json);
  }
}
