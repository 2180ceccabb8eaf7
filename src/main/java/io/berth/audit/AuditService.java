package io.berth.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;

@Service
final class AuditService implements Audit {

  private static final int LONGEST_NOTE = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(AuditService.class);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(12);
  private static final int PIECE = 1000;

  private final AuditStore store;
  private final Duration keep;
  private final AtomicReference<Instant> nextCleaning = new AtomicReference<>(Instant.EPOCH);

  AuditService(AuditStore store, AuditProperties properties) {
    this.store = store;
    this.keep = properties.keep();
  }

  /**
   * Writes an entry; it is in the database when this returns. A database that refuses is told in
   * the service's log together with the entry: what was done is done.
   */
  void append(AuditEntry entry) {
    try {
      store.insert(entry);
      cleanWhenDue();
    } catch (DataAccessException e) {
      LOG.error("not in the audit log: {}", entry, e);
    }
  }

  private void cleanWhenDue() {
    Instant due = nextCleaning.get();
    Instant now = Instant.now();
    if (!now.isBefore(due) && nextCleaning.compareAndSet(due, now.plus(BETWEEN_CLEANINGS))) {
      Thread.ofVirtual().name("audit-cleaning").start(() -> clean(now.minus(keep)));
    }
  }

  private void clean(Instant oldest) {
    try {
      int removed = store.removeOlderThan(oldest);
      if (removed > 0) {
        LOG.info("{} audit entries from before {} are removed", removed, oldest);
      }
    } catch (DataAccessException e) {
      LOG.warn("old audit entries stay for now: {}", e.getMessage());
    }
  }

  @Override
  public void split(List<Part> parts) {
    Passage passage = Passage.current();
    if (passage != null) {
      passage.parts = List.copyOf(parts);
    }
  }

  @Override
  public void note(String words) {
    Passage passage = Passage.current();
    if (passage != null) {
      String cut = words.length() <= LONGEST_NOTE ? words : words.substring(0, LONGEST_NOTE) + "…";
      passage.more = passage.more.isEmpty() ? cut : passage.more + " " + cut;
    }
  }

  @Override
  public List<AuditEntry> list(AuditQuery query, int limit) {
    return store.find(query, limit);
  }

  @Override
  public void export(AuditQuery query, Format format, OutputStream out) throws IOException {
    try (ExportWriter writer = new ExportWriter(format, out)) {
      AuditQuery rest = query;
      while (true) {
        List<AuditEntry> piece = store.find(rest, PIECE);
        writer.write(piece);
        if (piece.size() < PIECE) {
          return;
        }
        rest = rest.before(piece.getLast().id());
      }
    }
  }

  @Override
  public Optional<AuditEntry> shortlyBefore(Instant time, String objectId, String action) {
    return store.lastBetween(time.minusSeconds(10), time, objectId, action).stream().findFirst();
  }
}
