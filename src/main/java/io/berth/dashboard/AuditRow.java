package io.berth.dashboard;

import io.berth.audit.AuditEntry;

/**
 * An entry of the audit log as its page shows it.
 *
 * @param object its name, or what there is of its id
 * @param link to the object's page, or empty
 */
record AuditRow(
    String at,
    String user,
    String from,
    String action,
    String type,
    String object,
    String link,
    String parameters,
    boolean ok,
    String result) {

  static AuditRow of(AuditEntry entry) {
    String from = entry.address().isEmpty() ? entry.door() : entry.door() + ", " + entry.address();
    return new AuditRow(
        Moments.day(entry.at()) + " " + Moments.time(entry.at()),
        entry.user().isEmpty() ? "nobody known" : entry.user(),
        from,
        entry.action(),
        entry.objectType(),
        entry.objectName().isEmpty() ? Units.shortId(entry.objectId()) : entry.objectName(),
        entry.objectType().equals("container") && !entry.objectId().isEmpty()
            ? entry.objectId()
            : "",
        entry.parameters(),
        entry.isOk(),
        result(entry));
  }

  private static String result(AuditEntry entry) {
    return entry.isOk()
        ? "ok"
        : entry.error().isEmpty() ? "refused with " + entry.status() : entry.error();
  }
}
