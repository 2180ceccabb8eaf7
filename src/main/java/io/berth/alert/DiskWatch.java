package io.berth.alert;

import io.berth.alert.Incidents.Trouble;
import io.berth.system.HostInfo;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How full the file system of the engine's data folder is; asking costs a system call. */
@Component
class DiskWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);

  /** So many percent less than the threshold is well again: it would go to and fro otherwise. */
  private static final int LEEWAY = 2;

  private final Rules rules;
  private final Incidents incidents;
  private final HostInfo host;
  private final AlertProperties properties;
  private volatile Instant next = Instant.EPOCH;

  DiskWatch(Rules rules, Incidents incidents, HostInfo host, AlertProperties properties) {
    this.rules = rules;
    this.incidents = incidents;
    this.host = host;
    this.properties = properties;
  }

  Instant next() {
    return next;
  }

  /** When it is time. */
  void look() {
    Instant now = Instant.now();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(properties.diskEvery());
    if (!rules.of(Cause.DISK_FULL).isEmpty()) {
      try {
        compare(percent(Files.getFileStore(host.root())), now);
      } catch (IOException e) {
        LOG.warn("the disk of {}: {}", host.root(), e.getMessage());
      }
    }
  }

  /** As df counts, rounded up. */
  static int percent(FileStore disk) throws IOException {
    long used = disk.getTotalSpace() - disk.getUnallocatedSpace();
    long all = Math.max(1, used + disk.getUsableSpace());
    return (int) ((100 * used + all - 1) / all);
  }

  private void compare(int percent, Instant now) {
    var open = incidents.openOf(Subject.DISK.id());
    for (AlertRule rule : rules.of(Cause.DISK_FULL)) {
      if (percent >= rule.threshold()) {
        String words = "the disk of %s is %d %% full".formatted(host.root(), percent);
        incidents.raise(rule, new Trouble(Subject.DISK, words, now));
      } else if (percent <= rule.threshold() - LEEWAY) {
        String words = "the disk of %s is %d %% full again".formatted(host.root(), percent);
        open.stream()
            .filter(row -> row.ruleId == rule.id())
            .forEach(row -> incidents.recover(rule, row, words));
      }
    }
  }
}
