package io.berth.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.bin.Bin;
import io.berth.bin.BinItem;
import io.berth.container.ContainerView.Status;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.NotFound;
import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.volume.VolumeBin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers and volumes in the bin: hidden, kept over restarts, back as they were, or gone. */
class BinIT {

  private static final Caller OPERATOR = new Caller("olga", Role.OPERATOR, null);

  private ContainerRoom room;

  @BeforeEach
  void open() throws Exception {
    room = new ContainerRoom();
  }

  @AfterEach
  void close() throws Exception {
    room.close();
  }

  private Bin bin() {
    return room.bean(Bin.class);
  }

  private List<String> listed() {
    return room.containers.list(new Containers.ListQuery(true, 0, false, Map.of())).stream()
        .map(ContainerView::name)
        .toList();
  }

  private void removed(String ref) {
    assertThat(room.containerBin.bin(ref, true, true)).isPresent();
  }

  @Test
  void aContainerComesBackWithWhatItWroteAndItsSettings() throws Exception {
    String id =
        room.create(
            "kept",
            ContainerRoom.shell("echo said; echo more >>/note; cat /note; sleep 1000"),
            "{'Memory':67108864,'RestartPolicy':{'Name':'always'}}");
    room.containers.start(id);
    Awaitility.await().until(() -> room.log(id).contains("more"));
    var before = room.containers.inspect(id, false);

    removed("kept");
    assertThat(Path.of("/proc/" + before.state().pid())).doesNotExist();
    assertThat(listed()).isEmpty();
    for (String ref : List.of(id, "kept", id.substring(0, 10))) {
      assertThatThrownBy(() -> room.containers.inspect(ref, false)).isInstanceOf(NotFound.class);
      assertThatThrownBy(() -> room.containers.start(ref)).isInstanceOf(NotFound.class);
      assertThatThrownBy(() -> room.containers.logs(ref)).isInstanceOf(NotFound.class);
    }
    BinItem item = bin().list().getFirst();
    assertThat(item.name()).isEqualTo("kept");
    assertThat(item.stay().by()).isEqualTo(Caller.ENGINE.name());
    assertThat(item.stay().until()).isEqualTo(item.stay().since().plusSeconds(3600));
    assertThat(bin().size(id)).isPositive();

    String other = room.create("kept", ContainerRoom.shell("true"), "{}");
    assertThat(bin().find(id).comesBackAs()).isEqualTo("kept-2");
    room.stop();
    room.start();
    assertThat(listed()).containsExactly("kept");
    assertThat(Files.isDirectory(room.root.resolve("containers").resolve(id))).isTrue();

    room.containers.remove(other, false, false);
    var restored = room.containerBin.restore(id);
    assertThat(restored.name()).isEqualTo("kept");
    assertThat(restored.notes()).isEmpty();
    var after = room.containers.inspect(id, false);
    assertThat(after.state().status()).isEqualTo(Status.EXITED);
    assertThat(after.config()).isEqualTo(before.config());
    assertThat(after.hostConfig()).isEqualTo(before.hostConfig());
    assertThat(after.mounts()).isEqualTo(before.mounts());
    assertThat(room.log(id)).contains("said");
    assertThat(bin().list()).isEmpty();
    room.containers.start(id);
    Awaitility.await().until(() -> room.log(id).contains("more\nmore"));
  }

  @Test
  void nothingInTheBinStartsWithTheEngineAndNothingIsLost() throws Exception {
    String id =
        room.create(
            "sleeper",
            ContainerRoom.shell("sleep 1000"),
            "{'RestartPolicy':{'Name':'always'},'Binds':['/scratch','data:/data']}");
    room.containers.start(id);
    removed(id);
    room.stop();
    room.start();
    assertThat(listed()).isEmpty();
    assertThat(bin().list()).extracting(BinItem::kind).hasSize(2).contains(BinItem.Kind.VOLUME);
    room.stop();
    room.start();
    Thread.sleep(300); // a start by policy would be under way
    assertThat(listed()).isEmpty();
    var back = room.containerBin.restore(id);
    assertThat(back.notes()).singleElement().asString().contains("/scratch came back with it");
    assertThat(bin().list()).isEmpty();
    assertThat(room.containers.inspect(id, false).mounts()).hasSize(2);
  }

  @Test
  void someContainersAreRemovedForGood() throws Exception {
    String brief = room.create("brief", ContainerRoom.shell("sleep 1000"), "{'AutoRemove':true}");
    room.containers.start(brief);
    assertThat(room.containerBin.bin(brief, true, true)).isEmpty();
    Awaitility.await().until(() -> listed().isEmpty());
    room.containers.remove(room.sh("true"), false, false);
    room.sh("true");
    assertThat(room.containers.prune(Map.of()).ids()).hasSize(1);
    assertThat(bin().list()).isEmpty();
    room.stop();
    room.binKeep = "0s";
    room.start();
    String id = room.sh("true");
    assertThat(room.containerBin.bin(id, false, false)).isEmpty();
    assertThat(bin().list()).isEmpty();
    assertThat(room.root.resolve("containers").resolve(id)).doesNotExist();
  }

