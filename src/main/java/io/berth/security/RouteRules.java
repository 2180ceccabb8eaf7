package io.berth.security;

import static io.berth.security.Role.ADMINISTRATOR;
import static io.berth.security.Role.OPERATOR;
import static io.berth.security.Role.VIEWER;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Which role a route needs, by whatever door it is asked for. The first rule that matches counts;
 * what none matches is for administrators. Paths are those that the controllers see: without
 * Docker's version prefix.
 */
final class RouteRules {

  private static final Set<String> READ = Set.of("GET");
  private static final Set<String> CHANGE = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final Set<String> ANY = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private static final List<Rule> RULES =
      all(List.of(pages(), streams(), ownResources(), registry(), docker()));

  /**
   * @param role null when everybody may, logged in or not
   */
  record Rule(Set<String> methods, PathPattern path, @Nullable Role role) {}

  private RouteRules() {}

  private static List<Rule> pages() {
    return all(
        List.of(
            open("/login", "/login/code", "/setup", "/assets/**"),
            allow(VIEWER, READ, "/", "/dashboard"),
            allow(VIEWER, ANY, "/error"),
            containerPages(),
            imagePages(),
            allow(VIEWER, READ, "/dashboard/jobs", "/dashboard/jobs/tray"),
            allow(VIEWER, READ, "/dashboard/jobs/{id}", "/dashboard/jobs/{id}/part"),
            allow(OPERATOR, CHANGE, "/dashboard/jobs/{id}/cancel"),
            allow(VIEWER, READ, "/dashboard/events", "/dashboard/find"),
            allow(VIEWER, READ, "/dashboard/networks", "/dashboard/networks/{id}"),
            allow(OPERATOR, CHANGE, "/dashboard/networks", "/dashboard/networks/{id}/{deed}"),
            allow(VIEWER, READ, "/dashboard/logs", "/dashboard/logs/older"),
            allow(VIEWER, READ, "/dashboard/logs/download"),
            allow(OPERATOR, CHANGE, "/dashboard/find/containers/{id}/{verb}"),
            allow(ADMINISTRATOR, ANY, "/dashboard/volumes/prune", "/dashboard/audit/**"),
            allow(VIEWER, READ, "/dashboard/volumes", "/dashboard/volumes/{name}"),
            allow(OPERATOR, CHANGE, "/dashboard/volumes", "/dashboard/volumes/{name}/remove"),
            allow(VIEWER, READ, "/dashboard/bin"),
            allow(OPERATOR, ANY, "/dashboard/bin/**"),
            // whose they are decides more: others than administrators find their own only
            allow(VIEWER, READ, "/dashboard/recordings", "/dashboard/recordings/{id}"),
            allow(VIEWER, READ, "/dashboard/recordings/{id}/cast"),
            allow(ADMINISTRATOR, ANY, "/dashboard/recordings/**"),
            allow(OPERATOR, READ, "/dashboard/alerts"),
            allow(ADMINISTRATOR, ANY, "/dashboard/alerts/**"),
            allow(OPERATOR, CHANGE, "/dashboard/volumes/{name}/give"),
            allow(VIEWER, READ, "/dashboard/teams", "/dashboard/teams/{name}"),
            allow(ADMINISTRATOR, ANY, "/dashboard/teams/**"),
            allow(VIEWER, READ, "/dashboard/api", "/dashboard/api/openapi.json"),
            allow(VIEWER, READ, "/dashboard/account"),
            allow(VIEWER, CHANGE, "/dashboard/account/password", "/dashboard/account/tokens"),
            allow(VIEWER, CHANGE, "/dashboard/account/tokens/{id}/revoke"),
            allow(VIEWER, CHANGE, "/dashboard/account/openid"),
            allow(VIEWER, READ, "/dashboard/account/second-factor"),
            allow(VIEWER, CHANGE, "/dashboard/account/second-factor/{deed}"),
            allow(ADMINISTRATOR, ANY, "/dashboard/users/**", "/dashboard/settings/**")));
  }

