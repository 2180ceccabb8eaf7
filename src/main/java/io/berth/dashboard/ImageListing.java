package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.image.Images.ImageSummary;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a person wants the list of images; all of it is in the page's address.
 *
 * @param q part of a name, a label or an id
 * @param sort {@code name}, {@code size}, {@code used} or {@code created}; with a minus in front,
 *     the other way round
 * @param owner a team, {@link Belonging#EVERYBODY}, or empty
 */
record ImageListing(String q, String sort, String owner) {

  static final String NEWEST = "-created";

  List<ImageRow> rows(List<ImageSummary> images, List<ContainerView> containers, Instant now) {
    Map<String, List<ContainerView>> users =
        containers.stream().collect(Collectors.groupingBy(ContainerView::imageId));
    String wanted = q.strip().toLowerCase(Locale.ROOT);
    return images.stream()
        .filter(image -> matches(image, wanted))
        .sorted(order(users))
        .map(image -> ImageRow.of(image, users.getOrDefault(image.id(), List.of()), now))
        .toList();
  }

  /** What a click on a column's title asks for. */
  public String next(String column) {
    return sort.equals(column) ? "-" + column : column;
  }

  /** For the column's {@code aria-sort}. */
  public String direction(String column) {
    return sort.equals(column) ? "ascending" : sort.equals("-" + column) ? "descending" : "none";
  }

  private static boolean matches(ImageSummary image, String wanted) {
    return wanted.isEmpty()
        || image.id().contains(wanted)
        || image.repoTags().stream().anyMatch(name -> contains(name, wanted))
        || image.labels().entrySet().stream()
            .anyMatch(label -> contains(label.getKey() + "=" + label.getValue(), wanted));
  }

  private static boolean contains(String text, String wanted) {
    return text.toLowerCase(Locale.ROOT).contains(wanted);
  }

  private Comparator<ImageSummary> order(Map<String, List<ContainerView>> users) {
    boolean backwards = sort.startsWith("-");
    Comparator<ImageSummary> order =
        switch (backwards ? sort.substring(1) : sort) {
          case "name" -> Comparator.comparing(ImageListing::name);
          case "size" -> Comparator.comparingLong(ImageSummary::size);
          case "used" ->
              Comparator.comparingInt(image -> users.getOrDefault(image.id(), List.of()).size());
          default -> Comparator.comparing(ImageSummary::created);
        };
    return (backwards ? order.reversed() : order).thenComparing(ImageListing::name);
  }

  /** Those without a name come last. */
  private static String name(ImageSummary image) {
    return image.repoTags().isEmpty() ? "\uffff" + image.id() : image.repoTags().getFirst();
  }
}
