// What of Linux has no function in glibc: the futex, by which processes that share one word of memory wake each other.
#ifndef DUIXIAN_CLINUX_H
#define DUIXIAN_CLINUX_H
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdint.h>
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
#endif
