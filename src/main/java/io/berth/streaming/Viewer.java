package io.berth.streaming;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;

/** Shows a terminal's output to one browser, by a thread of its own. */
final class Viewer {

  private static final Logger LOG = LoggerFactory.getLogger(Viewer.class);

  private final Browser browser;
  private final Scrollback output;
  private final String outputId;
  private final boolean terminal;
  private volatile long place;

  /**
   * @param outputId tells this output from that of the terminal's earlier services
   * @param terminal whether the output is a terminal's
   */
  Viewer(Browser browser, Scrollback output, String outputId, boolean terminal) {
    this.browser = browser;
    this.output = output;
    this.outputId = outputId;
    this.terminal = terminal;
  }

  Browser browser() {
    return browser;
  }

  /** Up to where the browser was sent the output. */
  long place() {
    return place;
  }

  /**
   * @param seen what the browser has of the terminal already
   * @param progress runs when more was sent
   * @param last what to say at the end of the output, if known
   */
  void start(OutputPlace seen, Runnable progress, Supplier<@Nullable Notice> last) {
    boolean same = seen.outputId().equals(outputId);
    boolean goesOn = same && output.reachesBackTo(seen.place());
    place = goesOn ? seen.place() : output.beginning();
    Thread.ofVirtual()
        .name("viewer")
        .start(() -> run(same && !goesOn || seen.isNone(), progress, last));
  }

  private void run(boolean fresh, Runnable progress, Supplier<@Nullable Notice> last) {
    try {
      follow(fresh, progress);
      Notice word = last.get();
      if (word == null) {
        browser.close(CloseStatus.SERVICE_RESTARTED); // and learns how it ended when it comes back
      } else {
        browser.close(word);
      }
    } catch (IOException e) {
      LOG.debug("a terminal's browser left", e);
      browser.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(boolean fresh, Runnable progress) throws IOException, InterruptedException {
    long kept = announce(fresh);
    boolean replaying = true;
    while (true) {
      if (replaying && place >= kept) {
        browser.say(Notice.replayed());
        replaying = false;
      }
      Scrollback.Piece piece = output.after(place);
      if (piece == null) {
        return;
      }
      if (piece.from() != place) { // too slow
        place = piece.from();
        kept = announce(true);
        replaying = true;
      }
      browser.send(piece.bytes());
      place = piece.to();
      progress.run();
    }
  }

  /** Says which bytes come, and gives where those that are new begin. */
  private long announce(boolean fresh) throws IOException {
    long kept = output.end();
    browser.say(Notice.output(outputId, place, fresh, terminal));
    return kept;
  }
}
