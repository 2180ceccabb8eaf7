package io.berth.linux;

import java.util.List;
import java.util.Map;

/**
 * The calls that Docker's default profile allows, and those it allows with a capability. Calls that
 * a capability unlocks are checked by the kernel again.
 */
final class SeccompProfile {

  static final List<String> ALLOWED =
      words(
          """
          accept accept4 access adjtimex alarm arch_prctl arm_fadvise64_64 arm_sync_file_range
          bind breakpoint brk cachestat cacheflush capget capset chdir chmod chown chown32
          clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime
          clock_gettime64 clock_nanosleep clock_nanosleep_time64 close close_range connect
          copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_ctl_old
          epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve execveat exit
          exit_group faccessat faccessat2 fadvise64 fadvise64_64 fallocate fanotify_mark fchdir
          fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr
          flistxattr flock fork fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64
          fsync ftruncate ftruncate64 futex futex_requeue futex_time64 futex_wait futex_waitv
          futex_wake futimesat get_robust_list get_thread_area getcpu getcwd getdents getdents64
          getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getitimer
          getpeername getpgid getpgrp getpid getppid getpriority getrandom getresgid getresgid32
          getresuid getresuid32 getrlimit getrusage getsid getsockname getsockopt gettid
          gettimeofday getuid getuid32 getxattr inotify_add_watch inotify_init inotify_init1
          inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64
          io_setup io_submit ioctl ioprio_get ioprio_set ipc kill landlock_add_rule
          landlock_create_ruleset landlock_restrict_self lchown lchown32 lgetxattr link linkat
          listen listxattr llistxattr lremovexattr lseek lsetxattr lstat lstat64 madvise
          map_shadow_stack membarrier memfd_create memfd_secret mincore mkdir mkdirat mknod mknodat
          mlock mlock2 mlockall mmap mmap2 mprotect mq_getsetattr mq_notify mq_open
          mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64 mq_unlink mremap
          msgctl msgget msgrcv msgsnd msync munlock munlockall munmap name_to_handle_at nanosleep
          newfstatat open openat openat2 pause pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc
          pkey_free pkey_mprotect poll ppoll ppoll_time64 prctl pread64 preadv preadv2 prlimit64
          process_mrelease process_vm_readv process_vm_writev pselect6 pselect6_time64 ptrace
          pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv recv recvfrom recvmmsg
          recvmmsg_time64 recvmsg remap_file_pages removexattr rename renameat renameat2
          restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo
          rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo
          sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr
          sched_getparam sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64
          sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp
          select semctl semget semop semtimedop semtimedop_time64 send sendfile sendfile64 sendmmsg
          sendmsg sendto set_robust_list set_thread_area set_tid_address set_tls setfsgid
          setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32 setitimer setpgid
          setpriority setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid
          setreuid32 setrlimit setsid setsockopt setuid setuid32 setxattr shmat shmctl shmdt shmget
          shutdown sigaltstack signalfd signalfd4 sigprocmask sigreturn socket socketcall
          socketpair splice stat stat64 statfs statfs64 statx symlink symlinkat sync
          sync_file_range sync_file_range2 syncfs sysinfo tee tgkill time timer_create timer_delete
          timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64
          timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64 times
          tkill truncate truncate64 ugetrlimit umask uname unlink unlinkat utime utimensat
          utimensat_time64 utimes vfork vmsplice wait4 waitid waitpid write writev
          """);

  static final Map<String, List<String>> WITH_CAPABILITY =
      Map.ofEntries(
          Map.entry("CAP_DAC_READ_SEARCH", words("open_by_handle_at")),
          Map.entry(
              "CAP_SYS_ADMIN",
              words(
                  """
                  bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount
                  mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd
                  setdomainname sethostname setns syslog umount umount2 unshare
                  """)),
          Map.entry("CAP_SYS_BOOT", words("reboot")),
          Map.entry("CAP_SYS_CHROOT", words("chroot")),
          Map.entry("CAP_SYS_MODULE", words("delete_module init_module finit_module")),
          Map.entry("CAP_SYS_PACCT", words("acct")),
          Map.entry("CAP_SYS_PTRACE", words("kcmp pidfd_getfd process_madvise")),
          Map.entry("CAP_SYS_RAWIO", words("iopl ioperm")),
          Map.entry("CAP_SYS_TIME", words("settimeofday stime clock_settime clock_settime64")),
          Map.entry("CAP_SYS_TTY_CONFIG", words("vhangup")),
          Map.entry(
              "CAP_SYS_NICE", words("get_mempolicy mbind set_mempolicy set_mempolicy_home_node")),
          Map.entry("CAP_SYSLOG", words("syslog")),
          Map.entry("CAP_BPF", words("bpf")),
          Map.entry("CAP_PERFMON", words("perf_event_open")));

  /** What personality(2) may ask for. */
  static final List<Long> PERSONALITIES = List.of(0L, 0x8L, 0x20000L, 0x20008L, 0xffffffffL);

  /** Every CLONE_NEW… flag that clone(2) knows. */
  static final long NAMESPACE_FLAGS = 0x7e020000L;

  private SeccompProfile() {}

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }
}
