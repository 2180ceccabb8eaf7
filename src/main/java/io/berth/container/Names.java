package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Names of containers: what is allowed, and friendly ones for those who gave none. */
final class Names {

  private static final Pattern ALLOWED = Pattern.compile("/?[a-zA-Z0-9][a-zA-Z0-9_.-]+");

  private static final List<String> MANNERS =
      List.of(
          "able", "amber", "ample", "apt", "awake", "balmy", "bold", "brave", "breezy", "bright",
          "brisk", "calm", "candid", "careful", "cheery", "civil", "clear", "clever", "cosy",
          "crisp", "curious", "daring", "deft", "eager", "early", "earnest", "easy", "fair",
          "fleet", "fond", "frank", "free", "fresh", "gentle", "glad", "golden", "grand", "happy",
          "hardy", "hearty", "honest", "humble", "jolly", "keen", "kind", "lively", "loyal",
          "lucid", "lucky", "mellow", "merry", "mild", "modest", "neat", "nimble", "noble",
          "patient", "plucky", "polite", "prompt", "proud", "quick", "quiet", "ready", "robust",
          "serene", "sharp", "silver", "smart", "snug", "sober", "solid", "spry", "steady",
          "sturdy", "sunny", "swift", "tidy", "trusty", "upbeat", "vivid", "warm", "wise", "witty",
          "zesty");

  private static final List<String> HARBOUR =
      List.of(
          "anchor",
          "barge",
          "beacon",
          "berth",
          "bollard",
          "bosun",
          "bow",
          "bridge",
          "brig",
          "buoy",
          "cable",
          "canoe",
          "capstan",
          "captain",
          "cargo",
          "clipper",
          "cockle",
          "compass",
          "coral",
          "cove",
          "crane",
          "current",
          "cutter",
          "deck",
          "dinghy",
          "dock",
          "dolphin",
          "dory",
          "ferry",
          "fjord",
          "flag",
          "fleet",
          "frigate",
          "galley",
          "gull",
          "halyard",
          "harbour",
          "hatch",
          "heron",
          "hull",
          "island",
          "jetty",
          "kayak",
          "keel",
          "ketch",
          "lagoon",
          "lantern",
          "ledge",
          "lighthouse",
          "lugger",
          "mast",
          "mooring",
          "oar",
          "osprey",
          "otter",
          "paddle",
          "pelican",
          "pennant",
          "pier",
          "pilot",
          "plover",
          "port",
          "puffin",
          "quay",
          "raft",
          "reef",
          "rigging",
          "rudder",
          "sail",
          "schooner",
          "seal",
          "sextant",
          "shoal",
          "skiff",
          "sloop",
          "spar",
          "stern",
          "tern",
          "tide",
          "tiller",
          "trawler",
          "tug",
          "wharf",
          "whistle",
          "yawl");

  private Names() {}

  /** The name without its slash. */
  static String checked(String name) {
    if (!ALLOWED.matcher(name).matches()) {
      throw new InvalidRequest(
          "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }
    return withoutSlash(name);
  }

  static String withoutSlash(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }

  /**
   * @param attempt how often a name from here was already taken; later ones get a number
   */
  static String random(int attempt) {
    var random = ThreadLocalRandom.current();
    String words =
        MANNERS.get(random.nextInt(MANNERS.size()))
            + "_"
            + HARBOUR.get(random.nextInt(HARBOUR.size()));
    return attempt < 6 ? words : words + random.nextInt(1_000_000);
  }
}
