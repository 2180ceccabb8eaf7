package io.berth.linux.nftables;

import com.sun.jna.Pointer;
import io.berth.failure.Unavailable;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.NamespaceThread;
import io.berth.linux.Namespaces;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The packet filter of the network namespace that the opening thread is in, see nft(8).
 * Thread-safe.
 */
public final class Nftables implements AutoCloseable {

  /** The process's own files, such as its class path, are among the first. */
  private static final int LOW_DESCRIPTORS = 256;

  private @Nullable Pointer context;

  private Nftables(Pointer context) {
    this.context = context;
  }

  /**
   * Empty where libnftables.so.1 (package libnftables1) is missing. To be opened early: the library
   * waits with select(2), which knows descriptors up to 1023 only.
   *
   * @throws io.berth.failure.KernelRefused the kernel has no netfilter
   * @throws Unavailable every descriptor up to 1023 is in use
   */
  public static Optional<Nftables> open() {
    if (!NftablesLibrary.isPresent()) {
      return Optional.empty();
    }
    NetfilterSocket.probe();
    Pointer context = NftablesLibrary.nft_ctx_new(0);
    if (context == null) {
      throw Errno.refused("nft_ctx_new", "", Errno.EIO);
    }
    Nftables opened = new Nftables(context);
    if (NftablesLibrary.nft_ctx_buffer_error(context) != 0
        || NftablesLibrary.nft_ctx_buffer_output(context) != 0) {
      opened.close();
      throw Errno.refused("nft_ctx_buffer_output", "", Errno.EIO);
    }
    return Optional.of(opened);
  }

  /**
   * Runs commands in another network namespace, once, on a thread that then dies. However many
   * descriptors the process has, the library gets a low one: the thread has a table of its own.
   *
   * @param netns the namespace's file
   * @param commands see {@link #run}
   * @throws Unavailable the library is missing, or refuses
   */
  public static void runIn(Path netns, String commands) {
    if (!NftablesLibrary.isPresent()) {
      throw new Unavailable("libnftables.so.1 (package libnftables1) is missing");
    }
    NetfilterSocket.probeLoaded();
    NamespaceThread.call(
        "nftables",
        () -> {
          try (Fd namespace = RootPath.openHost(netns, Open.RDONLY)) {
            Namespaces.enter(namespace, Namespaces.NETWORK);
          }
          Namespaces.ownDescriptors(LOW_DESCRIPTORS);
          try (Nftables inside = open().orElseThrow()) {
            return inside.run(commands);
          }
        });
  }

  /**
   * Runs all of the commands or none.
   *
   * @param commands as nft(8) reads them from a file: never from what a user typed
   * @return what they print
   * @throws Unavailable with the first line of what the library says
   */
  public synchronized String run(String commands) {
    if (context == null) {
      throw new IllegalStateException("the packet filter is closed");
    }
    int result = NftablesLibrary.nft_run_cmd_from_buffer(context, commands);
    String errors = NftablesLibrary.nft_ctx_get_error_buffer(context);
    String output = NftablesLibrary.nft_ctx_get_output_buffer(context);
    if (result != 0) {
      throw new Unavailable(
          "nftables: " + (errors == null ? "" : errors.lines().findFirst().orElse("")));
    }
    return output == null ? "" : output;
  }

  @Override
  public synchronized void close() {
    if (context != null) {
      NftablesLibrary.nft_ctx_free(context);
      context = null;
    }
  }
}
