package io.berth.oci;

import io.berth.failure.InvalidRequest;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A normalised image name: {@code docker.io/library/nginx:1.22} for what people write as {@code
 * nginx:1.22}. The grammar is the one of distribution's {@code reference} package, which every
 * client uses.
 *
 * @param domain registry with optional port, such as {@code docker.io} or {@code localhost:5000}
 * @param path repository within the registry
 */
public record ImageReference(
    String domain, String path, @Nullable String tag, @Nullable Digest digest) {

  public static final String DEFAULT_DOMAIN = "docker.io";
  private static final String OFFICIAL = "library/";
  private static final int MAX_NAME = 255;

  private static final String LABEL = "[a-zA-Z0-9][a-zA-Z0-9-]*+(?<!-)";
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?:" + LABEL + "(?:\\." + LABEL + ")*+|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?+");
  private static final String COMPONENT = "[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+";
  private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  public ImageReference {
    String name = domain + "/" + path;
    if (name.length() > MAX_NAME) {
      throw new InvalidRequest(
          "invalid reference format: repository name must not be more than 255 characters");
    }
    if (!DOMAIN.matcher(domain).matches() || !PATH.matcher(path).matches()) {
      throw malformed();
    }
    if (tag != null && !TAG.matcher(tag).matches()) {
      throw malformed();
    }
  }

  /** Parses what a person writes; throws {@link InvalidRequest} with Docker's words. */
  public static ImageReference parse(String text) {
    if (text.length() > 2 * MAX_NAME + 256) {
      throw malformed();
    }
    if (ID.matcher(text).matches()) {
      throw new InvalidRequest(
          "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
    }
    String rest = text;
    Digest digest = null;
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = digest(rest.substring(at + 1));
      rest = rest.substring(0, at);
    }
    String tag = null;
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
    }
    return named(rest, tag, digest);
  }

  /** Builds one from a repository and, apart, a tag or digest, as API queries carry them. */
  public static ImageReference of(String repository, @Nullable String tagOrDigest) {
    ImageReference name = parse(repository);
    if (tagOrDigest == null || tagOrDigest.isEmpty()) {
      return name;
    }
    return tagOrDigest.indexOf(':') >= 0
        ? new ImageReference(name.domain, name.path, null, digest(tagOrDigest))
        : new ImageReference(name.domain, name.path, tagOrDigest, null);
  }

  public ImageReference orLatest() {
    return tag == null && digest == null ? new ImageReference(domain, path, "latest", null) : this;
  }

  public ImageReference withTag(String newTag) {
    return new ImageReference(domain, path, newTag, null);
  }

  public ImageReference withDigest(Digest newDigest) {
    return new ImageReference(domain, path, null, newDigest);
  }

  /** The canonical name without tag and digest, such as {@code docker.io/library/nginx}. */
  public String repository() {
    return domain + "/" + path;
  }

  /** The name as people write it, without tag and digest, such as {@code nginx}. */
  public String familiarRepository() {
    if (!domain.equals(DEFAULT_DOMAIN)) {
      return repository();
    }
    boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
    String shortened = official ? path.substring(OFFICIAL.length()) : path;
    // library/localhost must not become a registry's name
    return shortened.equals("localhost") || ID.matcher(shortened).matches() ? path : shortened;
  }

  /** The name as people write it, such as {@code nginx:1.22}. */
  public String familiar() {
    return familiarRepository() + suffix();
  }

  /** The canonical form; {@link #parse} reads it back to an equal value. */
  @Override
  public String toString() {
    return repository() + suffix();
  }

  private String suffix() {
    return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }

  private static ImageReference named(String name, @Nullable String tag, @Nullable Digest digest) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    String domain;
    String path;
    if (slash < 0 || !looksLikeDomain(first)) {
      domain = DEFAULT_DOMAIN;
      path = name;
    } else {
      domain = first.equals("index.docker.io") ? DEFAULT_DOMAIN : first;
      path = name.substring(slash + 1);
    }
    if (domain.equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0) {
      path = OFFICIAL + path;
    }
    String lower = path.toLowerCase(Locale.ROOT);
    Matcher otherwiseFine = PATH.matcher(lower);
    if (!lower.equals(path) && otherwiseFine.matches()) {
      throw new InvalidRequest(
          "invalid reference format: repository name ("
              + shown(path, domain)
              + ") must be lowercase");
    }
    return new ImageReference(domain, path, tag, digest);
  }

  private static String shown(String path, String domain) {
    boolean added = domain.equals(DEFAULT_DOMAIN) && path.startsWith(OFFICIAL);
    return added ? path.substring(OFFICIAL.length()) : path;
  }

  private static boolean looksLikeDomain(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || !first.toLowerCase(Locale.ROOT).equals(first);
  }

  private static Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (InvalidRequest e) {
      throw new InvalidRequest("invalid reference format", e);
    }
  }

  private static InvalidRequest malformed() {
    return new InvalidRequest("invalid reference format");
  }
}
