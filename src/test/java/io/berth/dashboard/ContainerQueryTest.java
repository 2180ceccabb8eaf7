package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.dashboard.ContainerQuery.Column;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContainerQueryTest {

  @Test
  void anAddressThatSaysNothingShowsTheNewestFirst() {
    var query = ContainerQuery.of(Map.of());
    assertThat(query.sort()).isEqualTo(Column.CREATED);
    assertThat(query.descending()).isTrue();
    assertThat(query.narrowed()).isFalse();
    assertThat(query.address()).isEqualTo("/dashboard/containers");
  }

  @Test
  void whatTheAddressSaysComesBackInIt() {
    var said =
        Map.of("q", "a&b=ü {x}", "state", "exited", "label", "k=v", "sort", "name", "order", "asc");
    assertThat(ContainerQuery.of(said).parameters()).isEqualTo(said);
    assertThat(ContainerQuery.of(said).address())
        .isEqualTo(
            "/dashboard/containers?q=a%26b%3D%C3%BC%20%7Bx%7D&state=exited&label=k%3Dv&sort=name&order=asc");
  }

  @Test
  void valuesThatNobodyOfferedCountAsNone() {
    var query = ContainerQuery.of(Map.of("state", "drop table", "sort", "x", "order", "?"));
    assertThat(query.state()).isEmpty();
    assertThat(query.sort()).isEqualTo(Column.CREATED);
    assertThat(query.filters().filters()).isEmpty();
  }

  @Test
  void theEngineFiltersByStateAndLabel() {
    var query = ContainerQuery.of(Map.of("state", "running", "label", "team=a"));
    assertThat(query.filters().filters())
        .isEqualTo(Map.of("status", Set.of("running"), "label", Set.of("team=a")));
  }

  @Test
  void aSecondClickOnAColumnTurnsTheOrder() {
    var query = ContainerQuery.of(Map.of());
    assertThat(query.sortedBy(Column.CPU)).endsWith("?sort=cpu&order=desc");
    assertThat(query.sortedBy(Column.NAME)).endsWith("?sort=name&order=asc");
    var byName = ContainerQuery.of(Map.of("sort", "name", "order", "asc"));
    assertThat(byName.sortedBy(Column.NAME)).endsWith("?sort=name&order=desc");
    assertThat(byName.ariaSort(Column.NAME)).isEqualTo("ascending");
    assertThat(byName.ariaSort(Column.CPU)).isEqualTo("none");
  }
}
