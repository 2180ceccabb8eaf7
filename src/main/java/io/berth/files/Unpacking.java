package io.berth.files;

/**
 * How an archive is unpacked.
 *
 * @param keepKinds whether a directory may not replace anything else, nor be replaced by it
 * @param uid owner of everything, or -1 for those that the archive names
 */
public record Unpacking(boolean keepKinds, int uid, int gid) {

  public static final Unpacking PLAIN = new Unpacking(false, -1, -1);
}
