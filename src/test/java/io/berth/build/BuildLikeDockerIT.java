package io.berth.build;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.DockerEngine;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Dockerfile instruction, built by Berth and by Debian's Docker Engine: the same
 * configuration, history and files.
 */
class BuildLikeDockerIT {

  private static RunningBerth berth;
  private static DockerEngine engine;

  @TempDir static Path here;

  @BeforeAll
  static void start() throws Exception {
    berth = RunningBerth.start();
    engine = DockerEngine.startApart();
    for (Docker docker : List.of(berth.docker(), engine.docker())) {
      docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
    }
    BuildPlace place =
        new BuildPlace(here)
            .file("a.txt", "a")
            .file("b.txt", "bb")
            .file("run.sh", "#!/bin/sh\necho run\n")
            .file("tree/one", "1")
            .file("tree/sub/two", "2")
            .file("tree/sub/deep/three.txt", "3")
            .file("with space/x y.txt", "blank")
            .file("ignored/no", "no")
            .file("ignored/yes.keep", "yes")
            .file(".dockerignore", "# what stays at home\nignored\n!ignored/*.keep\n**/*.tmp\n")
            .file("tree/waste.tmp", "waste");
    Files.setPosixFilePermissions(
        place.path("run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
    Files.createSymbolicLink(place.path("tree/link"), Path.of("sub/two"));
    Files.createSymbolicLink(place.path("to-a"), Path.of("a.txt"));
    Files.createSymbolicLink(place.path("to-tree"), Path.of("tree"));
    run(
        "tar",
        "-C",
        place.path("tree").toString(),
        "-czf",
        place.path("t.tar.gz").toString(),
        "--owner=7",
        "--group=8",
        ".");
  }

  @AfterAll
  static void stop() throws Exception {
    berth.close();
    engine.close();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(Arrays.toString(command));
    }
  }

  /**
   * @param options of the docker command
   */
  private record Case(String name, String dockerfile, String... options) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              "env",
              "FROM box\nENV A=1 B=\"two words\" C=$A\nENV D the rest  of it\nENV A=2 E=${A}x\n"),
          new Case("label", "FROM box\nLABEL a=1 \"b c\"=\"d e\" multi=\"x\\\n y\"\nLABEL a=2\n"),
          new Case(
              "arg",
              "ARG BASE=box\nFROM ${BASE}\nARG X=1\nARG Y\nRUN echo $X$Y > /xy\nENV X=9\nRUN echo $X > /x\n",
              "--build-arg",
              "Y=why",
              "--build-arg",
              "http_proxy=http://p"),
          new Case(
              "global arg",
              "ARG V=7\nFROM box\nARG V\nENV W=$V\nARG U=u\nENV T=${U:-t}${N:-n}${U:+s}\n"),
          new Case(
              "workdir",
              "FROM box\nWORKDIR /a/b\nWORKDIR c\nENV D=/d\nWORKDIR $D/e\nRUN pwd > here\n"),
          new Case(
              "user",
              "FROM box\nRUN echo app:x:5:6::/:/bin/sh >> /etc/passwd && mkdir -m 777 /w\nUSER app\nWORKDIR /w\nRUN id > /w/id\n"),
          new Case(
              "run",
              "FROM box\nRUN echo shell > /1 && chmod 4755 /1\nRUN [\"/bin/busybox\", \"touch\", \"/2\"]\nRUN rm -r /www && mkdir /www && echo new > /www/n\nRUN true\n"),
          new Case(
              "run quotes",
              "FROM box\nRUN echo \"it's $HOME\" '$x' \\\n  # a comment between\n  && echo more \\\n\n  > /q\n"),
          new Case("cmd", "FROM box\nCMD [\"a\", \"b \\\"c\\\"\"]\n"),
          new Case("cmd shell", "FROM box\nCMD echo $HOME\n"),
          new Case("entrypoint", "FROM box\nCMD x\nENTRYPOINT [\"e\"]\n"),
          new Case("entrypoint resets", "FROM box AS one\nCMD x\nFROM one\nENTRYPOINT e f\n"),
          new Case("entrypoint none", "FROM box\nENTRYPOINT [\"e\"]\nENTRYPOINT []\nCMD [\"c\"]\n"),
          new Case("expose", "FROM box\nENV P=90\nEXPOSE 80 443/tcp 53/udp $P 8000-8002\n"),
          new Case(
              "volume",
              "FROM box\nVOLUME /v /w\nVOLUME [\"/x y\"]\nCOPY a.txt /v/\nRUN echo lost > /v/lost\n"),
          new Case("stopsignal", "FROM box\nSTOPSIGNAL SIGUSR1\n"),
          new Case(
              "healthcheck",
              "FROM box\nHEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 CMD test -e /x\n"),
          new Case(
              "healthcheck exec", "FROM box\nHEALTHCHECK --start-period=2h CMD [\"t\", \"x\"]\n"),
          new Case("healthcheck none", "FROM box\nHEALTHCHECK NONE\n"),
          new Case(
              "shell",
              "FROM box\nSHELL [\"/bin/sh\", \"-e\", \"-c\"]\nRUN echo $- > /opts\nCMD x\n"),
          new Case(
              "onbuild",
              "FROM box AS base\nONBUILD RUN echo triggered > /t\nONBUILD ENV O=1\nFROM base\nENV P=2\n"),
          new Case("onbuild kept", "FROM box\nONBUILD COPY a.txt /a\nONBUILD CMD [\"x\"]\n"),
          new Case("maintainer", "FROM box\nMAINTAINER Ada <ada@example.org>\nENV A=1\n"),
          new Case(
              "copy file",
              "FROM box\nCOPY a.txt /\nCOPY a.txt /new\nCOPY a.txt /dir/\nCOPY run.sh /www/\nCOPY to-a /x/to-a\n"),
          new Case(
              "copy several",
              "FROM box\nCOPY a.txt b.txt run.sh /many/\nCOPY *.txt /globbed/\nCOPY tree/*/t?o tree/[n-p]ne /cls/\n"),
          new Case(
              "copy directory",
              "FROM box\nCOPY tree /t1\nCOPY tree/ /t2/\nCOPY tree/sub /t1/\nCOPY to-tree /t3\n"),
          new Case("copy all", "FROM box\nCOPY . /all\nRUN rm -f /all/t.tar.gz\n"),
          new Case(
              "copy relative",
              "FROM box\nWORKDIR /w/x\nCOPY a.txt .\nCOPY a.txt ../up\nCOPY ./b.txt ./y/\nCOPY /run.sh z\n"),
          new Case("copy json", "FROM box\nCOPY [\"with space/x y.txt\", \"/with space/\"]\n"),
          new Case(
              "copy onto",
              "FROM box\nRUN mkdir /real && echo old > /real/a.txt && chmod 600 /real/a.txt && echo -n > /f\nRUN [\"/bin/busybox\",\"ln\",\"-s\",\"/real\",\"/sym\"]\nCOPY a.txt /sym/\nCOPY tree /sym\nCOPY b.txt /f\n"),
          new Case(
              "copy chown",
              "FROM box\nRUN echo app:x:5:6::/:/bin/sh >> /etc/passwd && echo grp:x:77: > /etc/group\nCOPY --chown=app:grp tree /t/new\nCOPY --chown=9 a.txt /o/\nCOPY --chown=1:2 a.txt /www/\n"),
          new Case(
              "copy variables",
              "FROM box\nENV F=a T=/to\nARG O=3:4\nCOPY --chown=$O ${F}.txt $T/\n"),
          new Case(
              "add",
              "FROM box\nADD a.txt /add/\nADD t.tar.gz /un\nADD tree /t\nADD --chown=1:1 t.tar.gz /owned/\n"),
          new Case(
              "stages",
              "FROM box AS build\nRUN echo made > /made && echo app:x:5:6::/: >> /etc/passwd && mkdir /d && echo x > /d/x && chmod 700 /d/x\nRUN [\"/bin/busybox\",\"chown\",\"5:6\",\"/d/x\",\"/made\"]\nFROM box\nCOPY --from=build /made /d /from/\nCOPY --from=0 /d/ /whole\nCOPY --from=build --chown=8:9 /made /mine\nCOPY --from=box /www /www2\n"),
          new Case(
              "target",
              "FROM box AS first\nENV A=1\nFROM first AS second\nENV B=2\nFROM second\nENV C=3\n",
              "--target",
              "second"),
          new Case("scratch", "FROM scratch\nCOPY tree /\nENV A=1\n"),
          new Case(
              "escape", "# escape=`\nFROM box\nENV W=C:\\dir `\n  V=2\nRUN echo a `\n  b > /x\n"),
          new Case("lower case", "from box as x\nenv A=1\ncmd [\"a\"]\n"),
          new Case("labels given", "FROM box\nENV A=1\n", "--label", "z=1", "--label", "y=2 3"),
          new Case(
              "comments",
              "\n# comment\n\n  # another\nFROM box\n\n# last\nENV A=1 \\\n# in between\n  B=2\n"));

  @Test
  void everyInstruction() {
    assertSoftly(soft -> {
      for (Case each : CASES) {
        new BuildPlace(here).dockerfile(each.dockerfile);
        var other = CompletableFuture.supplyAsync(() -> built(engine.docker(), each));
        BuiltImage ours = built(berth.docker(), each);
        BuiltImage theirs = other.join();
        soft.assertThat(ours.config()).as(each.name).isEqualTo(theirs.config());
        soft.assertThat(ours.history()).as(each.name).isEqualTo(theirs.history());
        soft.assertThat(ours.files()).as(each.name).isEqualTo(theirs.files());
      }
    });
  }

  private static BuiltImage built(Docker docker, Case each) {
    List<String> options = new ArrayList<>(List.of("-t", "made"));
    options.addAll(List.of(each.options));
    Docker.Result result = new BuildPlace(here).build(docker, options.toArray(String[]::new));
    return result.exit() == 0
        ? BuiltImage.of(docker, "made")
        : new BuiltImage(docker.host() + ": " + result.out() + result.err(), "", Map.of());
  }
}
