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

  /**
   * @param kind names its colour
   * @param at where it begins on the bar, in thousandths of the disk
   */
  record Part(
      String kind, String name, String size, String note, String at, String width, Link link) {}

  /**
   * @param words empty when there is none
   */
  record Link(String address, String words, boolean forAdministrators) {

    /** Public, as templates call no others. */
    public boolean isFor(Me me) {
      return !words.isEmpty() && (!forAdministrators || me.administrator());
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
        "layers %s (%s shared, %s unused), downloads %s"
            .formatted(
                Units.bytes(images.layers()),
                Units.bytes(images.shared()),
                Units.bytes(images.unused()),
                Units.bytes(images.archives())),
        new Link("/dashboard/images/prune", "Remove unused images\u00a0…", true));
    bar.add(
        "containers",
        "Containers",
        written + logs,
        "written %s, logs %s".formatted(Units.bytes(written), Units.bytes(logs)),
        new Link("/dashboard/containers", "See containers", false));
    bar.add(
        "volumes",
        "Volumes",
        disk.volumeBytes(),
        "",
        new Link("/dashboard/volumes/prune", "Remove unused volumes\u00a0…", true));
    bar.add(
        "bin", "Bin", disk.binned(), "", new Link("/dashboard/bin", "Look into the bin", false));
    bar.add(
        "others", "Everything else on this disk", disk.otherBytes(), "", new Link("", "", false));
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

    void add(String kind, String name, long bytes, String note, Link link) {
      parts.add(new Part(kind, name, Units.bytes(bytes), note, place(before), place(bytes), link));
      before += bytes;
    }

    private String place(long bytes) {
      return String.valueOf(Math.round(10.0 * WIDTH * bytes / total) / 10.0);
    }
  }
}
