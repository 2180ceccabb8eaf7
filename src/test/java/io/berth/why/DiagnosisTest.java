package io.berth.why;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.container.ContainerView.State;
import io.berth.container.ContainerView.Status;
import io.berth.container.EndRequest;
import io.berth.container.EndRequest.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {

  private static final Instant ENDED = Instant.parse("2026-05-01T10:00:00Z");
  private static final int TERM = 15;
  private static final int KILL = 9;

  private static State state(
      Status status, int code, boolean oom, String error, @Nullable EndRequest request) {
    return new State(status, 0, code, oom, error, ENDED.minusSeconds(60), ENDED, request, null);
  }

  private static Verdict of(State state, long memoryLimit) {
    return Diagnosis.of(new End(state, "server", "shop:1", memoryLimit, "anna (browser)"));
  }

  private static Verdict exited(int code) {
    return of(state(Status.EXITED, code, false, "", null), 0);
  }

  private static Verdict asked(int code, Kind kind, int signal, int secondsBefore, boolean late) {
    var request = new EndRequest(kind, signal, ENDED.minusSeconds(secondsBefore), late);
    return of(state(Status.EXITED, code, false, "", request), 0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, It finished its work",
    "1, It failed with exit code 1",
    "2, It failed with exit code 2",
    "42, It failed with exit code 42",
    "125, It failed with exit code 125",
    "126, It called a command that cannot be executed",
    "127, It called a command that is not in the image",
    "128, It failed with exit code 128",
    "129, Ended by SIGHUP",
    "130, Ended by SIGINT",
    "134, The program crashed",
    "137, 'Killed, but not through this engine'",
    "139, The program crashed",
    "141, Ended by SIGPIPE",
    "143, Ended by SIGTERM",
    "255, It failed with exit code 255"
  })
  void anEndThatNobodyAskedForIsReadFromItsCode(int code, String headline) {
    var verdict = exited(code);
    assertThat(verdict.headline()).isEqualTo(headline);
    assertThat(verdict.reasons()).isNotEmpty().allMatch(reason -> reason.endsWith("."));
    assertThat(verdict.advice()).isNotEmpty();
  }

  @Test
  void aSegmentationFaultIsCalledThat() {
    assertThat(exited(139).reasons().getFirst()).contains("SIGSEGV", "segmentation fault");
  }

  @Test
  void aFailedStartIsNoEndOfTheProgram() {
    var missing = of(state(Status.CREATED, 127, false, "exec: \"server\": not found", null), 0);
    assertThat(missing.headline()).isEqualTo("The command was not found in the image");
    assertThat(missing.reasons().getFirst()).contains("server", "shop:1", "not found");
    assertThat(of(state(Status.EXITED, 126, false, "permission denied", null), 0).headline())
        .isEqualTo("The command could not be executed");
    var port = of(state(Status.EXITED, 128, false, "port 80 is in use", null), 0);
    assertThat(port.headline()).isEqualTo("The container could not be started");
    assertThat(port.reasons().getFirst()).contains("port 80 is in use");
  }

  @Test
  void anUnknownStatusIsSaidToBeUnknown() {
    var lost = of(state(Status.EXITED, 255, false, "the engine ended meanwhile", null), 0);
    assertThat(lost.headline()).isEqualTo("Nobody saw how it ended");
    assertThat(lost.reasons().getFirst()).contains("keeper", "the engine ended meanwhile");
  }

  @Test
  void theMemoryLimitIsNamedWithItsSize() {
    var limited = of(state(Status.EXITED, 137, true, "", null), 64L << 20);
    assertThat(limited.headline()).isEqualTo("Killed by its memory limit");
    assertThat(limited.reasons().getFirst()).contains("64 MiB");
    assertThat(limited.advice().getFirst()).contains("--memory 128m");
    var unlimited = of(state(Status.EXITED, 137, true, "", null), 0);
    assertThat(unlimited.headline()).isEqualTo("Killed because memory ran out");
    assertThat(unlimited.reasons().getFirst()).contains("no limit of its own");
  }

  @Test
  void memoryThatRanOutForAnotherProcessIsMentioned() {
    var child = of(state(Status.EXITED, 1, true, "", null), 64L << 20);
    assertThat(child.headline()).isEqualTo("It failed with exit code 1");
    assertThat(child.reasons()).anyMatch(reason -> reason.contains("memory ran out"));
  }

  @Test
  void memoryCountsMoreThanAStopThatCameTooLate() {
    var request = new EndRequest(Kind.STOP, TERM, ENDED.minusSeconds(10), true);
    assertThat(of(state(Status.EXITED, 137, true, "", request), 1 << 30).headline())
        .isEqualTo("Killed by its memory limit");
  }

  @ParameterizedTest
  @CsvSource({
    "143, STOP, 15, Stopped in order",
    "0, STOP, 15, Stopped in order",
    "0, RESTART, 15, Stopped in order",
    "130, STOP, 2, Stopped in order",
    "137, STOP, 9, Stopped in order",
    "3, STOP, 15, 'Stopped as asked, with exit code 3'",
    "137, STOP, 15, 'Killed, but not through this engine'",
    "137, SIGNAL, 9, Killed on request",
    "143, SIGNAL, 15, Ended by a signal on request",
    "130, SIGNAL, 2, Ended by a signal on request",
    "137, SIGNAL, 15, 'Killed, but not through this engine'",
    "0, ENGINE_STOPPED, 15, Stopped together with the engine",
    "143, ENGINE_STOPPED, 15, Stopped together with the engine",
    "137, ENGINE_STOPPED, 15, 'Killed, but not through this engine'"
  })
  void aRequestExplainsTheEndsThatFitIt(int code, Kind kind, int signal, String headline) {
    assertThat(asked(code, kind, signal, 1, false).headline()).isEqualTo(headline);
  }

  @Test
  void whoAskedIsNamed() {
    assertThat(asked(137, Kind.SIGNAL, KILL, 0, false).reasons().getFirst())
        .isEqualTo("anna (browser) sent it SIGKILL, and it ended by that.");
    assertThat(asked(143, Kind.STOP, TERM, 1, false).reasons().getFirst())
        .isEqualTo("anna (browser) asked it to stop, and it ended by SIGTERM, as asked.");
  }

  @Test
  void graceThatRanOutIsTold() {
    var stop = asked(137, Kind.STOP, TERM, 10, true);
    assertThat(stop.headline()).isEqualTo("Killed because it did not stop in time");
    assertThat(stop.reasons().getFirst())
        .contains("anna (browser) asked it to stop", "time of grace after SIGTERM");
    assertThat(asked(137, Kind.ENGINE_STOPPED, TERM, 10, true).reasons().getFirst())
        .startsWith("The engine stopped");
  }

  @Test
  void aProgramThatEndedByItselfJustBeforeTheKillWasNotKilled() {
    assertThat(asked(0, Kind.STOP, TERM, 10, true).headline()).isEqualTo("Stopped in order");
  }

  @Test
  void aSignalIsSuspectedOnlyWhenTheEndCameSoon() {
    assertThat(asked(0, Kind.SIGNAL, TERM, 2, false).reasons())
        .hasSize(2)
        .first()
        .asString()
        .contains("had sent it SIGTERM shortly before");
    assertThat(asked(0, Kind.SIGNAL, 1, 3600, false).reasons()).hasSize(1);
  }

  @Test
  void whatStartsAgainSaysSo() {
    assertThat(of(state(Status.RESTARTING, 1, false, "", null), 0).reasons())
        .anyMatch(reason -> reason.contains("restart policy"));
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, x, true",
    "PAUSED, '', true",
    "CREATED, '', true",
    "CREATED, x, false",
    "EXITED, '', false",
    "RESTARTING, '', false"
  })
  void onlyWhatStoppedIsExplained(Status status, String error, boolean nothing) {
    var end = new End(state(status, 0, false, error, null), "server", "shop:1", 0, "Somebody");
    assertThat(end.nothingToExplain()).isEqualTo(nothing);
  }

  @Test
  void lastLinesLoseColoursAndControls() {
    assertThat(LastLines.plain("\u001b[31mred\u001b[0m\u001b]0;title\u0007 and\ttab\r\n"))
        .isEqualTo("red and\ttab");
    assertThat(LastLines.plain("x".repeat(600))).hasSize(502);
  }
}
