package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ImageReferenceTest {

  private static final String HEX =
      "9e02f866e0f54fbf4412296b6522685199ae4d8b1f0afa3942da9b19cebcd7a1";

  @Test
  void dockerHubDefaultsApply() {
    ImageReference nginx = ImageReference.parse("nginx");
    assertThat(nginx.orLatest()).hasToString("docker.io/library/nginx:latest");
    assertThat(nginx.orLatest().familiar()).isEqualTo("nginx:latest");
    assertThat(ImageReference.parse("team/app:1").familiar()).isEqualTo("team/app:1");
    assertThat(ImageReference.parse("index.docker.io/nginx")).isEqualTo(nginx);
    assertThat(ImageReference.parse("docker.io/nginx")).isEqualTo(nginx);
  }

  @Test
  void aPortIsNotATag() {
    ImageReference local = ImageReference.parse("localhost:5000/tut/busybox");
    assertThat(local.domain()).isEqualTo("localhost:5000");
    assertThat(local.path()).isEqualTo("tut/busybox");
    assertThat(local.tag()).isNull();
    assertThat(ImageReference.parse("localhost/x").domain()).isEqualTo("localhost");
    assertThat(ImageReference.parse("[::1]:5000/x:1").domain()).isEqualTo("[::1]:5000");
  }

  @Test
  void digestsAreKept() {
    ImageReference pinned = ImageReference.parse("busybox@sha256:" + HEX);
    assertThat(pinned.orLatest().familiar()).isEqualTo("busybox@sha256:" + HEX);
    assertThat(ImageReference.of("localhost:5000/x", "sha256:" + HEX).digest()).isNotNull();
  }

  @Test
  void malformedNamesAreRefusedInDockersWords() {
    for (String bad :
        List.of(
            "",
            ":1",
            "a//b",
            "/a",
            "a/",
            "-a",
            "a:",
            "a:b:c",
            "a@sha256:12",
            "a b",
            "a\n",
            "../a",
            "a:" + "t".repeat(129),
            "a@" + HEX,
            "ä",
            "a_.b",
            "host:port/a",
            "a..b",
            "x/../y")) {
      assertThatThrownBy(() -> ImageReference.parse(bad))
          .as(bad)
          .isInstanceOf(InvalidRequest.class)
          .hasMessageStartingWith("invalid reference format");
    }
    assertThatThrownBy(() -> ImageReference.parse("Foo"))
        .hasMessage("invalid reference format: repository name (Foo) must be lowercase");
    assertThatThrownBy(() -> ImageReference.parse(HEX))
        .hasMessageContaining("cannot specify 64-byte hexadecimal strings");
    assertThatThrownBy(() -> ImageReference.parse("a".repeat(256)))
        .hasMessageContaining("must not be more than 255 characters");
  }

  @RepeatedTest(300)
  void whatIsPrintedReadsBackEqual(RepetitionInfo repetition) {
    ImageReference parsed = ImageReference.parse(reference(seeded(repetition)));
    assertThat(ImageReference.parse(parsed.toString())).isEqualTo(parsed);
    assertThat(ImageReference.parse(parsed.familiar())).isEqualTo(parsed);
  }

  @RepeatedTest(300)
  void anyTextIsEitherReadOrRefused(RepetitionInfo repetition) {
    String text = text(seeded(repetition));
    try {
      ImageReference parsed = ImageReference.parse(text);
      assertThat(ImageReference.parse(parsed.toString())).isEqualTo(parsed);
    } catch (InvalidRequest e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static Random seeded(RepetitionInfo repetition) {
    return new Random(repetition.getCurrentRepetition());
  }

  private static String reference(Random random) {
    String path =
        IntStream.rangeClosed(0, random.nextInt(4))
            .mapToObj(_ -> letters(random, "abcxyz0189"))
            .collect(Collectors.joining("/"));
    return one(random, "", "localhost:5000/", "ghcr.io/", "docker.io/", "10.0.0.1:80/", "A/")
        + path
        + one(random, "", ":1.22", ":x_Y-z.0", "@sha256:" + HEX, ":1@sha256:" + HEX);
  }

  /** Half of it of what references are made of, which gets further than any text. */
  private static String text(Random random) {
    return random.nextBoolean()
        ? letters(random, "aZ09.:/@_-") + letters(random, "aZ09.:/@_-")
        : random
            .ints(random.nextInt(40), 0, 0x110000)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
  }

  private static String letters(Random random, String alphabet) {
    return random
        .ints(1 + random.nextInt(8), 0, alphabet.length())
        .mapToObj(i -> alphabet.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  private static String one(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
