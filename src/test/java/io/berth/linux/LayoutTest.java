package io.berth.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the kernel's structures look like, against numbers of its headers. */
class LayoutTest {

  @Test
  void deviceNumbers() {
    assertThat(FileStatus.device(1, 3)).isEqualTo(0x103);
    assertThat(FileStatus.device(254, 0)).isEqualTo(0xfe00);
    assertThat(FileStatus.device(0x12345, 0x67890)).isEqualTo(0x1200067834590L);
  }

  @Test
  void capabilitySets() {
    assertThat(Capabilities.bits(Capabilities.DEFAULT)).isEqualTo(0xa80425fbL);
    assertThat(Capabilities.bits(Set.of("chown", "CAP_AUDIT_READ"))).isEqualTo(1L << 37 | 1);
    assertThat(Capabilities.ALL).hasSize(41);
    ByteBuffer sets =
        ByteBuffer.wrap(Credentials.sets(1L << 37 | 1)).order(ByteOrder.nativeOrder());
    assertThat(List.of(sets.getInt(), sets.getInt(), sets.getInt())).containsExactly(1, 1, 0);
    assertThat(List.of(sets.getInt(), sets.getInt(), sets.getInt())).containsExactly(32, 32, 0);
  }

  @Test
  void endsOfChildren() {
    ByteBuffer info = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
    assertThat(Pidfd.parse(info.array())).isEmpty();
    info.putInt(0, 17).putInt(8, 1).putInt(16, 99).putInt(24, 3);
    assertThat(Pidfd.parse(info.array())).contains(new Pidfd.Exit(3, 0));
    info.putInt(8, 2).putInt(24, 9);
    assertThat(Pidfd.parse(info.array())).contains(new Pidfd.Exit(0, 9));
  }

  @Test
  void changesOfDirectories() {
    ByteBuffer events = ByteBuffer.allocate(96).order(ByteOrder.nativeOrder());
    events.putInt(0, 3).putInt(4, Inotify.MODIFY).putInt(12, 16).put(16, (byte) 'a');
    events.putInt(32, -1).putInt(36, 0x4000);
    events.putInt(48, 3).putInt(52, 0x8000);

    List<Inotify.Event> parsed = Inotify.parse(events.array(), 64);

    assertThat(parsed).extracting(Inotify.Event::watch).containsExactly(3, -1, 3);
    assertThat(parsed).extracting(Inotify.Event::overflow).containsExactly(false, true, false);
    assertThat(parsed).extracting(Inotify.Event::ignored).containsExactly(false, false, true);
    assertThat(Inotify.parse(events.array(), 0)).isEmpty();
  }

  @Test
  void waitStatuses() {
    assertThat(Pidfd.Exit.of(7 << 8)).isEqualTo(new Pidfd.Exit(7, 0));
    assertThat(Pidfd.Exit.of(255 << 8)).isEqualTo(new Pidfd.Exit(255, 0));
    assertThat(Pidfd.Exit.of(9)).isEqualTo(new Pidfd.Exit(0, 9));
    assertThat(Pidfd.Exit.of(0x80 | 11)).isEqualTo(new Pidfd.Exit(0, 11)); // left a core
  }

  @Test
  void processStatistics() {
    String zeros = " 0".repeat(29);
    ProcessStat stat =
        ProcessStat.parse(
            "42 (a) b (c) Z 1 42 42 0 -1 4194368 0 0 0 0 0 0 0 0 20 0 1 0 212590"
                + zeros
                + " 1792\n");

    assertThat(stat).isEqualTo(new ProcessStat("a) b (c", 'Z', 1, 0x400040, 212590, 1792));
    assertThat(stat.neverExecuted()).isTrue();
  }

  @Test
  void aDeviceProgramIsWholeInstructions() {
    byte[] nothing = DeviceFilter.program(List.of());
    byte[] one = DeviceFilter.program(List.of(new DeviceFilter.Rule('c', 1, 3, "rw")));

    assertThat(nothing).hasSize(8 * 8);
    assertThat(one).hasSize(8 * (8 + 1 + 3 + 2 + 2));
  }
}
