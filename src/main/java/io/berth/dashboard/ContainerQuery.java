package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Which containers a list shows and in which order, as its address says. Values that nobody offered
 * count as none.
 *
 * @param q words that all must be found in what the row shows
 * @param state Docker's word, {@code failed}, or empty
 * @param label {@code key} or {@code key=value}
 * @param owner a team, {@link Belonging#EVERYBODY}, or empty
 */
record ContainerQuery(
    String q,
    String state,
    String image,
    String label,
    String owner,
    Column sort,
    boolean descending) {

  static final List<String> STATES =
      Arrays.stream(Status.values())
          .map(status -> status.name().toLowerCase(Locale.ROOT))
          .filter(word -> !word.equals("removing"))
          .toList();

  static final String FAILED = "failed";

  /** A column by which rows can be sorted. */
  enum Column {
    NAME("Name"),
    STATUS("Status"),
    IMAGE("Image"),
    CPU("CPU"),
    MEMORY("Memory"),
    CREATED("Created");

    private final String title;

    Column(String title) {
      this.title = title;
    }

    /** Public, as is the next: templates call no others. */
    public String title() {
      return title;
    }

    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Numbers and ages are wanted largest and newest first. */
    boolean largestFirst() {
      return this == CPU || this == MEMORY || this == CREATED;
    }
  }

  static ContainerQuery of(Map<String, String> parameters) {
    String key = parameters.getOrDefault("sort", "");
    Column sort =
        Arrays.stream(Column.values())
            .filter(column -> column.key().equals(key))
            .findFirst()
            .orElse(Column.CREATED);
    String order = parameters.getOrDefault("order", "");
    String state = parameters.getOrDefault("state", "");
    return new ContainerQuery(
        parameters.getOrDefault("q", "").strip(),
        STATES.contains(state) || state.equals(FAILED) ? state : "",
        parameters.getOrDefault("image", ""),
        parameters.getOrDefault("label", "").strip(),
        parameters.getOrDefault("owner", ""),
        sort,
        order.isEmpty() ? sort.largestFirst() : order.equals("desc"));
  }

  Containers.ListQuery filters() {
    var filters = new HashMap<String, Set<String>>();
    if (!state.isEmpty() && !state.equals(FAILED)) {
      filters.put("status", Set.of(state));
    }
    if (!label.isEmpty()) {
      filters.put("label", Set.of(label));
    }
    return new Containers.ListQuery(true, 0, false, filters);
  }

  /** What the engine's own filters do not know. */
  Predicate<ContainerView> chosen(Predicate<ContainerView> failed) {
    List<String> words = List.of(q.toLowerCase(Locale.ROOT).split("\\s+"));
    return view ->
        (image.isEmpty() || view.image().equals(image))
            && (!state.equals(FAILED) || failed.test(view))
            && words.stream().allMatch(searched(view)::contains);
  }

  private static String searched(ContainerView view) {
    var text = new StringBuilder();
    text.append(view.name()).append('\n').append(view.image()).append('\n').append(view.id());
    text.append('\n').append(view.path()).append(' ').append(String.join(" ", view.args()));
    view.network()
        .ports()
        .forEach(port ->
            text.append('\n').append(port.hostPort()).append(':').append(port.containerPort()));
    view.config()
        .labels()
        .forEach((key, value) -> text.append('\n').append(key).append('=').append(value));
    return text.toString().toLowerCase(Locale.ROOT);
  }

  /** Public, as are the next: templates call no others. */
  public boolean narrowed() {
    return !(q + state + image + label + owner).isEmpty();
  }

  /** This list in another order: by the column, and the other way round when it is so already. */
  public String sortedBy(Column column) {
    boolean turned = column == sort ? !descending : column.largestFirst();
    return new ContainerQuery(q, state, image, label, owner, column, turned).address();
  }

  public String ariaSort(Column column) {
    return column != sort ? "none" : descending ? "descending" : "ascending";
  }

  /** The address that shows this list. */
  public String address() {
    var address = UriComponentsBuilder.fromPath("/dashboard/containers");
    parameters().forEach((name, value) -> address.queryParam(name, "{" + name + "}"));
    return address.encode().buildAndExpand(parameters()).toUriString();
  }

  /** What the address says beside the defaults. */
  public Map<String, String> parameters() {
    var parameters = new LinkedHashMap<String, String>();
    put(parameters, "q", q);
    put(parameters, "state", state);
    put(parameters, "image", image);
    put(parameters, "label", label);
    put(parameters, "owner", owner);
    if (sort != Column.CREATED || !descending) {
      parameters.put("sort", sort.key());
      parameters.put("order", descending ? "desc" : "asc");
    }
    return parameters;
  }

  private static void put(Map<String, String> parameters, String name, String value) {
    if (!value.isEmpty()) {
      parameters.put(name, value);
    }
  }
}