  private static List<Rule> containerPages() {
    return all(
        List.of(
            allow(OPERATOR, ANY, "/dashboard/containers/new/**"),
            allow(OPERATOR, CHANGE, "/dashboard/containers/selected/**"),
            allow(OPERATOR, ANY, "/dashboard/containers/{id}/change/**"),
            allow(OPERATOR, ANY, "/dashboard/containers/{id}/kill"),
            allow(OPERATOR, ANY, "/dashboard/containers/{id}/rename"),
            allow(OPERATOR, ANY, "/dashboard/containers/{id}/remove"),
            allow(OPERATOR, READ, "/dashboard/containers/{id}/terminal"),
            allow(OPERATOR, CHANGE, "/dashboard/containers/{id}/terminals/{exec}/end"),
            allow(OPERATOR, CHANGE, "/dashboard/containers/{id}/{verb}"),
            // names tell less than what files say, which may be secrets
            allow(OPERATOR, ANY, "/dashboard/containers/{id}/files/{deed}"),
            allow(VIEWER, READ, "/dashboard/containers", "/dashboard/containers/{id}"),
            allow(VIEWER, READ, "/dashboard/containers/{id}/{tab}"),
            allow(VIEWER, READ, "/dashboard/containers/{id}/stats/samples")));
  }

  private static List<Rule> imagePages() {
    return all(
        List.of(
            allow(ADMINISTRATOR, ANY, "/dashboard/images/prune"),
            allow(OPERATOR, READ, "/dashboard/images/new"),
            allow(OPERATOR, ANY, "/dashboard/images/build"),
            allow(OPERATOR, ANY, "/dashboard/images/{id}/remove"),
            allow(OPERATOR, CHANGE, "/dashboard/images/pull", "/dashboard/images/upload"),
            allow(OPERATOR, CHANGE, "/dashboard/images/{id}/tag", "/dashboard/images/{id}/give"),
            allow(OPERATOR, CHANGE, "/dashboard/images/{id}/verify"),
            allow(OPERATOR, ANY, "/dashboard/registry-logins"),
            allow(OPERATOR, CHANGE, "/dashboard/registry-logins/{id}/remove"),
            allow(VIEWER, READ, "/dashboard/images", "/dashboard/images/{id}"),
            allow(VIEWER, READ, "/dashboard/images/{id}/history"),
            allow(VIEWER, READ, "/dashboard/images/{id}/layers/**")));
  }

  private static List<Rule> streams() {
    return all(
        List.of(
            allow(VIEWER, READ, "/ws/live", "/ws/containers/*/logs"),
            allow(OPERATOR, READ, "/ws/containers/*/exec")));
  }

