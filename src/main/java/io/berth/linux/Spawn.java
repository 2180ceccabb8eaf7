package io.berth.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/**
 * A prepared posix_spawn(3): signals reset, a session of its own, file actions in the order they
 * were added. Prepare on an ordinary thread, {@link #start()} on the one that became what the child
 * needs; starting loads no class.
 */
public final class Spawn implements AutoCloseable {

  /** The first number after the standard streams. */
  public static final int KEPT = 3;

  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;
  // posix_spawn_file_actions_t is 80 bytes, posix_spawnattr_t 336, sigset_t 128
  private static final int STRUCT = 512;
  private static final int SIGSET = 128;

  private final byte[] path;
  private final Memory actions = new Memory(STRUCT);
  private final Memory attributes = new Memory(STRUCT);
  private final Memory argv;
  private final Memory envp;
  private final int[] pid = new int[1];

  public Spawn(String path, List<String> args, List<String> env) {
    this.path = Libc.text(path);
    this.argv = vector(args);
    this.envp = vector(env);
    actions.clear();
    attributes.clear();
    check("file_actions_init", Libc.posix_spawn_file_actions_init(actions));
    check("attr_init", Libc.posix_spawnattr_init(attributes));
    check(
        "setflags",
        Libc.posix_spawnattr_setflags(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID)));
    try (Memory signals = new Memory(SIGSET)) {
      signals.clear();
      check("setsigmask", Libc.posix_spawnattr_setsigmask(attributes, signals));
      signals.setMemory(0, SIGSET, (byte) 0xff);
      check("setsigdefault", Libc.posix_spawnattr_setsigdefault(attributes, signals));
    }
  }

  /** A null-terminated array of C strings, the strings behind it in the same block. */
  private static Memory vector(List<String> values) {
    List<byte[]> texts = new ArrayList<>();
    long size = (values.size() + 1) * 8L;
    for (String value : values) {
      byte[] text = Libc.text(value);
      texts.add(text);
      size += text.length;
    }
    Memory block = new Memory(size);
    long at = (values.size() + 1) * 8L;
    for (int i = 0; i < texts.size(); i++) {
      block.setPointer(i * 8L, block.share(at));
      block.write(at, texts.get(i), 0, texts.get(i).length);
      at += texts.get(i).length;
    }
    block.setPointer(values.size() * 8L, Pointer.NULL);
    return block;
  }

  public Spawn open(int fd, String file, int flags) {
    return open(fd, file, flags, 0);
  }

  public Spawn open(int fd, String file, int flags, int mode) {
    check(
        "addopen",
        Libc.posix_spawn_file_actions_addopen(actions, fd, Libc.text(file), flags, mode));
    return this;
  }

  public Spawn duplicate(Fd from, int to) {
    return duplicate(from.number(), to);
  }

  public Spawn duplicate(int from, int to) {
    check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions, from, to));
    return this;
  }

  /**
   * Closes what the child has of its parent's but for these, which get the numbers from {@link
   * #KEPT} on, and the standard streams.
   */
  public Spawn keepOnly(List<Fd> kept) {
    // first out of the way: the numbers they get may be theirs
    int above = KEPT + kept.size();
    for (Fd fd : kept) {
      above = Math.max(above, fd.number() + 1);
    }
    for (int i = 0; i < kept.size(); i++) {
      duplicate(kept.get(i), above + i);
    }
    for (int i = 0; i < kept.size(); i++) {
      duplicate(above + i, KEPT + i);
    }
    return closeFrom(KEPT + kept.size());
  }

  public Spawn closeFrom(int first) {
    check("addclosefrom", Libc.posix_spawn_file_actions_addclosefrom_np(actions, first));
    return this;
  }

  public Spawn changeDirectory(String directory) {
    check("addchdir", Libc.posix_spawn_file_actions_addchdir_np(actions, Libc.text(directory)));
    return this;
  }

  public Spawn changeDirectory(Fd directory) {
    check("addfchdir", Libc.posix_spawn_file_actions_addfchdir_np(actions, directory.number()));
    return this;
  }

  /** Returns once the child has executed its program: 0, or the errno of what failed in it. */
  public int start() {
    return Libc.posix_spawn(pid, path, actions, attributes, argv, envp);
  }

  /** The child that {@link #start()} started, as its caller sees it. */
  public int pid() {
    return pid[0];
  }

  private static void check(String call, int errno) {
    if (errno != 0) {
      throw Errno.refused("posix_spawn " + call, "", errno);
    }
  }

  @Override
  public void close() {
    Libc.posix_spawn_file_actions_destroy(actions);
    Libc.posix_spawnattr_destroy(attributes);
    actions.close();
    attributes.close();
    argv.close();
    envp.close();
  }
}
