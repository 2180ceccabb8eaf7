package io.berth.dashboard;

import io.berth.usage.DiskSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the disk went, as the overview shows it.
 *
 * @param words all of it, for those who do not see the bar
 */
record DiskCard(
    String free, String total, String measured, String ago, List<Part> parts, String words) {

  private static final int WIDTH = 1000;

  /** Who may follow a link. */
  private enum For {
    NOBODY,
    EVERYBODY,
    ADMINISTRATORS
  }

  /**
   * @param kind names its colour
   * @param at where it begins on the bar, in thousandths of the disk
   */
  record Part(
      String kind,
      String name,
      String size,
      String note,
      String at,
      String width,
      String link,
      String linkWords,
      For audience) {

    /** Public, as templates call no others. */
    public boolean isFor(Me me) {
      return audience == For.EVERYBODY || audience == For.ADMINISTRATORS && me.administrator();
    }
  }

  static DiskCard of(DiskSnapshot disk) {
    var bar = new Bar(Math.max(1, disk.used() + disk.free()));
    var images = disk.images();
    long written = disk.writableBytes();
    long logs = disk.logBytes();
    bar.add(
        "images",
        "Images",
        disk.imageBytes(),
        "layers %s, of which %s in several images and %s in no container; as downloaded %s"
            .formatted(
                Units.bytes(images.layers()),
                Units.bytes(images.shared()),
                Units.bytes(images.unused()),
                Units.bytes(images.archives())));
    bar.link("/dashboard/images/prune", "Remove unused images …", For.ADMINISTRATORS);
    bar.add(
        "containers",
        "Containers",
        written + logs,
        "written %s, logs %s".formatted(Units.bytes(written), Units.bytes(logs)));
    bar.link("/dashboard/containers", "Containers", For.EVERYBODY);
    bar.add("volumes", "Volumes", disk.volumeBytes(), "");
    bar.link("/dashboard/volumes/prune", "Remove unused volumes …", For.ADMINISTRATORS);
    bar.add("bin", "Bin", disk.binned(), "");
    bar.link("/dashboard/bin", "Look into the bin", For.EVERYBODY);
    bar.add("others", "Everything else on this disk", disk.otherBytes(), "");
    String words =
        bar.parts.stream()
            .map(part -> part.name() + " " + part.size())
            .collect(Collectors.joining(", "));
    return new DiskCard(
        Units.bytes(disk.free()),
        Units.bytes(disk.used() + disk.free()),
        Moments.whole(disk.at()),
        Units.ago(disk.at(), Instant.now()),
        List.copyOf(bar.parts),
        words + ", free " + Units.bytes(disk.free()));
  }

  private static final class Bar {
    private final long total;
    private final List<Part> parts = new ArrayList<>();
    private long before;

    Bar(long total) {
      this.total = total;
    }

    void add(String kind, String name, long bytes, String note) {
      parts.add(
          new Part(
              kind,
              name,
              Units.bytes(bytes),
              note,
              place(before),
              place(bytes),
              "",
              "",
              For.NOBODY));
      before += bytes;
    }

    private String place(long bytes) {
      return String.valueOf(Math.round(10.0 * WIDTH * bytes / total) / 10.0);
    }

    /** Of the part that was added last. */
    void link(String address, String words, For audience) {
      Part last = parts.removeLast();
      parts.add(
          new Part(
              last.kind(),
              last.name(),
              last.size(),
              last.note(),
              last.at(),
              last.width(),
              address,
              words,
              audience));
    }
  }
}
