package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.KernelRefused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Whole directory trees, walked by descriptors: no link in them is ever followed. */
public final class FileTree {

  private static final int DIRENT_NAME = 19;
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_DEPTH = 64;

  private FileTree() {}

  /** The names in a directory, without {@code .} and {@code ..}, in no order. */
  public static List<String> names(Directory directory) {
    List<String> names = new ArrayList<>();
    forEachName(directory, names::add);
    return names;
  }

  /** Tells the names one by one, so that a large directory needs no memory. */
  public static void forEachName(Directory directory, Consumer<String> names) {
    byte[] buffer = new byte[BUFFER];
    try (Fd readable = readable(directory)) {
      for (int n = entries(readable, buffer); n > 0; n = entries(readable, buffer)) {
        tell(buffer, n, names);
      }
    }
  }

  /**
   * Removes an entry and, when it is a directory, all below it, however deep. Nothing happens if it
   * is gone. What is mounted in it stays: EXDEV.
   */
  public static void delete(Directory parent, String name) {
    Deque<String> todo = new ArrayDeque<>(List.of(name));
    while (!todo.isEmpty()) {
      delete(parent, todo.removeFirst(), 0, parent, todo);
    }
  }

  /** Below a certain depth, directories are moved up first: descriptors and stack are finite. */
  private static void delete(
      Directory parent, String name, int depth, Directory top, Deque<String> todo) {
    if (unlinked(parent, name)) {
      return;
    }
    if (depth > MAX_DEPTH) {
      String lifted = ".lifted-" + UUID.randomUUID();
      parent.rename(name, top, lifted);
      todo.addLast(lifted);
      return;
    }
    try (Directory directory = parent.directoryOfMount(name)) {
      for (String entry : names(directory)) {
        delete(directory, entry, depth + 1, top, todo);
      }
    }
    parent.removeDirectory(name);
  }

  private static boolean unlinked(Directory parent, String name) {
    try {
      parent.remove(name);
      return true;
    } catch (KernelRefused e) {
      if (e.errno() == Errno.EISDIR) {
        return false;
      }
      if (e.errno() == Errno.ENOENT) {
        return true;
      }
      throw e;
    }
  }

  /** Writes everything that the directory's file system still holds in memory to disk. */
  public static void sync(Directory directory) {
    try (Fd readable = readable(directory)) {
      Libc.syncfs(readable.number());
    } catch (LastErrorException e) {
      throw Errno.refused("syncfs", directory.fd().toString(), e);
    }
  }

  private static Fd readable(Directory directory) {
    return RootPath.openat2(directory.fd().number(), ".", Open.RDONLY | Open.DIRECTORY, 0, 0);
  }

  private static int entries(Fd directory, byte[] buffer) {
    try {
      return (int) Libc.getdents64(directory.number(), buffer, buffer.length);
    } catch (LastErrorException e) {
      throw Errno.refused("getdents64", directory.toString(), e);
    }
  }

  private static void tell(byte[] buffer, int length, Consumer<String> names) {
    ByteBuffer entries = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
    for (int at = 0; at < length; at += entries.getShort(at + 16)) {
      int end = at + DIRENT_NAME;
      while (buffer[end] != 0) {
        end++;
      }
      String name = FileName.decode(buffer, at + DIRENT_NAME, end - at - DIRENT_NAME);
      if (!name.equals(".") && !name.equals("..")) {
        names.accept(name);
      }
    }
  }
}
