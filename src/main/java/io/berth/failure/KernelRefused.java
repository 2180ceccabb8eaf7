package io.berth.failure;

/** A system call failed. Keeps the call, what it was done to, and the error number. */
public final class KernelRefused extends BerthException {

  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  /**
   * @param call the system call's name, such as {@code mount}
   * @param target the path, descriptor or object it was done to
   * @param errno the positive error number
   * @param reason the error's text, such as {@code Operation not permitted}
   */
  public KernelRefused(String call, String target, int errno, String reason) {
    super(call + " " + target + ": " + reason, null);
    this.call = call;
    this.errno = errno;
  }

  public String call() {
    return call;
  }

  public int errno() {
    return errno;
  }
}
