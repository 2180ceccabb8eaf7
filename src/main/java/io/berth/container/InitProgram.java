package io.berth.container;

import io.berth.failure.Unsupported;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The host's init program, which a container with {@code --init} has as its first process: it reaps
 * orphans and passes signals on. It runs on files of any image, so it must be linked statically.
 */
final class InitProgram {

  /** Where containers have it, as with Docker. */
  static final String TARGET = "/sbin/docker-init";

  private static final List<String> NAMES =
      List.of("docker-init", "tini-static", "catatonit", "tini");
  private static final List<String> FOLDERS =
      List.of("/usr/local/bin", "/usr/bin", "/usr/libexec/docker", "/usr/libexec/podman");

  private static final int ELF = 0x464c457f;
  private static final int CLASS_64 = 2;
  private static final int HEADER = 64;
  private static final int PT_INTERP = 3;

  private InitProgram() {}

  /** In a container that sees the host's processes there is no first process to be. */
  static boolean isUsed(HostConfig host) {
    return Boolean.TRUE.equals(host.init()) && !host.pidMode().equals("host");
  }

  /**
   * @throws Unsupported the host has none
   */
  static Path path() {
    return NAMES.stream()
        .flatMap(name -> FOLDERS.stream().map(folder -> Path.of(folder, name)))
        .filter(InitProgram::isStatic)
        .findFirst()
        .orElseThrow(() ->
            new Unsupported(
                "--init needs an init program on the host that is linked statically: install"
                    + " tini or catatonit"));
  }

  /** A 64-bit program that asks for no dynamic linker: elf(5). */
  static boolean isStatic(Path program) {
    try (FileChannel file = FileChannel.open(program)) {
      ByteBuffer header = read(file, 0, HEADER);
      if (header.getInt(0) != ELF || header.get(4) != CLASS_64) {
        return false;
      }
      int size = header.getShort(54);
      int count = header.getShort(56);
      ByteBuffer parts = read(file, header.getLong(32), size * count);
      for (int part = 0; part < count; part++) {
        if (parts.getInt(part * size) == PT_INTERP) {
          return false;
        }
      }
      return true;
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return false;
    }
  }

  private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) > 0) {}
    return bytes.flip();
  }
}
