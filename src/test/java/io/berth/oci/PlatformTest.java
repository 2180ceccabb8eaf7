package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformTest {

  @Test
  void namesAreNormalised() {
    assertThat(Platform.parse("linux/x86_64")).isEqualTo(new Platform("linux", "amd64", null));
    assertThat(Platform.parse("linux/arm64/v8")).isEqualTo(new Platform("linux", "arm64", null));
    assertThat(Platform.parse("linux/arm/v7")).hasToString("linux/arm/v7");
    assertThatThrownBy(() -> Platform.parse("linux//x")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Platform.parse("a/b/c/d")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void theBestManifestIsChosen() {
    Digest any = Digest.sha256(new byte[0]);
    Descriptor v6 = on(any, new Platform("linux", "arm", "v6"));
    Descriptor v7 = on(any, new Platform("linux", "arm", "v7"));
    Descriptor amd = on(any, new Platform("linux", "amd64", null));
    ImageIndex index = new ImageIndex(2, MediaType.OCI_INDEX, List.of(v6, v7, amd));
    assertThat(index.choose(Platform.parse("linux/arm/v7"))).contains(v7);
    assertThat(index.choose(Platform.parse("linux/amd64"))).contains(amd);
    assertThat(index.choose(Platform.parse("linux/arm64"))).isEmpty();
  }

  private static Descriptor on(Digest digest, Platform platform) {
    return new Descriptor(MediaType.OCI_MANIFEST, digest, 1, platform, null);
  }
}
