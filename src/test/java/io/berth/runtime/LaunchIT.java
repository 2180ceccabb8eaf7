package io.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.CannotExecute;
import io.berth.failure.InvalidRequest;
import io.berth.linux.Capabilities;
import io.berth.testing.PlainLaunch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaunchIT {

  private Box box;

  @BeforeEach
  void open() throws IOException {
    box = new Box();
  }

  @AfterEach
  void close() throws IOException {
    box.close();
  }

  @Test
  void runsAndReportsExitCodes() throws IOException {
    assertThat(box.run("true").code()).isZero();
    assertThat(box.run("/bin/false").code()).isEqualTo(1);
    assertThat(box.shell("exit 3").code()).isEqualTo(3);
  }

  @Test
  void deathBySignalIs128AndTheSignal() throws Exception {
    RunningContainer container = box.launch("sleep", "60");
    container.init().signal(9);
    ExitStatus exit = container.init().exit().get(10, TimeUnit.SECONDS);

    assertThat(exit.code()).isEqualTo(137);
    assertThat(exit.signal()).isEqualTo(9);
    assertThat(exit.oomKilled()).isFalse();
  }

  @Test
  void outputIsCapturedApart() throws IOException {
    Box.Result result = box.shell("echo out; echo err >&2");

    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
  }

  @Test
  void stdinReachesTheProcess() throws Exception {
    RunningContainer container = box.launch(box.spec(Processes.stdin("cat")).spec());
    try (OutputStream in = Box.stdin(container.init())) {
      in.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    container.init().closeStdin();

    assertThat(new String(Box.stdout(container.init()).readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("hello");
    assertThat(container.init().exit().get(10, TimeUnit.SECONDS).code()).isZero();
  }

  @Test
  void withoutStdinThereIsNothingToRead() throws IOException {
    assertThat(box.run("cat").out()).isEmpty();
  }

  @Test
  void theTerminalControlsAndHasItsSize() throws IOException {
    ProcessSpec shell =
        Processes.terminal(
            "sh", "-c", "tty; stty size; test -c /dev/console; echo $?; echo x >/dev/tty");

    assertThat(box.run(box.spec(shell).spec()).out())
        .isEqualTo("/dev/pts/0\r\n24 80\r\n0\r\nx\r\n");
  }

  @Test
  void theTerminalInterrupts() throws Exception {
    RunningContainer container =
        box.launch(box.spec(Processes.terminal("sh", "-c", "echo ready; cat; echo no")).spec());
    container.init().resize(new ProcessSpec.WindowSize(10, 20));
    InputStream out = Box.stdout(container.init());
    assertThat(out.read()).isEqualTo('r');
    OutputStream in = Box.stdin(container.init());
    Thread.sleep(200);
    in.write(3);
    in.flush();

    assertThat(container.init().exit().get(10, TimeUnit.SECONDS).code()).isEqualTo(130);
    in.close();
    out.close();
  }

  @Test
  void missingAndUnusableCommandsHaveDockersWords() {
    assertCannot("nosuchcmd", 127, "exec: \"nosuchcmd\": executable file not found in $PATH");
    assertCannot("/nosuch", 127, "exec: \"/nosuch\": stat /nosuch: no such file or directory");
    assertCannot("/etc/passwd", 126, "exec: \"/etc/passwd\": permission denied");
    assertCannot("/etc", 126, "exec: \"/etc\": is a directory");
  }

  private void assertCannot(String command, int code, String message) {
    assertThatThrownBy(() -> box.run(command))
        .isInstanceOfSatisfying(CannotExecute.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void usersComeFromTheContainersFiles() throws IOException {
    assertThat(identity("")).startsWith("uid=0(root) gid=0(root)");
    assertThat(identity("alice"))
        .isEqualTo("uid=1000(alice) gid=1001(alice) groups=10(wheel),1001(alice)\n");
    assertThat(identity("4321:plugdev")).isEqualTo("uid=4321 gid=46(plugdev) groups=46(plugdev)\n");
    assertThatThrownBy(() -> identity("nosuch"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("unable to find user nosuch: no matching entries in passwd file");
  }

  private String identity(String user) throws IOException {
    return box.run(box.spec(Processes.as(user, "id")).spec()).out();
  }

  @Test
  void anotherUserCanUseItsStreamsAndHome() throws IOException {
    ProcessSpec shell =
        Processes.as("alice", "sh", "-c", "echo $HOME; echo a >/dev/stdout; echo b >/dev/stderr");
    Box.Result result = box.run(box.spec(shell).spec());

    assertThat(result.out()).isEqualTo("/home/alice\na\n");
    assertThat(result.err()).isEqualTo("b\n");
  }

  @Test
  void theWorkingDirectoryIsMade() throws IOException {
    assertThat(box.run(box.spec(Processes.in("/made/for/it", "pwd")).spec()).out())
        .isEqualTo("/made/for/it\n");
    assertThatThrownBy(() -> box.run(box.spec(Processes.in("/etc/passwd", "pwd")).spec()))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void namespacesAreItsOwn() throws IOException {
    assertThat(box.run("hostname").out()).isEqualTo("box\n");
    assertThat(box.shell("echo $$; ls -d /proc/[0-9]*").out()).startsWith("1\n/proc/1\n");
    assertThat(box.shell("ls /sys/class/net; ip addr show lo").out())
        .startsWith("lo\n")
        .contains("127.0.0.1");
    if (box.runtime.features().cgroupVersion() == 1) {
      assertThat(box.shell("cat /proc/self/cgroup | grep memory").out()).endsWith(":/\n");
    }
  }

  @Test
  void privilegesAreDockersDefault() throws IOException {
    String status = box.run("cat", "/proc/self/status").out();
    String expected =
        String.format("%016x", Capabilities.bits(Capabilities.DEFAULT) & Capabilities.bounding());

    assertThat(status)
        .contains("CapBnd:\t" + expected)
        .contains("CapEff:\t" + expected)
        .contains("CapPrm:\t" + expected)
        .contains("CapInh:\t0000000000000000")
        .contains("CapAmb:\t0000000000000000")
        .contains("NoNewPrivs:\t0")
        .contains("Seccomp:\t2")
        .contains("SigBlk:\t0000000000000000")
        .contains("SigIgn:\t0000000000000000");
  }

  @Test
  void anotherUserHasNoCapabilities() throws IOException {
    String status =
        box.run(box.spec(Processes.as("alice", "cat", "/proc/self/status")).spec()).out();

    assertThat(status)
        .contains("CapEff:\t0000000000000000")
        .contains("CapPrm:\t0000000000000000")
        .contains("Umask:\t0022");
  }

  @Test
  void onlyTheStandardStreamsAreOpen() throws IOException {
    // the fourth is the directory that ls itself reads
    assertThat(box.run("ls", "/proc/self/fd").out()).isEqualTo("0\n1\n2\n3\n");
  }

  @Test
  void kernelFilesAreHiddenOrReadOnly() throws IOException {
    String script =
        "wc -c </proc/keys; ls /sys/firmware | wc -l; echo 1 >/proc/sys/kernel/panic;"
            + " touch /sys/x; touch /sys/fs/cgroup/x;"
            + " mknod /tmp/disk b 254 0; head -c1 /tmp/disk; mount -t tmpfs x /tmp; dmesg";
    Box.Result result = box.shell(script);

    assertThat(result.out().lines().limit(2)).containsExactly("0", "0");
    assertThat(result.err())
        .contains("can't create /proc/sys/kernel/panic: Read-only file system")
        .contains("/sys/x: Read-only file system")
        .contains("/sys/fs/cgroup/x: Read-only file system")
        .contains("head: /tmp/disk: Operation not permitted")
        .contains("permission denied");
    assertThat(result.code()).isNotZero();
  }

  @Test
  void devicesAreTheUsualOnes() throws IOException {
    assertThat(
            box.shell("echo a >/dev/null; head -c3 /dev/zero | wc -c; ls /dev; readlink /dev/ptmx")
                .out())
        .isEqualTo(
            "3\ncore\nfd\nfull\nmqueue\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\ntty\nurandom\nzero\npts/ptmx\n");
  }

  @Test
  void changesStayInTheContainer() throws IOException {
    LaunchSpec first =
        box.spec(PlainLaunch.process("sh", "-c", "echo changed >/etc/passwd")).spec();
    assertThat(box.run(first).code()).isZero();

    assertThat(Files.readString(first.overlay().upper().resolve("etc/passwd")))
        .isEqualTo("changed\n");
    assertThat(box.run("cat", "/etc/passwd").out()).startsWith("root:");
  }

  @Test
  void bindsTmpfsAndReadOnlyRoots() throws IOException {
    Path shared = Files.createDirectory(box.directory.resolve("shared"));
    Files.writeString(shared.resolve("file"), "host");
    List<MountSpec> mounts =
        List.of(
            new MountSpec.Bind(shared, "/data/rw", false, "rprivate"),
            new MountSpec.Bind(shared, "/data/ro", true, "rprivate"),
            new MountSpec.Bind(shared.resolve("file"), "/etc/one", true, ""),
            new MountSpec.Tmpfs("/scratch", List.of("size=1m", "mode=700", "exec")));
    ProcessSpec shell =
        PlainLaunch.process(
            "sh",
            "-c",
            "cat /data/ro/file /etc/one; echo n >/data/rw/new; touch /data/ro/x; touch /etc/one; touch /y; touch /scratch/z && stat -c %a /scratch");
    Box.Result result =
        box.run(box.spec(shell).with("mounts", mounts).with("readOnlyRoot", true).spec());

    assertThat(result.out()).isEqualTo("hosthost700\n");
    assertThat(result.err())
        .contains("/data/ro/x: Read-only file system")
        .contains("/etc/one: Read-only file system")
        .contains("/y: Read-only file system");
    assertThat(shared.resolve("new")).hasContent("n");
    assertThat(shared.resolve("x")).doesNotExist();
  }

  @Test
  void sysctlsAreOfTheNamespaceOnly() throws IOException {
    Box.Launchable spec = box.spec(PlainLaunch.process("cat", "/proc/sys/net/ipv4/ip_forward"));
    String before = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));

    assertThat(box.run(spec.with("sysctls", Map.of("net.ipv4.ip_forward", "1")).spec()).out())
        .isEqualTo("1\n");
    for (Map<String, String> bad :
        List.of(
            Map.of("kernel.core_pattern", "|/x"),
            Map.of("net.ipv4.ip_forward", "1\n2"),
            Map.of("net./../kernel.core_pattern", "x"))) {
      assertThatThrownBy(() -> box.run(spec.with("sysctls", bad).spec()))
          .isInstanceOf(InvalidRequest.class);
    }
    assertThat(Files.readString(Path.of("/proc/sys/kernel/core_pattern"))).isEqualTo(before);
  }

  @Test
  void theHostsNetworkAndNames() throws IOException {
    Box.Launchable spec =
        box.spec(
            PlainLaunch.process(
                "sh",
                "-c",
                "readlink /proc/self/ns/net; readlink /proc/self/ns/uts; ls /sys/class/net"));
    String out =
        box.run(spec.with("namespaces", new HostNamespaces(true, true, true, true)).spec()).out();

    assertThat(out)
        .contains(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString())
        .contains(Files.readSymbolicLink(Path.of("/proc/self/ns/uts")).toString());
  }

  @Test
  void privilegedHasEverything() throws IOException {
    ProcessSpec shell =
        Processes.privileged(
            "sh",
            "-c",
            "mount -t tmpfs x /tmp && grep -c . /proc/mounts >/dev/null; echo $?; grep Seccomp: /proc/self/status");
    Box.Result result = box.run(box.spec(shell).with("privileged", true).spec());

    assertThat(result.out()).isEqualTo("0\nSeccomp:\t0\n");
  }
}
