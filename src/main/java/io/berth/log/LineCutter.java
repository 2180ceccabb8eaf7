package io.berth.log;

import io.berth.log.Frame.Slice;
import java.io.IOException;
import java.util.Arrays;

/** Cuts one stream's output into lines, and long lines into parts. */
final class LineCutter {

  /** Takes records; a slice is valid only during the call. */
  interface Sink {
    void accept(Slice line, boolean partial) throws IOException;
  }

  private static final int SMALL = 1 << 10;
  private static final byte[] NOTHING = {};

  private byte[] kept = NOTHING;
  private int length;

  void cut(byte[] bytes, int offset, int count, Sink sink) throws IOException {
    int end = offset + count;
    for (int from = offset; from < end; ) {
      int stop = Math.min(end, from + Frame.MAX_PAYLOAD - length);
      int to = afterLineEnd(bytes, from, stop);
      boolean complete = bytes[to - 1] == '\n';
      if (complete || length + to - from == Frame.MAX_PAYLOAD) {
        emit(bytes, from, to, !complete, sink);
      } else {
        keep(bytes, from, to);
      }
      from = to;
    }
  }

  /** Emits what is kept of an unfinished line. */
  void flush(boolean partial, Sink sink) throws IOException {
    int n = length;
    length = 0;
    if (n > 0) {
      sink.accept(new Slice(kept, 0, n), partial);
    }
    kept = NOTHING;
  }

  private void emit(byte[] bytes, int from, int to, boolean partial, Sink sink) throws IOException {
    if (length == 0) {
      sink.accept(new Slice(bytes, from, to - from), partial);
      return;
    }
    keep(bytes, from, to);
    int n = length;
    length = 0;
    sink.accept(new Slice(kept, 0, n), partial);
    if (kept.length > SMALL) {
      kept = NOTHING;
    }
  }

  private void keep(byte[] bytes, int from, int to) {
    int needed = length + to - from;
    if (kept.length < needed) {
      kept = Arrays.copyOf(kept, Math.clamp(2L * needed, 256, Frame.MAX_PAYLOAD));
    }
    System.arraycopy(bytes, from, kept, length, to - from);
    length = needed;
  }

  private static int afterLineEnd(byte[] bytes, int from, int stop) {
    for (int i = from; i < stop; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return stop;
  }
}