  @Test
  void aContainerThatRunsIsNotBinnedUnlessForced() {
    String id = room.sh("sleep 1000");
    room.containers.start(id);
    assertThatThrownBy(() -> room.containerBin.bin(id, false, false))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("cannot remove a running container");
    assertThat(bin().list()).isEmpty();
  }

  @Test
  void volumesKeepTheirDataAndTheirNameIsFree() throws Exception {
    Path data = room.volumes.create("data", "", Map.of(), Map.of("a", "b")).mountpoint();
    Files.writeString(data.resolve("file"), "precious");
    var volumes = room.bean(VolumeBin.class);
    String id = room.create("user", ContainerRoom.shell("cat /d/file"), "{'Binds':['data:/d']}");
    assertThatThrownBy(() -> volumes.bin("data")).isInstanceOf(Conflict.class);
    removed("user");
    BinItem first = volumes.bin("data").orElseThrow();
    assertThat(room.volumes.list(Map.of())).isEmpty();
    assertThatThrownBy(() -> room.volumes.inspect("data")).isInstanceOf(NotFound.class);

    var second = room.volumes.create("data", "", Map.of(), Map.of());
    assertThat(second.mountpoint()).isNotEqualTo(data).isEmptyDirectory();
    assertThat(bin().find(first.id()).comesBackAs()).isEqualTo("data-2");
    room.stop();
    room.start();
    var back = room.containerBin.restore(id);
    assertThat(back.notes()).singleElement().asString().contains("called data-2 now");
    assertThat(room.run(id)).isZero();
    assertThat(room.log(id)).isEqualTo("precious");
    assertThat(room.volumes.inspect("data-2").labels()).isEqualTo(Map.of("a", "b"));
    assertThat(room.volumes.inspect("data").mountpoint()).isEqualTo(second.mountpoint());
  }

  @Test
  void aRestoreSaysWhatIsMissingAndAPruneTakesNothingThatIsMissed() {
    String id = room.create("user", ContainerRoom.shell("true"), "{'Binds':['gone:/g','/anon']}");
    assertThat(room.containerBin.bin(id, false, false)).isPresent();
    assertThat(room.volumes.prune(Map.of("all", Set.of("true"))).names()).isEmpty();
    room.volumes.remove("gone", false);
    assertThat(room.containerBin.restore(id).notes())
        .containsExactly("volume gone at /g is gone: a start makes an empty one");
  }

  @Test
  void itsTimeOverOrDeletedItIsGone() throws Exception {
    String id = room.create("short", ContainerRoom.shell("true"), "{'Binds':['/scratch']}");
    removed(id);
    bin().delete(id);
    assertThat(bin().list()).isEmpty();
    assertThat(room.root.resolve("containers").resolve(id)).doesNotExist();
    assertThatThrownBy(() -> bin().restore(id)).isInstanceOf(NotFound.class);

    room.stop();
    room.binKeep = "1s";
    room.start();
    String soon = room.create("soon", ContainerRoom.shell("true"), "{'Binds':['/scratch']}");
    removed(soon);
    assertThat(bin().list()).hasSize(2);
    Awaitility.await().until(() -> bin().list().isEmpty());
    assertThat(room.root.resolve("containers").resolve(soon)).doesNotExist();
    assertThat(room.root.resolve("volumes")).isEmptyDirectory();
  }

  @Test
  void anOperatorGetsNoPowerOverTheHostOutOfTheBin() throws Exception {
    String strong =
        room.create(
            "strong", ContainerRoom.shell("cat /v/run"), "{'Privileged':true,'Binds':['vv:/v']}");
    removed(strong);
    var service = room.bean(ContainerBin.class);
    assertThatThrownBy(() -> OPERATOR.call(() -> service.restore(strong)))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("privileged mode needs the role administrator");
    // what it would run must not be written meanwhile
    var create = room.bean(Containers.class);
    var request =
        new Containers.CreateRequest(
            "writer",
            ContainerRoom.config("{\"Image\":\"box:1\"}"),
            ContainerRoom.host("{\"NetworkMode\":\"none\",\"Binds\":[\"vv:/v\"]}"),
            Map.of(),
            null);
    assertThatThrownBy(() -> OPERATOR.call(() -> create.create(request)))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("volume vv, which container strong uses with privileged mode");
    assertThat(bin().list()).hasSize(1);
  }
}
