package io.berth.keeper.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.keeper.Job;
import io.berth.linux.Pipe;
import io.berth.linux.UnixSocket;
import io.berth.runtime.DeviceSpec;
import io.berth.runtime.HostNamespaces;
import io.berth.runtime.LaunchSpec;
import io.berth.runtime.MountSpec;
import io.berth.runtime.ProcessSpec;
import io.berth.runtime.Resources;
import io.berth.snapshot.OverlayMount;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RecordCodecTest {

  private record Older(long call, String name) {}

  private record Inner(int number) {}

  private record Newer(
      long call,
      String name,
      boolean flag,
      int count,
      List<String> lines,
      Set<Integer> numbers,
      Map<String, Path> places,
      Optional<Instant> at,
      Optional<Inner> inner) {}

  private record Day(DayOfWeek day, Map<DayOfWeek, Integer> hours) {}

  private record Frobnicate(long call, String what) {}

  private record Whistled(String tune) {}

  @Test
  void everyMessageComesBackAsItWas() {
    Samples samples = new Samples(new Random(1));
    for (Class<? extends Record> type : Samples.records(Message.class)) {
      for (int i = 0; i < 50; i++) {
        Record message = samples.record(type);
        assertThat(RecordCodec.message(RecordCodec.write(message))).isEqualTo(message);
        assertThat(RecordCodec.read(RecordCodec.write(message), type)).isEqualTo(message);
      }
    }
  }

  private static LaunchSpec spec() {
    return new LaunchSpec(
        "c".repeat(64),
        new OverlayMount(
            List.of(Path.of("/l/1"), Path.of("/l/2")), Path.of("/u"), Path.of("/w"), Path.of("/m")),
        List.of(
            new MountSpec.Bind(Path.of("/src"), "/dst", true, "rslave"),
            new MountSpec.Tmpfs("/tmp", List.of("size=64m", "noexec")),
            new MountSpec.Tmpfs("/run", List.of())),
        true,
        "host",
        "domain",
        new HostNamespaces(true, false, true, false),
        new ProcessSpec(
            List.of("sh", "-c", "echo \u00fc"),
            List.of("A=1", "B="),
            "/work",
            "app:staff",
            List.of("wheel", "44"),
            Set.of("CAP_CHOWN", "CAP_KILL"),
            false,
            true,
            "default",
            true,
            true,
            false,
            new ProcessSpec.WindowSize(24, 80),
            List.of(new ProcessSpec.Rlimit("nofile", 10, Long.MAX_VALUE))),
        Resources.UNLIMITED,
        Map.of("net.core.somaxconn", "9"),
        true,
        List.of(new DeviceSpec("/dev/null", "/dev/nothing", "rwm")),
        64 << 20,
        -500,
        Path.of("/run/x"));
  }

  @Test
  void aLaunchKeepsEveryKindOfMount() {
    Message.Launch launch =
        new Message.Launch(
            7,
            new Job(spec(), true, Optional.of(new Job.LogPlace(Path.of("/log"), 1, 2)), "memo"),
            true);
    assertThat(RecordCodec.message(RecordCodec.write(launch))).isEqualTo(launch);
  }

  @Test
  void constantsAreText() {
    Day day = new Day(DayOfWeek.FRIDAY, Map.of(DayOfWeek.MONDAY, 8, DayOfWeek.SUNDAY, 0));
    assertThat(RecordCodec.read(RecordCodec.write(day), Day.class)).isEqualTo(day);
  }

  @Test
  void fieldsThatAreNotKnownAreSkipped() {
    Newer newer =
        new Newer(
            3,
            "n",
            true,
            9,
            List.of("a"),
            Set.of(1, 2),
            Map.of("k", Path.of("/p")),
            Optional.of(Instant.EPOCH),
            Optional.of(new Inner(5)));
    assertThat(RecordCodec.read(RecordCodec.write(newer), Older.class))
        .isEqualTo(new Older(3, "n"));
  }

  @Test
  void absentFieldsAreEmpty() {
    Newer read = RecordCodec.read(RecordCodec.write(new Older(3, "n")), Newer.class);
    assertThat(read)
        .isEqualTo(
            new Newer(
                3,
                "n",
                false,
                0,
                List.of(),
                Set.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void aRequestThatIsNotKnownIsToldFromRubbish() {
    assertThat(RecordCodec.message(RecordCodec.write(new Frobnicate(7, "x"))))
        .isEqualTo(new Message.Unknown(7, "Frobnicate"));
  }

  /** A newer keeper may tell of more than this service knows. */
  @Test
  void anEventThatIsNotKnownEndsNoConnection() {
    assertThat(RecordCodec.message(RecordCodec.write(new Whistled("la"))))
        .isInstanceOf(Message.Unknown.class);
  }

  @Test
  void changedBytesAreAMessageOrABadOne() {
    Random random = new Random(2);
    Samples samples = new Samples(random);
    List<Class<? extends Record>> types = Samples.records(Message.class);
    int bad = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = RecordCodec.write(samples.record(types.get(i % types.size())));
      bad += isBad(changed(bytes, random)) ? 1 : 0;
    }
    assertThat(bad).isBetween(1000, 29_000);
  }

  private static byte[] changed(byte[] bytes, Random random) {
    byte[] changed =
        random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
    for (int n = random.nextInt(4); n >= 0 && changed.length > 0; n--) {
      changed[random.nextInt(changed.length)] =
          (byte) (random.nextBoolean() ? random.nextInt(8) : random.nextInt());
    }
    return changed;
  }

  private static boolean isBad(byte[] bytes) {
    try {
      assertThat(RecordCodec.message(bytes)).isNotNull();
      return false;
    } catch (BadMessage e) {
      return true;
    }
  }

  @Test
  void everyBeginningIsBad() {
    byte[] bytes =
        RecordCodec.write(
            new Message.Launch(1, new Job(spec(), false, Optional.empty(), "m"), false));
    for (int length = 0; length < bytes.length; length++) {
      byte[] beginning = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> RecordCodec.message(beginning)).isInstanceOf(BadMessage.class);
    }
    assertThatThrownBy(() -> RecordCodec.message(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(BadMessage.class);
  }

  private static ByteBuffer record(int size, String name, int fields) {
    ByteBuffer bytes = ByteBuffer.allocate(size).put((byte) 6);
    text(bytes, name);
    return bytes.putInt(fields);
  }

  private static void text(ByteBuffer bytes, String text) {
    bytes.putInt(text.length()).put(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void countsBeyondWhatIsThereAreBad() {
    for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 28}) {
      assertBad(record(100, "Runs", count));
      ByteBuffer list = record(100, "Runs", 1);
      text(list, "runs");
      assertBad(list.put((byte) 5).putInt(count));
      ByteBuffer value = record(100, "Failed", 1);
      text(value, "message");
      assertBad(value.put((byte) 4).putInt(count));
    }
  }

  private static void assertBad(ByteBuffer bytes) {
    assertThatThrownBy(() -> RecordCodec.message(bytes.array())).isInstanceOf(BadMessage.class);
  }

  /** Each list says that the rest of 16 MB is its elements. */
  @Test
  void listsInListsTakeNoMoreMemoryThanTheyHaveElements() {
    ByteBuffer bytes = record(16 << 20, "Pids", 1);
    text(bytes, "pids");
    for (int i = 0; i < 28; i++) {
      bytes.put((byte) 5).putInt(bytes.remaining() - 4);
    }
    long before = allocated();
    assertBad(bytes);
    assertThat(allocated() - before).isLessThan(64L << 20);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void deepNestingIsBad() {
    for (int depth : new int[] {33, 1000, 100_000}) {
      for (String field : List.of("pids", "unknown")) {
        ByteBuffer bytes = record(depth * 5 + 100, "Pids", 1);
        text(bytes, field);
        for (int i = 0; i < depth; i++) {
          bytes.put((byte) 5).putInt(1);
        }
        assertBad(bytes.put((byte) 0));
      }
    }
  }

  private record Placed(long call, String netns) {}

  private record Ended(String exit) {}

  private record Pids(long call, List<String> pids) {}

  private record At(String at) {}

  private record Time(Instant at) {}

  @Test
  void textThatIsNoPathTimeOrNumberIsBad() {
    assertBad(new Placed(1, "a\0b"), Message.Placed.class);
    assertBad(new At("yesterday"), Time.class);
    assertBad(new Pids(1, List.of("one")), Message.Pids.class);
    assertBad(new Ended("text"), Message.Ended.class);
    assertBad(new Whistled("la"), Message.Ended.class);
  }

  private static void assertBad(Record written, Class<? extends Record> read) {
    byte[] bytes = RecordCodec.write(written);
    assertThatThrownBy(() -> RecordCodec.read(bytes, read)).isInstanceOf(BadMessage.class);
  }

  @Test
  void aChannelEndsAtWhatIsNoMessage() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] rubbish = new byte[random.nextInt(2, 200)];
      random.nextBytes(rubbish);
      rubbish[0] = 0; // not too long to be sent
      rubbish[1] = 0;
      assertEnds(rubbish);
    }
    assertEnds(ByteBuffer.allocate(5).putInt(Integer.MAX_VALUE).array());
    assertEnds(ByteBuffer.allocate(5).putInt(-1).array());
    assertEnds(ByteBuffer.allocate(5).putInt((16 << 20) + 1).array());
    assertEnds(ByteBuffer.allocate(5).putInt(16 << 20).array());
    byte[] hello = RecordCodec.write(new Message.Hello(1, 1));
    assertEnds(
        ByteBuffer.allocate(5 + hello.length)
            .putInt(hello.length)
            .put((byte) 3) // descriptors that are not there
            .put(hello)
            .array());
  }

  private static void assertEnds(byte[] bytes) {
    UnixSocket[] pair = UnixSocket.pair();
    try (Channel channel = new Channel(pair[1])) {
      try (UnixSocket sender = pair[0]) {
        sender.send(bytes, 0, bytes.length, List.of());
      }
      Channel.Letter letter;
      while ((letter = channel.receive()) != null) {
        letter.close();
      }
    } catch (BadMessage e) {
      assertThat(e).hasMessageNotContaining("Exception");
    }
  }

  @Test
  void descriptorsComeWithTheirMessages() {
    UnixSocket[] pair = UnixSocket.pair();
    try (Channel sender = new Channel(pair[0]);
        Channel receiver = new Channel(pair[1]);
        Pipe one = Pipe.open();
        Pipe two = Pipe.open()) {
      sender.send(new Message.Done(1), List.of());
      sender.send(new Message.Done(2), List.of(one.reader(), one.writer(), two.writer()));
      sender.send(new Message.Done(3), List.of(two.reader()));
      for (int count : new int[] {0, 3, 1}) {
        Channel.Letter letter = receiver.receive();
        assertThat(letter).isNotNull();
        assertThat(letter.descriptors()).hasSize(count);
        letter.close();
      }
    }
  }
}
