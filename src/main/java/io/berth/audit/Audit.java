package io.berth.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The log of changes. Nothing alters what is in it. */
public interface Audit {

  /**
   * One of several changes that the current request makes: each has an entry of its own.
   *
   * @param error why it failed, or empty
   */
  record Part(String action, String objectType, String objectId, String objectName, String error) {}

  /** Splits the current request's entry; nothing without a request. */
  void split(List<Part> parts);

  /** Adds words without secrets to the current request's entry; nothing without a request. */
  void note(String words);

  /** As exported. */
  enum Format {
    CSV,
    JSON_LINES
  }

  /** The newest first. */
  List<AuditEntry> list(AuditQuery query, int limit);

  /** Writes all that the query selects, the newest first, in pieces: the log may be large. */
  void export(AuditQuery query, Format format, OutputStream out) throws IOException;

  /** Who did this to an object then: by a request that began in the ten seconds before. */
  Optional<AuditEntry> shortlyBefore(Instant time, String objectId, String action);
}