  private static List<Rule> ownResources() {
    return all(
        List.of(
            allow(VIEWER, ANY, "/api/tokens", "/api/tokens/{id}"),
            allow(VIEWER, READ, "/api/openapi.json"),
            allow(VIEWER, READ, "/api/me", "/api/overview", "/api/events"),
            allow(VIEWER, READ, "/api/networks", "/api/networks/{ref}"),
            allow(VIEWER, READ, "/api/networks/{ref}/owner"),
            allow(OPERATOR, CHANGE, "/api/networks", "/api/networks/{ref}"),
            allow(OPERATOR, CHANGE, "/api/networks/{ref}/{deed}"),
            allow(VIEWER, READ, "/api/disk", "/api/volumes", "/api/volumes/{name}"),
            allow(VIEWER, READ, "/api/containers", "/api/containers/{ref}"),
            allow(VIEWER, READ, "/api/containers/{ref}/why", "/api/containers/{ref}/usage"),
            allow(VIEWER, READ, "/api/containers/{ref}/changes", "/api/containers/{ref}/logs"),
            allow(VIEWER, READ, "/api/containers/{ref}/processes"),
            allow(VIEWER, READ, "/api/containers/{ref}/events"),
            allow(VIEWER, READ, "/api/containers/{ref}/files"),
            allow(OPERATOR, ANY, "/api/containers/{ref}/files/{deed}"),
            allow(OPERATOR, CHANGE, "/api/containers/{ref}", "/api/volumes/{name}"),
            allow(OPERATOR, ANY, "/api/volumes/{name}/archive"),
            allow(OPERATOR, CHANGE, "/api/images/{ref}"),
            allow(OPERATOR, ANY, "/api/containers/{ref}/recreate/**"),
            allow(OPERATOR, ANY, "/api/containers/{ref}/go-back"),
            allow(VIEWER, READ, "/api/teams", "/api/teams/{name}"),
            allow(ADMINISTRATOR, ANY, "/api/teams/**"),
            allow(VIEWER, READ, "/api/containers/{ref}/owner", "/api/volumes/{name}/owner"),
            allow(VIEWER, READ, "/api/images/{ref}/owner"),
            allow(OPERATOR, CHANGE, "/api/containers/{ref}/owner", "/api/volumes/{name}/owner"),
            allow(OPERATOR, CHANGE, "/api/images/{ref}/owner", "/api/containers/{ref}/reveal"),
            allow(VIEWER, READ, "/api/bin", "/api/bin/{id}"),
            allow(OPERATOR, CHANGE, "/api/bin/{id}", "/api/bin/{id}/restore"),
            allow(VIEWER, READ, "/api/images/compare", "/api/images/prune"),
            allow(VIEWER, READ, "/api/images", "/api/images/{ref}"),
            allow(VIEWER, READ, "/api/images/{ref}/layers", "/api/images/{ref}/instructions"),
            allow(VIEWER, READ, "/api/images/{ref}/layers/{layer}/files"),
            allow(VIEWER, READ, "/api/images/{ref}/layers/{layer}/waste"),
            allow(VIEWER, READ, "/api/images/{ref}/removal"),
            allow(OPERATOR, CHANGE, "/api/images/pull", "/api/images/build"),
            allow(OPERATOR, CHANGE, "/api/images/{ref}/verify"),
            allow(OPERATOR, ANY, "/api/registry-logins", "/api/registry-logins/{id}"),
            allow(VIEWER, READ, "/api/recordings", "/api/recordings/{id}"),
            allow(VIEWER, READ, "/api/recordings/{id}/cast"),
            allow(ADMINISTRATOR, ANY, "/api/recordings/{id}"),
            allow(VIEWER, READ, "/api/jobs", "/api/jobs/{id}"),
            allow(OPERATOR, CHANGE, "/api/jobs/{id}/cancel"),
            allow(OPERATOR, READ, "/api/alerts", "/api/alerts/history", "/api/alerts/{id}"),
            allow(ADMINISTRATOR, ANY, "/api/alerts/**", "/api/audit/**"),
            allow(ADMINISTRATOR, ANY, "/api/users/**", "/api/settings/**")));
  }

  private static List<Rule> registry() {
    return all(List.of(allow(VIEWER, READ, "/v2/**"), allow(OPERATOR, CHANGE, "/v2/**")));
  }

  private static List<Rule> docker() {
    return all(
        List.of(
            allow(ADMINISTRATOR, CHANGE, "/containers/prune", "/images/prune", "/volumes/prune"),
            allow(ADMINISTRATOR, CHANGE, "/networks/prune"),
            allow(ADMINISTRATOR, ANY, "/build/prune"),
            allow(VIEWER, READ, "/_ping", "/version", "/info", "/events", "/system/df"),
            dockerContainers(),
            dockerImages(),
            allow(VIEWER, READ, "/volumes", "/volumes/{name}"),
            allow(OPERATOR, CHANGE, "/volumes/create", "/volumes/{name}"),
            allow(VIEWER, READ, "/networks", "/networks/{ref}"),
            allow(OPERATOR, CHANGE, "/networks/create", "/networks/{ref}"),
            allow(OPERATOR, CHANGE, "/networks/{ref}/connect", "/networks/{ref}/disconnect"),
            allow(ADMINISTRATOR, ANY, "/swarm/**", "/services/**", "/nodes/**", "/secrets/**"),
            allow(ADMINISTRATOR, ANY, "/configs/**", "/tasks/**")));
  }

