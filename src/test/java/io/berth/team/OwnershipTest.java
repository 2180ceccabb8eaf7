package io.berth.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.security.TestCallers;
import io.berth.team.Ownership.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnershipTest {

  private static final Caller ANN = TestCallers.person("ann", Role.OPERATOR);
  private static final Caller BEN = TestCallers.person("ben", Role.OPERATOR);
  private static final Caller BOTH = TestCallers.person("both", Role.OPERATOR);
  private static final Caller CLEO = TestCallers.person("cleo", Role.OPERATOR);
  private static final Caller ROOT = TestCallers.person("root", Role.ADMINISTRATOR);
  private static final Owners A = Owners.of("a");
  private static final Owners B = Owners.of("b");

  private final TeamTables tables =
      new TeamTables().team("a", "ann", "both").team("b", "ben", "both");
  private final Ownership ownership = tables.ownership();

  private boolean sees(Caller caller, String id) {
    return caller.call(() -> ownership.sees(Kind.CONTAINER, id));
  }

  private Owners made(Caller caller, String label) {
    Map<String, String> labels = label.isEmpty() ? Map.of() : Map.of(Ownership.LABEL, label);
    return caller.call(() -> ownership.ofNew(labels));
  }

  private void give(Caller caller, String id, Owners to) {
    caller.call(() -> {
      ownership.give(Kind.CONTAINER, id, to);
      return id;
    });
  }

  @Test
  void membersAndAdministratorsSeeWhatIsATeams() {
    ownership.own(Kind.CONTAINER, "x", A);
    assertThat(sees(ANN, "x")).isTrue();
    assertThat(sees(BOTH, "x")).isTrue();
    assertThat(sees(ROOT, "x")).isTrue();
    assertThat(sees(Caller.ENGINE, "x")).isTrue();
    assertThat(sees(BEN, "x")).isFalse();
    assertThat(sees(CLEO, "x")).isFalse();
    assertThat(sees(Caller.NOBODY, "x")).isFalse();
    assertThat(ownership.sees(Kind.CONTAINER, "x")).as("a thread without a caller").isFalse();
    assertThat(sees(new Caller("ann", Role.VIEWER, null), "x")).as("no person").isFalse();
    assertThat(sees(CLEO, "y")).as("everybody's").isTrue();
    assertThat(ANN.call(() -> ownership.sees(Kind.VOLUME, "x"))).as("another thing").isTrue();
    assertThat(ANN.call(() -> ownership.sees(Owners.NO_TEAM))).isFalse();
  }

  @Test
  void ownersAreReadAgain() {
    ownership.own(Kind.IMAGE, "x", A.with(B));
    ownership.own(Kind.IMAGE, "y", A);
    ownership.forget(Kind.IMAGE, "y");
    Ownership later = tables.ownership();
    assertThat(later.of(Kind.IMAGE, "x").teams()).containsExactlyInAnyOrder("a", "b");
    assertThat(later.of(Kind.IMAGE, "y")).isEqualTo(Owners.EVERYBODY);
  }

  @Test
  void whatIsMadeIsTheMakersTeams() {
    assertThat(made(ANN, "")).isEqualTo(A);
    assertThat(made(CLEO, "")).isEqualTo(Owners.EVERYBODY);
    assertThat(made(ROOT, "")).isEqualTo(Owners.EVERYBODY);
    assertThat(made(Caller.ENGINE, "")).isEqualTo(Owners.EVERYBODY);
    assertThat(made(BOTH, "b")).isEqualTo(B);
    assertThat(made(ROOT, "b")).isEqualTo(B);
    assertThatThrownBy(() -> made(BOTH, ""))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("you are in the teams a, b: say whose this is with the label berth.team=TEAM");
  }

  @Test
  void aLabelOfAnotherTeamIsRefusedByItsRule() {
    assertThatThrownBy(() -> made(ANN, "b"))
        .isInstanceOf(Forbidden.class)
        .hasMessage(
            "not allowed: the label berth.team=b needs a member of that team, and you are in a");
    assertThatThrownBy(() -> made(CLEO, "nowhere"))
        .isInstanceOf(Forbidden.class)
        .hasMessageEndingWith("and you are in none");
    assertThatThrownBy(() -> made(ROOT, "nowhere")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void membersGiveTheirShareAndAdministratorsAll() {
    ownership.own(Kind.CONTAINER, "x", A);
    give(ANN, "x", B);
    assertThat(ownership.of(Kind.CONTAINER, "x")).isEqualTo(B);
    ownership.own(Kind.CONTAINER, "x", A.with(B));
    give(ANN, "x", B);
    assertThat(ownership.of(Kind.CONTAINER, "x")).isEqualTo(B);
    give(ROOT, "x", A);
    assertThat(ownership.of(Kind.CONTAINER, "x")).isEqualTo(A);
    give(ANN, "x", Owners.EVERYBODY);
    assertThat(sees(CLEO, "x")).isTrue();
    assertThatThrownBy(() -> give(ANN, "x", A))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("needs the role administrator");
  }

  @Test
  void imagesAreOfAllWhoPulledThem() {
    share(ANN, true);
    assertThat(ownership.of(Kind.IMAGE, "i")).isEqualTo(A);
    share(BEN, false);
    assertThat(ownership.of(Kind.IMAGE, "i")).isEqualTo(A.with(B));
    share(ROOT, false);
    assertThat(ownership.of(Kind.IMAGE, "i")).as("sees it anyway").isEqualTo(A.with(B));
    share(CLEO, false);
    assertThat(ownership.of(Kind.IMAGE, "i")).isEqualTo(Owners.EVERYBODY);
    share(ANN, false);
    assertThat(ownership.of(Kind.IMAGE, "i"))
        .as("is not taken from others")
        .isEqualTo(Owners.EVERYBODY);
    share(ANN, true);
    assertThat(ownership.of(Kind.IMAGE, "i")).isEqualTo(A);
  }

  private void share(Caller caller, boolean fresh) {
    caller.call(() -> {
      ownership.share(Kind.IMAGE, "i", fresh);
      return caller;
    });
  }

  @Test
  void oneTeamLeavesWhatOthersKeep() {
    ownership.own(Kind.IMAGE, "i", A.with(B));
    assertThat(ROOT.call(() -> ownership.leave(Kind.IMAGE, "i"))).isFalse();
    assertThat(BOTH.call(() -> ownership.leave(Kind.IMAGE, "i"))).isFalse();
    assertThat(ANN.call(() -> ownership.leave(Kind.IMAGE, "i"))).isTrue();
    assertThat(ownership.of(Kind.IMAGE, "i")).isEqualTo(B);
    assertThat(BEN.call(() -> ownership.leave(Kind.IMAGE, "i"))).isFalse();
  }

  @Test
  void volumesOfOthersAreNotMounted() {
    ownership.own(Kind.VOLUME, "v", A);
    ANN.call(() -> {
      ownership.requireMayMount("v");
      return ANN;
    });
    assertThatThrownBy(() ->
            BEN.call(() -> {
              ownership.requireMayMount("v");
              return BEN;
            }))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("mounting volume v needs a member of the team that owns it");
  }

  @Test
  void whatATeamHasIsInherited() {
    ownership.own(Kind.IMAGE, "i", A.with(B));
    ownership.own(Kind.VOLUME, "v", A);
    ownership.own(Kind.VOLUME, "w", B);
    OwnerRows rows = tables.rows();
    rows.inherit("a", "b");
    assertThat(rows.of(Kind.IMAGE, "i")).isEqualTo(B);
    assertThat(rows.of(Kind.VOLUME, "v")).isEqualTo(B);
    assertThat(rows.count("b")).isEqualTo(Map.of(Kind.IMAGE, 1, Kind.VOLUME, 2));
    rows.inherit("b", "");
    assertThat(rows.of(Kind.VOLUME, "v")).isEqualTo(Owners.EVERYBODY);
  }
}
