package io.berth.files;

/**
 * How an archive is unpacked.
 *
 * @param keepKinds whether a directory may not replace anything else, nor be replaced by it
 * @param uid owner of everything, or -1 for those that the archive names
 * @param mode permissions of all but links, or -1 for those that the archive names
 * @param devices whether device nodes are made, or refused
 * @param top whether an entry {@code ./} says of the directory itself whose it is and its mode
 */
public record Unpacking(
    boolean keepKinds, int uid, int gid, int mode, boolean devices, boolean top) {

  public static final Unpacking PLAIN = new Unpacking(false, -1, -1);

  public Unpacking(boolean keepKinds, int uid, int gid) {
    this(keepKinds, uid, gid, -1, true, false);
  }

  public Unpacking withMode(int other) {
    return new Unpacking(keepKinds, uid, gid, other, devices, top);
  }

  public Unpacking withoutDevices() {
    return new Unpacking(keepKinds, uid, gid, mode, false, top);
  }

  public Unpacking withTop() {
    return new Unpacking(keepKinds, uid, gid, mode, devices, true);
  }
}
