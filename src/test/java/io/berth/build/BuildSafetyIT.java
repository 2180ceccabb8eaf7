package io.berth.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.security.Tokens;
import io.berth.security.Users;
import io.berth.team.Teams;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import io.berth.testing.Tars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile contexts and Dockerfiles, and people who may not do everything. */
class BuildSafetyIT {

  private static RunningBerth berth;
  private static Docker docker;

  @TempDir static Path outside;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
    Files.writeString(outside.resolve("secret"), "of the host");
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertThat(docker.ok("ps", "-aq")).isEmpty();
    assertThat(berth.root().resolve("builds").toFile().list()).isNullOrEmpty();
    assertThat(Files.readString(outside.resolve("secret"))).isEqualTo("of the host");
    assertThat(outside.toFile().list()).containsExactly("secret");
  }

  private static Docker.Result build(Tars context, String... lines) {
    context.file("Dockerfile", "FROM box\n" + String.join("\n", lines) + "\n");
    return docker.feed(context.plain(), "build", "--force-rm", "-t", "made", "-");
  }

  @Test
  void linksLeadNowhereElse() {
    String up = "../../../../../../../..";
    Tars context =
        new Tars()
            .symbolicLink("absolute", outside.toString())
            .symbolicLink("relative", up + outside)
            .symbolicLink("file", outside + "/secret")
            .symbolicLink("loop", "loop")
            .directory("d")
            .symbolicLink("d/in", up + outside + "/secret");
    for (String source : new String[] {"absolute/secret", "relative/secret", "file", "loop"}) {
      Tars each =
          new Tars()
              .symbolicLink("absolute", outside.toString())
              .symbolicLink("relative", up + outside)
              .symbolicLink("file", outside + "/secret")
              .symbolicLink("loop", "loop");
      assertThat(build(each, "COPY " + source + " /x").exits(1).err())
          .as(source)
          .contains("COPY failed: file not found in build context");
    }
    build(context, "COPY d /d", "COPY * /all/", "RUN cat /d/in || cat /all/file || echo nothing")
        .exits(1);
    Tars links = new Tars().directory("d").symbolicLink("d/in", outside + "/secret");
    assertThat(build(links, "COPY d /d", "RUN cat /d/in || echo nothing").exits(0).out())
        .contains("nothing")
        .doesNotContain("of the host");
  }

  @Test
  void pathsLeadNowhereElse() {
    for (String source : new String[] {"../secret", "a/../../secret", "../../../../etc/passwd"}) {
      assertThat(build(new Tars(), "COPY " + source + " /x").exits(1).err())
          .contains("forbidden path outside the build context: " + source);
    }
    assertThat(build(new Tars().file("../evil", "x"), "ENV A=1").exits(1).err())
        .contains("outside of");
    Tars through =
        new Tars().symbolicLink("door", outside.toString()).file("door/secret", "changed");
    build(through, "ENV A=1");
    Tars hard = new Tars().hardLink("twin", outside + "/secret");
    build(hard, "COPY twin /x").exits(1);
  }

  @Test
  void targetsStayInTheImage() {
    String link = "RUN [\"/bin/busybox\", \"ln\", \"-s\", \"" + outside + "\", \"/out\"]";
    String up = "RUN [\"/bin/busybox\", \"ln\", \"-s\", \"../../../.." + outside + "\", \"/up\"]";
    Tars context = new Tars().file("secret", "mine");
    build(context, link, up, "COPY secret /out/", "COPY secret /up/s2", "WORKDIR /out/w").exits(0);
    assertThat(docker.ok("run", "--rm", "made", "cat", outside + "/secret")).isEqualTo("mine");
  }

  @Test
  void devicesStayOutside() {
    Tars device =
        new Tars()
            .add(
                "disk",
                TarConstants.LF_BLK,
                "",
                entry -> {
                  entry.setDevMajor(8);
                  entry.setDevMinor(0);
                });
    assertThat(build(device, "COPY disk /disk").exits(1).err())
        .contains("disk is a device node, which may not be in this archive");
    Tars fifo = new Tars().add("pipe", TarConstants.LF_FIFO, "", _ -> {});
    assertThat(build(fifo, "ADD pipe /pipe", "RUN test -p /pipe").exit()).isZero();
  }

  @Test
  void dockerfilesThatAreNone() {
    Docker.Result link =
        docker.feed(
            new Tars().symbolicLink("Dockerfile", outside + "/secret").plain(), "build", "-");
    assertThat(link.exits(1).err()).contains("Cannot locate specified Dockerfile");
    Docker.Result pipe =
        docker.feed(
            new Tars().add("Dockerfile", TarConstants.LF_FIFO, "", _ -> {}).plain(), "build", "-");
    assertThat(pipe.exits(1).err()).contains("not a regular file");
    Docker.Result endless =
        docker.feed(
            new Tars().file("Dockerfile", "FROM box\n" + "ENV A=1\n".repeat(200_000)).plain(),
            "build",
            "-");
    assertThat(endless.exits(1).err()).contains("is larger than");
    Docker.Result growing =
        docker.feed(
            new Tars()
                .file("Dockerfile", "FROM box\nENV A=aaaaaaaa\n" + "ENV A=$A$A$A$A\n".repeat(40))
                .plain(),
            "build",
            "-");
    assertThat(growing.exits(1).err()).contains("longer than");
  }

  /** It is read in the context, and taken away there. */
  @Test
  void aDockerfileBehindALinkIsNotTakenAwayElsewhere() {
    Tars context =
        new Tars()
            .symbolicLink("door", outside.toString())
            .file(outside.toString().substring(1) + "/secret", "FROM box\nCOPY . /all\n")
            .file(".dockerignore", "door/secret\n.dockerignore\n");
    Docker.Result built = docker.feed(context.plain(), "build", "-f", "door/secret", "-");
    assertThat(built.exits(0).out()).contains("COPY . /all");
  }

  @Test
  void archivesThatAreNone() {
    byte[] whole = new Tars().file("Dockerfile", "FROM box\n" + "#".repeat(100_000)).gzip();
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
    assertThat(docker.feed(half, "build", "-").exits(1).err())
        .contains("cannot read the build context");
    byte[] inner = new Tars().file("../../escape", "x").symbolicLink("l", "/").gzip();
    assertThat(build(new Tars().file("t.tgz", inner, 0644), "ADD t.tgz /a/").exits(1).err())
        .contains("outside of");
  }

  @Test
  void anOperatorGetsNoMoreOfTheHostThanElsewhere() {
    berth.bean(Users.class).create("olga", Role.OPERATOR);
    berth.bean(Users.class).create("vera", Role.VIEWER);
    Docker olga = Docker.as(berth.bean(Tokens.class).create("olga", "t").secret(), berth.port());
    byte[] context = new Tars().file("Dockerfile", "FROM box\nRUN echo $((40 + 2))\n").plain();
    assertThat(olga.feed(context, "build", "-").ok().out()).contains("42");
    assertThat(olga.feed(context, "build", "--no-cache", "--network", "host", "-").exits(1).err())
        .contains("not allowed");
    Docker vera = Docker.as(berth.bean(Tokens.class).create("vera", "t").secret(), berth.port());
    assertThat(vera.feed(context, "build", "-").exits(1).err()).contains("not allowed");
  }

  /** Nor is it a step that others find. */
  @Test
  void whatATeamBuildsIsItsOwn() {
    Teams teams = berth.bean(Teams.class);
    berth.bean(Users.class).create("ann", Role.OPERATOR);
    berth.bean(Users.class).create("ben", Role.OPERATOR);
    Caller.ENGINE.call(() -> {
      teams.create("shop");
      teams.addMember("shop", "ann");
      teams.create("lab");
      teams.addMember("lab", "ann");
      return teams;
    });
    Docker ann = Docker.as(berth.bean(Tokens.class).create("ann", "t").secret(), berth.port());
    Docker ben = Docker.as(berth.bean(Tokens.class).create("ben", "t").secret(), berth.port());
    byte[] context = new Tars().file("Dockerfile", "FROM box\nRUN echo once > /x\n").plain();
    ann.feed(context, "build", "-t", "anns", "-").ok();
    assertThat(ben.run("inspect", "anns").exit()).isEqualTo(1);
    assertThat(ben.ok("images", "-aq").lines())
        .hasSize(ann.ok("images", "-aq").lines().toList().size() - 1);
    assertThat(ben.feed(context, "build", "-").ok().out()).doesNotContain("Using cache");
    byte[] from = new Tars().file("Dockerfile", "FROM anns\nENV A=1\n").plain();
    assertThat(ben.feed(from, "build", "-").exit()).isEqualTo(1);
    assertThat(ben.feed(context, "build", "-t", "anns", "-").exits(1).err())
        .contains("stands for an image of another team");
    assertThat(ann.feed(context, "build", "-").ok().out()).contains("Using cache");
  }
}
