package io.berth.build;

import io.berth.image.Images;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What stages say that run at once, told as if they ran one after another: the first that has not
 * ended is heard at once, what the others say waits in a file for their turn. So the output of a
 * build is the same however many processors there are, and none of it is held in memory.
 */
final class StageTelling implements AutoCloseable {

  private static final int PIECE = 8192;

  private final BuildOutput output;
  private final BuildFolder folder;
  private final List<Voice> voices;
  private int turn;
  private boolean failed;

  /**
   * @param stages how many there are
   */
  StageTelling(BuildOutput output, BuildFolder folder, int stages) {
    this.output = output;
    this.folder = folder;
    this.voices = IntStream.range(0, stages).mapToObj(Voice::new).toList();
  }

  /** Of the stage in this place of the order. */
  Voice voice(int position) {
    return voices.get(position);
  }

  private void next() throws IOException {
    while (turn < voices.size() && voices.get(turn).over) {
      voices.get(turn++).farewell();
      if (turn < voices.size()) {
        voices.get(turn).tell();
      }
    }
  }

  /** One stage's. */
  final class Voice implements BuildOutput {

    private final int position;
    private @Nullable Path file;
    private @Nullable Writer held;
    private String image = "";
    private boolean over;

    Voice(int position) {
      this.position = position;
    }

    @Override
    public void text(String text) throws IOException {
      synchronized (StageTelling.this) {
        if (failed) {
          return;
        }
        if (position == turn) {
          output.text(text);
        } else {
          hold().write(text);
        }
      }
    }

    private Writer hold() throws IOException {
      Writer writer = held;
      if (writer == null) {
        file = folder.file();
        writer = Files.newBufferedWriter(file);
        held = writer;
      }
      return writer;
    }

    @Override
    public void image(String id) {
      image = id;
    }

    @Override
    public Images.PullListener pulls() {
      return output.pulls();
    }

    @Override
    public void begun(Place place) {
      synchronized (StageTelling.this) {
        output.begun(place);
      }
    }

    /** The stage has ended well. */
    void over(Place place) throws IOException {
      synchronized (StageTelling.this) {
        output.done(place);
        over = true;
        next();
      }
    }

    /** The stage has failed. Of several the first is heard, and then none any more. */
    void fail(Place place) throws IOException {
      synchronized (StageTelling.this) {
        if (!failed) {
          failed = true;
          tell();
          output.failed(place);
        }
      }
    }

    /** Tells what waits. */
    private void tell() throws IOException {
      Writer writer = held;
      Path from = file;
      if (writer == null || from == null) {
        return;
      }
      writer.close();
      held = null;
      try (BufferedReader words = Files.newBufferedReader(from)) {
        char[] piece = new char[PIECE];
        for (int n = words.read(piece); n >= 0; n = words.read(piece)) {
          output.text(new String(piece, 0, n));
        }
      }
      Files.delete(from);
    }

    private void farewell() throws IOException {
      if (!image.isEmpty()) {
        output.image(image);
      }
    }

    /** Lets go of what nobody will hear. */
    void close() throws IOException {
      synchronized (StageTelling.this) {
        Writer writer = held;
        if (writer != null) {
          writer.close();
        }
      }
    }
  }

  /** What nobody has heard is gone. */
  @Override
  public void close() throws IOException {
    for (Voice voice : voices) {
      voice.close();
    }
  }
}
