"""The system calls that exist inside a box, with their numbers on x86_64 and on aarch64.

From Linux's own tables (arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h), which never change a number
once it is given; kept here so that no kernel headers are needed. What is not named does not exist in the box: sockets of every family,
namespaces and mounts, ptrace and other processes' memory, keys, bpf, perf, io_uring, System V and POSIX queues, memfd, extended
attributes to write, other users, sync of the whole machine; and what takes memory of the kernel that no limit of ours counts, or that everybody of the
same user shares: inotify and epoll, splice and tee, and (by argument) larger pipes, locks on parts of files and shared memory without a file.
"""

NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # reading and writing
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "pwrite64": (18, 68), "preadv": (295, 69),
    "pwritev": (296, 70), "preadv2": (327, 286), "pwritev2": (328, 287), "lseek": (8, 62), "sendfile": (40, 71), "copy_file_range": (326, 285),
    # files
    "open": (2, None), "openat": (257, 56), "creat": (85, None), "close": (3, 57), "close_range": (436, 436), "stat": (4, None), "fstat": (5, 80),
    "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "getdents": (78, None), "getdents64": (217, 61), "readlink": (89, None), "readlinkat": (267, 78), "getcwd": (79, 17), "chdir": (80, 49),
    "fchdir": (81, 50), "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "symlink": (88, None), "symlinkat": (266, 36), "link": (86, None),
    "linkat": (265, 37), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "ftruncate": (77, 46), "truncate": (76, 45),
    "fallocate": (285, 47), "fsync": (74, 82), "fdatasync": (75, 83), "utime": (132, None), "utimes": (235, None), "utimensat": (280, 88),
    "futimesat": (261, None), "umask": (95, 166), "fadvise64": (221, 223), "fstatfs": (138, 44), "statfs": (137, 43), "flock": (73, 32),
    "getxattr": (191, 8), "lgetxattr": (192, 9), "fgetxattr": (193, 10), "listxattr": (194, 11), "llistxattr": (195, 12), "flistxattr": (196, 13),
    # descriptors and waiting
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "pipe": (22, None), "poll": (7, None),
    "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72), "eventfd": (284, None), "eventfd2": (290, 19), "timerfd_create": (283, 85),
    "timerfd_settime": (286, 86), "timerfd_gettime": (287, 87), "signalfd": (282, None), "signalfd4": (289, 74),
    # memory
    "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233), "brk": (12, 214), "msync": (26, 227),
    "mincore": (27, 232), "mlock": (149, 228), "munlock": (150, 229), "membarrier": (324, 283),
    # threads
    "futex": (202, 98), "get_robust_list": (274, 100), "set_robust_list": (273, 99), "set_tid_address": (218, 96), "rseq": (334, 293),
    "arch_prctl": (158, None), "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "sched_setaffinity": (203, 122),
    "sched_getparam": (143, 121), "sched_getscheduler": (145, 120), "sched_get_priority_max": (146, 125), "sched_get_priority_min": (147, 126),
    "getcpu": (309, 168),
    # signals
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "rt_sigpending": (127, 136), "rt_sigsuspend": (130, 133),
    "rt_sigtimedwait": (128, 137), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "sigaltstack": (131, 132), "pause": (34, None),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "restart_syscall": (219, 128),
    # time
    "alarm": (37, None), "setitimer": (38, 103), "getitimer": (36, 102), "nanosleep": (35, 101), "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153),
    "timer_create": (222, 107), "timer_settime": (223, 110), "timer_gettime": (224, 108), "timer_delete": (226, 111),
    "timer_getoverrun": (225, 109),
    # processes
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281), "exit": (60, 93), "exit_group": (231, 94),
    "wait4": (61, 260), "waitid": (247, 95), "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "getgroups": (115, 158), "getresuid": (118, 148), "getresgid": (120, 150),
    "getpgrp": (111, None), "getpgid": (121, 155), "getsid": (124, 156), "setpgid": (109, 154), "setsid": (112, 157), "getrlimit": (97, 163),
    "setrlimit": (160, 164), "prlimit64": (302, 261), "getrusage": (98, 165), "getpriority": (140, 141), "setpriority": (141, 140),
    "capget": (125, 90),
    # the system
    "getrandom": (318, 278), "uname": (63, 160), "sysinfo": (99, 179),
    # checked by argument
    "clone": (56, 220), "clone3": (435, 435), "ioctl": (16, 29), "prctl": (157, 167), "pipe2": (293, 59), "fcntl": (72, 25), "mmap": (9, 222),
}  # fmt: skip

# These are decided by their arguments; see the filter.
BY_ARGUMENT = ("clone", "clone3", "ioctl", "prctl", "pipe2", "fcntl", "mmap")