  private static List<Rule> dockerContainers() {
    return all(
        List.of(
            allow(
                VIEWER,
                READ,
                "/containers/json",
                "/containers/{ref}/json",
                "/containers/{ref}/top"),
            allow(VIEWER, READ, "/containers/{ref}/logs", "/containers/{ref}/stats"),
            allow(VIEWER, READ, "/containers/{ref}/changes"),
            allow(VIEWER, CHANGE, "/containers/{ref}/wait"),
            allow(OPERATOR, CHANGE, "/containers/create", "/containers/{ref}"),
            allow(OPERATOR, CHANGE, "/containers/{ref}/start", "/containers/{ref}/stop"),
            allow(OPERATOR, CHANGE, "/containers/{ref}/restart", "/containers/{ref}/kill"),
            allow(OPERATOR, CHANGE, "/containers/{ref}/pause", "/containers/{ref}/unpause"),
            allow(OPERATOR, CHANGE, "/containers/{ref}/rename", "/containers/{ref}/resize"),
            allow(OPERATOR, CHANGE, "/containers/{ref}/update", "/containers/{ref}/exec"),
            allow(OPERATOR, ANY, "/containers/{ref}/attach", "/containers/{ref}/attach/ws"),
            // whole file systems hold secrets, so reading them is more than looking
            allow(OPERATOR, ANY, "/containers/{ref}/archive", "/containers/{ref}/export"),
            allow(VIEWER, READ, "/exec/{id}/json"),
            allow(OPERATOR, CHANGE, "/exec/{id}/start", "/exec/{id}/resize"),
            allow(OPERATOR, ANY, "/commit")));
  }

  private static List<Rule> dockerImages() {
    return all(
        List.of(
            allow(OPERATOR, READ, "/images/get", "/images/{name}/get"),
            allow(VIEWER, READ, "/images/json", "/images/search"),
            allow(VIEWER, READ, "/images/{name}/json", "/images/{name}/history"),
            allow(OPERATOR, CHANGE, "/images/create", "/images/load", "/images/{name}"),
            allow(OPERATOR, CHANGE, "/images/{name}/tag", "/images/{name}/push"),
            allow(OPERATOR, ANY, "/auth", "/build", "/build/cancel", "/session")));
  }

  private static List<Rule> open(String... paths) {
    return rules(null, ANY, paths);
  }

  private static List<Rule> allow(Role role, Set<String> methods, String... paths) {
    return rules(role, methods, paths);
  }

  private static List<Rule> rules(@Nullable Role role, Set<String> methods, String... paths) {
    return Arrays.stream(paths)
        .map(path -> new Rule(methods, PathPatternParser.defaultInstance.parse(path), role))
        .toList();
  }

  private static List<Rule> all(List<List<Rule>> groups) {
    return groups.stream().flatMap(List::stream).toList();
  }

  /**
   * @param path still percent-encoded
   */
  static Optional<Rule> of(String method, String path) {
    String verb = method.equals("HEAD") ? "GET" : method;
    PathContainer segments = PathContainer.parsePath(path);
    return RULES.stream()
        .filter(rule -> rule.methods().contains(verb) && rule.path().matches(segments))
        .findFirst();
  }

  /** Why this caller may not ask for this; empty when they may. */
  static Optional<String> refusal(String method, String path, Caller caller) {
    Optional<Rule> rule = of(method, path);
    Role needed = rule.isPresent() ? rule.get().role() : ADMINISTRATOR;
    if (needed == null || caller.may(needed)) {
      return Optional.empty();
    }
    String route = rule.map(r -> r.path().getPatternString()).orElse(path);
    return Optional.of("not allowed: " + caller.rule(needed, method + " " + route));
  }
}
