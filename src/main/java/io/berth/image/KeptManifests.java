package io.berth.image;

import io.berth.failure.Conflict;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What repositories keep beside images, and with which manifest each tag was pushed: stored, and in
 * memory for every look. A tag's row holds from a push until its name is given to something else.
 * Thread-safe.
 */
@Component
class KeptManifests {

  private final JdbcTemplate jdbc;
  private final Ownership ownership;
  private final ConcurrentMap<String, Map<Digest, KeptManifest>> kept = new ConcurrentHashMap<>();
  private final Map<ImageReference, Digest> tags = new ConcurrentHashMap<>();

  KeptManifests(JdbcTemplate jdbc, Ownership ownership) {
    this.jdbc = jdbc;
    this.ownership = ownership;
    jdbc.query(
            "select repository, digest, media_type, subject, alone, pushed_at from"
                + " registry_manifest",
            (row, _) -> manifest(row))
        .forEach(this::remember);
    jdbc.query(
        "select name, digest from registry_tag",
        row -> {
          tags.put(
              ImageReference.parse(row.getString("name")), Digest.parse(row.getString("digest")));
        });
  }

  private static KeptManifest manifest(ResultSet row) throws SQLException {
    String subject = row.getString("subject");
    return new KeptManifest(
        row.getString("repository"),
        Digest.parse(row.getString("digest")),
        row.getString("media_type"),
        subject == null ? null : Digest.parse(subject),
        row.getBoolean("alone"),
        row.getTimestamp("pushed_at").toInstant());
  }

  private void remember(KeptManifest manifest) {
    kept.computeIfAbsent(manifest.repository(), _ -> new ConcurrentHashMap<>())
        .put(manifest.digest(), manifest);
  }

  /** All of them, whoever sees them. */
  List<KeptManifest> all() {
    return kept.values().stream().flatMap(some -> some.values().stream()).toList();
  }

  /** Those of one repository, whoever sees them. */
  Stream<KeptManifest> of(ImageReference repository) {
    return kept.getOrDefault(repository.repository(), Map.of()).values().stream();
  }

  /** Those of one repository that the caller sees. */
  Stream<KeptManifest> seen(ImageReference repository) {
    return of(repository).filter(this::sees);
  }

  boolean sees(KeptManifest manifest) {
    return ownership.sees(Kind.MANIFEST, manifest.key());
  }

  Optional<KeptManifest> seen(ImageReference repository, Digest digest) {
    return find(repository, digest).filter(this::sees);
  }

  Optional<KeptManifest> find(ImageReference repository, Digest digest) {
    return Optional.ofNullable(kept.getOrDefault(repository.repository(), Map.of()).get(digest));
  }

  /** Keeps one; the caller sees it from now on. */
  synchronized void keep(KeptManifest manifest) {
    KeptManifest before = find(manifest.name(), manifest.digest()).orElse(null);
    ownership.share(Kind.MANIFEST, manifest.key(), before == null);
    if (before == null) {
      Digest subject = manifest.subject();
      jdbc.update(
          "insert into registry_manifest (repository, digest, media_type, subject, alone,"
              + " pushed_at) values (?, ?, ?, ?, ?, ?)",
          manifest.repository(),
          manifest.digest().toString(),
          manifest.mediaType(),
          subject == null ? null : subject.toString(),
          manifest.alone(),
          manifest.pushed().atOffset(ZoneOffset.UTC));
      remember(manifest);
    } else if (manifest.alone() && !before.alone()) {
      change(manifest);
    }
  }

  /** From now on, it goes with what it is a part of or attached to. */
  synchronized void attach(KeptManifest manifest) {
    if (manifest.alone()) {
      change(manifest.attached());
    }
  }

  private void change(KeptManifest manifest) {
    jdbc.update(
        "update registry_manifest set alone = ? where repository = ? and digest = ?",
        manifest.alone(),
        manifest.repository(),
        manifest.digest().toString());
    remember(manifest);
  }

  synchronized void forget(KeptManifest manifest) {
    jdbc.update(
        "delete from registry_manifest where repository = ? and digest = ?",
        manifest.repository(),
        manifest.digest().toString());
    kept.getOrDefault(manifest.repository(), new ConcurrentHashMap<>()).remove(manifest.digest());
    ownership.forget(Kind.MANIFEST, manifest.key());
  }

  Optional<Digest> tagged(ImageReference name) {
    return Optional.ofNullable(tags.get(name));
  }

  /** Tags of a repository, as names, and the manifests that they were pushed with. */
  Map<ImageReference, Digest> tags(ImageReference repository) {
    return tags.entrySet().stream()
        .filter(tag -> RepositoryService.isIn(repository, tag.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  synchronized void tag(ImageReference name, Digest digest) {
    untag(name);
    jdbc.update(
        "insert into registry_tag (name, digest) values (?, ?)",
        name.toString(),
        digest.toString());
    tags.put(name, digest);
  }

  synchronized void untag(ImageReference name) {
    if (tags.containsKey(name)) {
      jdbc.update("delete from registry_tag where name = ?", name.toString());
      tags.remove(name);
    }
  }

  /** What a tag leads to, if that is kept here. */
  Optional<KeptManifest> named(ImageReference name) {
    return tagged(name).flatMap(digest -> find(name, digest));
  }

  /**
   * @throws Conflict the tag leads to what only other teams see
   */
  void requireMayName(ImageReference name) {
    if (named(name).filter(manifest -> !sees(manifest)).isPresent()) {
      throw new Conflict(
          "the name %s stands for what another team has: choose another name"
              .formatted(name.familiar()));
    }
  }

  /** Names that lead to a manifest. */
  List<ImageReference> tagsOf(KeptManifest manifest) {
    List<ImageReference> names = new ArrayList<>();
    tags(manifest.name())
        .forEach((name, digest) -> {
          if (Objects.equals(digest, manifest.digest())) {
            names.add(name);
          }
        });
    return names;
  }
}
