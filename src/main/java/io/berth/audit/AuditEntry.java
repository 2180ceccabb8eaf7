package io.berth.audit;

import java.time.Instant;

/**
 * A change that somebody made or tried to make. Every text may come from a stranger.
 *
 * @param at when the request came
 * @param user a user's name; on the Unix socket the host's user
 * @param door {@code browser}, {@code api}, {@code docker api}, {@code websocket} or {@code unix
 *     socket}
 * @param address of the client, empty on the Unix socket
 * @param action in stable words such as {@code container.start}
 * @param objectId empty when the object has none or was not found
 * @param parameters without secrets, such as {@code signal=KILL force=1}
 * @param status of the HTTP answer
 * @param error why it failed, or empty; a failure told after the answer's begin has only this
 */
public record AuditEntry(
    long id,
    Instant at,
    String user,
    String door,
    String address,
    String action,
    String objectType,
    String objectId,
    String objectName,
    String parameters,
    int status,
    String error) {

  /** Public as a property of the entry, for pages and JSON alike. */
  public boolean isOk() {
    return status < 400 && error.isEmpty();
  }
}
