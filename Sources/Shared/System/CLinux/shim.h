// What of Linux has no function in glibc or none that Swift may call: the futex, by which processes that share one word
// of memory wake each other; and the start of a process that does not outlive the one that started it.
#ifndef DUIXIAN_CLINUX_H
#define DUIXIAN_CLINUX_H
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline uint32_t duixian_word_load(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }

// Adds one to the word and wakes all that wait on it.
static inline void duixian_word_bump(uint32_t *word) {
  __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
  syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

// Waits while the word holds `seen`, at most `milliseconds`. Returns early for a signal: the caller looks again.
static inline void duixian_word_wait(uint32_t *word, uint32_t seen, int64_t milliseconds) {
  struct timespec limit = {milliseconds / 1000, (milliseconds % 1000) * 1000000};
  syscall(SYS_futex, word, FUTEX_WAIT, seen, &limit, NULL, 0);
}

// Starts a program that writes to the file `output` and is killed when the calling THREAD ends, by whatever cause:
// posix_spawn cannot ask the kernel for that. It has no blocked signals, no other open files, and a process group of its
// own, so that a terminal's Ctrl-C reaches only its parent. Returns -1 with errno when there is no process; a program
// that cannot be executed ends with 127. Between fork and exec only functions are called that may be.
static inline pid_t duixian_spawn(const char *path, char *const arguments[], int output) {
  pid_t parent = getpid(), child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  int input = open("/dev/null", O_RDONLY);
  if (input < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(127);
  syscall(SYS_close_range, 3, ~0U, 0);
  execv(path, arguments);
  _exit(127);
}
#endif
