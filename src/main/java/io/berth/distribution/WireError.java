package io.berth.distribution;

/** A failure with the code that the distribution specification has for it. */
final class WireError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  WireError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  static WireError noManifest(String reference) {
    return new WireError(404, "MANIFEST_UNKNOWN", "there is no manifest of " + reference);
  }

  static WireError noBlob(String digest) {
    return new WireError(404, "BLOB_UNKNOWN", "there is no blob " + digest + " in this repository");
  }

  static WireError notOffered(String what) {
    return new WireError(405, "UNSUPPORTED", what);
  }
}
