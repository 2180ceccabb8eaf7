package io.berth.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.berth.failure.InvalidRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Direct mappings of the C library. Only mappings: checks and meaning live in the callers. {@code
 * long} stands for size_t and pointers: only 64-bit Linux is supported.
 */
final class Libc {

  static {
    Native.register(Libc.class, "c");
  }

  private Libc() {}

  /** A C string; see {@link FileName} for what is not UTF-8. */
  static byte[] text(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new InvalidRequest("text contains a NUL character");
    }
    byte[] bytes = FileName.encode(value);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  static native String strerror(int errno);

  static native long syscall(long number, long a, long b, long c, long d, long e)
      throws LastErrorException;

  static native long syscall(long number, long a, byte[] b, byte[] c, long d)
      throws LastErrorException;

  static native long syscall(long number, long a, byte[] b, long c, byte[] d, long e)
      throws LastErrorException;

  static native long syscall(
      long number, long a, long b, byte @Nullable [] c, byte @Nullable [] d, long e)
      throws LastErrorException;

  static native long syscall(long number, byte[] a, byte[] b) throws LastErrorException;

  static native long syscall(long number, byte[] a, long b) throws LastErrorException;

  static native long syscall(long number, long a, byte[] b, long c, long d)
      throws LastErrorException;

  static native long syscall(long number, long a, byte[] b, long c, byte[] d)
      throws LastErrorException;

  static native long syscall(long number, long a, int[] b) throws LastErrorException;

  static native long syscall(long number, long a, Pointer b, long c) throws LastErrorException;

  static native long syscall(long number, long a, long b, Pointer c) throws LastErrorException;

  static native int close(int fd) throws LastErrorException;

  static native long read(int fd, ByteBuffer buffer, long count) throws LastErrorException;

  static native long read(int fd, byte[] buffer, long count) throws LastErrorException;

  static native long write(int fd, ByteBuffer buffer, long count) throws LastErrorException;

  static native long write(int fd, byte[] buffer, long count) throws LastErrorException;

  static native int poll(int[] pollfds, long count, int timeoutMillis) throws LastErrorException;

  static native int pipe2(int[] fds, int flags) throws LastErrorException;

  static native int eventfd(int initial, int flags) throws LastErrorException;

  static native int inotify_init1(int flags) throws LastErrorException;

  static native int inotify_add_watch(int fd, byte[] path, int mask) throws LastErrorException;

  static native int inotify_rm_watch(int fd, int watch) throws LastErrorException;

  static native int epoll_create1(int flags) throws LastErrorException;

  static native int epoll_ctl(int epoll, int operation, int fd, byte[] event)
      throws LastErrorException;

  static native int epoll_wait(int epoll, byte[] events, int max, int timeoutMillis)
      throws LastErrorException;

  static native int fcntl(int fd, int command, long argument) throws LastErrorException;

  static native int ioctl(int fd, long request, byte[] argument) throws LastErrorException;

  static native int ioctl(int fd, long request, long argument) throws LastErrorException;

  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  static native int socketpair(int domain, int type, int protocol, int[] fds)
      throws LastErrorException;

  static native int bind(int fd, byte[] address, int length) throws LastErrorException;

  static native int listen(int fd, int backlog) throws LastErrorException;

  static native int accept4(int fd, @Nullable Pointer address, @Nullable Pointer length, int flags)
      throws LastErrorException;

  static native int connect(int fd, byte[] address, int length) throws LastErrorException;

  static native int shutdown(int fd, int how) throws LastErrorException;

  static native int getsockopt(int fd, int level, int option, int[] value, int[] length)
      throws LastErrorException;

  static native long sendmsg(int fd, Pointer message, int flags) throws LastErrorException;

  static native long recvmsg(int fd, Pointer message, int flags) throws LastErrorException;

  static native int fchmod(int fd, int mode) throws LastErrorException;

  static native int mkdirat(int dir, byte[] name, int mode) throws LastErrorException;

  static native int mknodat(int dir, byte[] name, int mode, long device) throws LastErrorException;

  static native int symlinkat(byte[] target, int dir, byte[] name) throws LastErrorException;

  static native int linkat(int fromDir, byte[] from, int toDir, byte[] to, int flags)
      throws LastErrorException;

  static native int unlinkat(int dir, byte[] name, int flags) throws LastErrorException;

  static native int renameat2(int fromDir, byte[] from, int toDir, byte[] to, int flags)
      throws LastErrorException;

  static native int renameat(int fromDir, byte[] from, int toDir, byte[] to)
      throws LastErrorException;

  static native long readlinkat(int dir, byte[] name, byte[] buffer, long size)
      throws LastErrorException;

  static native int fchownat(int dir, byte[] name, int uid, int gid, int flags)
      throws LastErrorException;

  static native int fchmodat(int dir, byte[] name, int mode, int flags) throws LastErrorException;

  static native int utimensat(int dir, byte[] name, long[] times, int flags)
      throws LastErrorException;

  static native int futimens(int fd, long[] times) throws LastErrorException;

  static native int fsetxattr(int fd, byte[] name, byte[] value, long size, int flags)
      throws LastErrorException;

  static native int statx(int dir, byte[] name, int flags, int mask, byte[] buffer)
      throws LastErrorException;

  static native int syncfs(int fd) throws LastErrorException;

  static native long getdents64(int fd, byte[] entries, long size) throws LastErrorException;

  static native int fstatfs(int fd, byte[] buffer) throws LastErrorException;

  static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags)
      throws LastErrorException;

  static native long lgetxattr(byte[] path, byte[] name, byte[] value, long size)
      throws LastErrorException;

  static native long llistxattr(byte[] path, byte[] list, long size) throws LastErrorException;

  static native int chdir(byte[] path) throws LastErrorException;

  static native int fchdir(int fd) throws LastErrorException;

  static native int unshare(int flags) throws LastErrorException;

  static native int setns(int fd, int flags) throws LastErrorException;

  static native int umask(int mask);

  static native int mount(
      byte @Nullable [] source,
      byte[] target,
      byte @Nullable [] type,
      long flags,
      byte @Nullable [] data)
      throws LastErrorException;

  static native int umount2(byte[] target, int flags) throws LastErrorException;

  static native int sethostname(byte[] name, long length) throws LastErrorException;

  static native int setdomainname(byte[] name, long length) throws LastErrorException;

  static native int prctl(int option, long a, long b, long c, long d) throws LastErrorException;

  static native int prctl(int option, long a, Pointer b, long c, long d) throws LastErrorException;

  static native int prlimit64(int pid, int resource, long[] limits, long oldLimits)
      throws LastErrorException;

  static native int waitid(int idType, int id, byte[] info, int options) throws LastErrorException;

  static native int gettid();

  static native int posix_spawn(
      int[] pid, byte[] path, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

  static native int posix_spawn_file_actions_init(Pointer actions);

  static native int posix_spawn_file_actions_destroy(Pointer actions);

  static native int posix_spawn_file_actions_addopen(
      Pointer actions, int fd, byte[] path, int flags, int mode);

  static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

  static native int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

  static native int posix_spawn_file_actions_addchdir_np(Pointer actions, byte[] path);

  static native int posix_spawn_file_actions_addfchdir_np(Pointer actions, int fd);

  static native int posix_spawnattr_init(Pointer attributes);

  static native int posix_spawnattr_destroy(Pointer attributes);

  static native int posix_spawnattr_setflags(Pointer attributes, short flags);

  static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

  static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);
}
