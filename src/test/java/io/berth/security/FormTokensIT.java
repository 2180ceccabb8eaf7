package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.DashboardClient;
import io.berth.testing.RunningBerth;
import org.junit.jupiter.api.Test;

class FormTokensIT {

  @Test
  void aFormHoldsInTheSessionAfterItsOwn() throws Exception {
    try (RunningBerth berth = RunningBerth.start()) {
      String password = berth.bean(Accounts.class).resetPassword("admin");
      String base = "http://localhost:" + berth.port();
      DashboardClient person = DashboardClient.login(base, "admin", password);
      for (String name : new String[] {"one", "two", "three"}) {
        assertThat(person.request("POST", "/dashboard/volumes?name=" + name).statusCode())
            .isEqualTo(302);
        person.forgetSession();
      }
      assertThat(person.page("/dashboard/volumes").body()).contains(">one<", ">two<", ">three<");
    }
  }
}
