package io.berth.linux.nftables;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Direct mapping of libnftables, see libnftables(3). Its texts belong to the context. */
final class NftablesLibrary {

  private static final @Nullable Throwable MISSING = load();

  private NftablesLibrary() {}

  private static @Nullable Throwable load() {
    try {
      Native.register(NftablesLibrary.class, "libnftables.so.1");
      return null;
    } catch (UnsatisfiedLinkError e) {
      return e;
    }
  }

  static boolean isPresent() {
    return MISSING == null;
  }

  static native @Nullable Pointer nft_ctx_new(int flags);

  static native void nft_ctx_free(Pointer context);

  static native int nft_ctx_buffer_error(Pointer context);

  static native int nft_ctx_buffer_output(Pointer context);

  static native int nft_run_cmd_from_buffer(Pointer context, String commands);

  static native @Nullable String nft_ctx_get_error_buffer(Pointer context);

  static native @Nullable String nft_ctx_get_output_buffer(Pointer context);
}
