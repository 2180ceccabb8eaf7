package io.berth.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackageListTest {

  private final Map<String, String> found = new TreeMap<>();

  @Test
  void dpkgsStatusNamesInstalledPackages() {
    PackageList.dpkg(
        """
        Package: bash
        Status: install ok installed
        Description: a shell
         Version: of a description's second line
        Version: 5.2.15-2+b7

        Package: gone
        Status: deinstall ok config-files
        Version: 1

        Version: 2 of nothing

        Package: last
        Status: install ok installed
        Version: 3\
        """
            .getBytes(UTF_8),
        found);
    assertThat(found).containsExactly(Map.entry("bash", "5.2.15-2+b7"), Map.entry("last", "3"));
  }

  @Test
  void apksDatabaseNamesPackages() {
    PackageList.apk(
        "C:Q1x=\nP:musl\nV:1.2.5-r0\nA:x86_64\nF:lib\nR:ld-musl.so\n\nP:busybox\nV:1.36\n"
            .getBytes(UTF_8),
        found);
    assertThat(found).containsExactly(Map.entry("busybox", "1.36"), Map.entry("musl", "1.2.5-r0"));
  }

  @Test
  void whateverIsInItIsTolerated() {
    byte[] junk = new byte[100_000];
    new java.util.Random(7).nextBytes(junk);
    PackageList.dpkg(junk, found);
    PackageList.apk(junk, found);
    PackageList.dpkg(("Package: " + "x".repeat(5000) + "\nVersion: 1\n").getBytes(UTF_8), found);
    PackageList.dpkg("Package: <b>\u001b[31m\nVersion: 1\n".getBytes(UTF_8), found);
    assertThat(found).containsEntry("<b>%1B[31m", "1").doesNotContainKey("x".repeat(5000));
  }
}
