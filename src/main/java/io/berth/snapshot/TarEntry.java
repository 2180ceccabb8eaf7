package io.berth.snapshot;

import java.util.Map;

/**
 * One entry of a tar archive, its extended headers applied. Names keep bytes that are not UTF-8,
 * see {@link io.berth.linux.FileName}.
 *
 * @param type the header's type flag, such as {@code '0'} or {@code '5'}
 * @param mode permissions and set-id bits, without the file type
 * @param size bytes of content
 * @param attributes extended attributes, exactly as recorded
 */
public record TarEntry(
    String name,
    char type,
    String linkName,
    int mode,
    int uid,
    int gid,
    long size,
    long modifiedSeconds,
    int modifiedNanos,
    int deviceMajor,
    int deviceMinor,
    Map<String, byte[]> attributes) {

  public boolean isFile() {
    return type == '0' || type == '\0' || type == '7';
  }
}
