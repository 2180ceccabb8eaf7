package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds users and groups in the text of passwd(5) and group(5) files. */
final class Accounts {

  private static final long MAX_ID = Integer.MAX_VALUE;

  private record User(String name, int uid, int gid, String home) {}

  private record Group(String name, int gid, List<String> members) {}

  /**
   * @param groups the primary group first
   * @param home {@code /} when the user has no entry
   */
  record Identity(int uid, int gid, List<Integer> groups, String home) {
    int[] groupArray() {
      return groups.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private final List<User> users;
  private final List<Group> groups;

  Accounts(String passwd, String group) {
    users = passwd.lines().map(Accounts::user).flatMap(Optional::stream).toList();
    groups = group.lines().map(Accounts::group).flatMap(Optional::stream).toList();
  }

  /**
   * @param spec {@code ""}, {@code user}, {@code user:group}, each a name or a number
   */
  Identity resolve(String spec, List<String> groupAdd) {
    String[] parts = spec.split(":", 2);
    String wanted = parts[0].isEmpty() ? "0" : parts[0];
    Optional<User> found = find(wanted);
    int uid = found.map(User::uid).orElseGet(() -> number(wanted, "user", "passwd"));
    Set<Integer> all = new LinkedHashSet<>();
    int gid;
    if (parts.length == 2 && !parts[1].isEmpty()) {
      gid = groupId(parts[1]);
      all.add(gid);
    } else {
      gid = found.map(User::gid).orElse(0);
      all.add(gid);
      found.ifPresent(u ->
          groups.stream().filter(g -> g.members.contains(u.name)).forEach(g -> all.add(g.gid)));
    }
    groupAdd.forEach(g -> all.add(groupId(g)));
    String home = found.map(User::home).filter(h -> !h.isEmpty()).orElse("/");
    return new Identity(uid, gid, new ArrayList<>(all), home);
  }

  private Optional<User> find(String wanted) {
    Optional<User> named = users.stream().filter(u -> u.name.equals(wanted)).findFirst();
    return named.or(
        () -> users.stream().filter(u -> Integer.toString(u.uid).equals(wanted)).findFirst());
  }

  private int groupId(String wanted) {
    return groups.stream()
        .filter(g -> g.name.equals(wanted))
        .findFirst()
        .map(Group::gid)
        .orElseGet(() -> number(wanted, "group", "group"));
  }

  private static int number(String text, String what, String file) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new InvalidRequest(
          "unable to find " + what + " " + text + ": no matching entries in " + file + " file");
    }
    long number = Long.parseLong(text);
    if (number > MAX_ID) {
      throw new InvalidRequest("uids and gids must be in range 0-2147483647");
    }
    return (int) number;
  }

  private static Optional<User> user(String line) {
    String[] f = line.strip().split(":", -1);
    if (line.startsWith("#") || f.length < 4 || !isId(f[2]) || !isId(f[3])) {
      return Optional.empty();
    }
    String home = f.length > 5 ? f[5] : "";
    return Optional.of(new User(f[0], Integer.parseInt(f[2]), Integer.parseInt(f[3]), home));
  }

  private static Optional<Group> group(String line) {
    String[] f = line.strip().split(":", -1);
    if (line.startsWith("#") || f.length < 3 || !isId(f[2])) {
      return Optional.empty();
    }
    List<String> members = f.length > 3 ? List.of(f[3].split(",")) : List.of();
    return Optional.of(new Group(f[0], Integer.parseInt(f[2]), members));
  }

  private static boolean isId(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= MAX_ID;
  }
}
