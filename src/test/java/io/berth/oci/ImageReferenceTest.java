package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ImageReferenceTest {

  private static final String HEX =
      "9e02f866e0f54fbf4412296b6522685199ae4d8b1f0afa3942da9b19cebcd7a1";

  @Example
  void dockerHubDefaultsApply() {
    ImageReference nginx = ImageReference.parse("nginx");
    assertThat(nginx.orLatest()).hasToString("docker.io/library/nginx:latest");
    assertThat(nginx.orLatest().familiar()).isEqualTo("nginx:latest");
    assertThat(ImageReference.parse("team/app:1").familiar()).isEqualTo("team/app:1");
    assertThat(ImageReference.parse("index.docker.io/nginx")).isEqualTo(nginx);
    assertThat(ImageReference.parse("docker.io/nginx")).isEqualTo(nginx);
  }

  @Example
  void aPortIsNotATag() {
    ImageReference local = ImageReference.parse("localhost:5000/tut/busybox");
    assertThat(local.domain()).isEqualTo("localhost:5000");
    assertThat(local.path()).isEqualTo("tut/busybox");
    assertThat(local.tag()).isNull();
    assertThat(ImageReference.parse("localhost/x").domain()).isEqualTo("localhost");
    assertThat(ImageReference.parse("[::1]:5000/x:1").domain()).isEqualTo("[::1]:5000");
  }

  @Example
  void digestsAreKept() {
    ImageReference pinned = ImageReference.parse("busybox@sha256:" + HEX);
    assertThat(pinned.orLatest().familiar()).isEqualTo("busybox@sha256:" + HEX);
    assertThat(ImageReference.of("localhost:5000/x", "sha256:" + HEX).digest()).isNotNull();
  }

  @Example
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

  @Property(tries = 300)
  void whatIsPrintedReadsBackEqual(@ForAll("references") String text) {
    ImageReference parsed = ImageReference.parse(text);
    assertThat(ImageReference.parse(parsed.toString())).isEqualTo(parsed);
    assertThat(ImageReference.parse(parsed.familiar())).isEqualTo(parsed);
  }

  @Property(tries = 1000)
  void anyTextIsEitherReadOrRefused(@ForAll String text) {
    try {
      ImageReference parsed = ImageReference.parse(text);
      assertThat(ImageReference.parse(parsed.toString())).isEqualTo(parsed);
    } catch (InvalidRequest e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> references() {
    Arbitrary<String> component =
        Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(8);
    Arbitrary<String> domain =
        Arbitraries.of("", "localhost:5000/", "ghcr.io/", "docker.io/", "10.0.0.1:80/", "A/");
    Arbitrary<String> path =
        component.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("/", parts));
    Arbitrary<String> suffix =
        Arbitraries.of("", ":1.22", ":x_Y-z.0", "@sha256:" + HEX, ":1@sha256:" + HEX);
    return Combinators.combine(domain, path, suffix).as((d, p, s) -> d + p + s);
  }
}
