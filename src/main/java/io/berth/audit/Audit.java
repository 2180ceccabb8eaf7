package io.berth.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The log of changes, for reading. Nothing here alters it, and nothing else does either. */
public interface Audit {

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
