package io.berth.files;

/**
 * How an archive is unpacked.
 *
 * @param keepKinds whether a directory may not replace anything else, nor be replaced by it
 * @param uid owner of everything, or -1 for those that the archive names
 * @param mode permissions of all but links, or -1 for those that the archive names
 * @param devices whether device nodes are made, or refused
 */
public record Unpacking(boolean keepKinds, int uid, int gid, int mode, boolean devices) {

  public static final Unpacking PLAIN = new Unpacking(false, -1, -1);

  public Unpacking(boolean keepKinds, int uid, int gid) {
    this(keepKinds, uid, gid, -1, true);
  }

  public Unpacking withMode(int other) {
    return new Unpacking(keepKinds, uid, gid, other, devices);
  }

  public Unpacking withoutDevices() {
    return new Unpacking(keepKinds, uid, gid, mode, false);
  }
}
