/*
 * Lets the system calls on the files of one folder fail from some byte on, as a network drive that vanishes, a disk that is
 * full or one that is broken lets them. Loaded before libc in the process that is tried: no drive of this machine is needed.
 *
 *   FAILING_FOLDER  the folder, with a slash at its end
 *   FAILING_CALLS   letters: r read, w write, s sync, f the state of a file, l giving it a name
 *   FAILING_AFTER   bytes that are still read or written there
 *   FAILING_ERRNO   what the calls answer from then on
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long moved;

static int concerns(int fd, char call) {
  const char *folder = getenv("FAILING_FOLDER"), *calls = getenv("FAILING_CALLS");
  char link[64], path[PATH_MAX];
  if (folder == NULL || calls == NULL || strchr(calls, call) == NULL) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 2);
  if (length < 0) return 0;
  path[length] = '/';
  path[length + 1] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

/* Whether a call that moves so many bytes still works. */
static int fails(int fd, char call, size_t bytes) {
  if (!concerns(fd, call)) return 0;
  long before = atomic_fetch_add(&moved, (long)bytes);
  if (before + (long)bytes <= atol(getenv("FAILING_AFTER"))) return 0;
  errno = atoi(getenv("FAILING_ERRNO"));
  return 1;
}

static size_t total(const struct iovec *pieces, int count) {
  size_t bytes = 0;
  for (int i = 0; i < count; i++) bytes += pieces[i].iov_len;
  return bytes;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t read(int fd, void *to, size_t n) { return fails(fd, 'r', n) ? -1 : NEXT(read)(fd, to, n); }
ssize_t pread(int fd, void *to, size_t n, off_t at) { return fails(fd, 'r', n) ? -1 : NEXT(pread)(fd, to, n, at); }
ssize_t pread64(int fd, void *to, size_t n, off64_t at) { return fails(fd, 'r', n) ? -1 : NEXT(pread64)(fd, to, n, at); }
ssize_t write(int fd, const void *from, size_t n) { return fails(fd, 'w', n) ? -1 : NEXT(write)(fd, from, n); }
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { return fails(fd, 'w', n) ? -1 : NEXT(pwrite)(fd, from, n, at); }
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) { return fails(fd, 'w', n) ? -1 : NEXT(pwrite64)(fd, from, n, at); }
ssize_t writev(int fd, const struct iovec *from, int n) { return fails(fd, 'w', total(from, n)) ? -1 : NEXT(writev)(fd, from, n); }
ssize_t pwritev(int fd, const struct iovec *from, int n, off_t at) { return fails(fd, 'w', total(from, n)) ? -1 : NEXT(pwritev)(fd, from, n, at); }
ssize_t pwritev64(int fd, const struct iovec *from, int n, off64_t at) { return fails(fd, 'w', total(from, n)) ? -1 : NEXT(pwritev64)(fd, from, n, at); }
int fsync(int fd) { return fails(fd, 's', 1) ? -1 : NEXT(fsync)(fd); }
int fdatasync(int fd) { return fails(fd, 's', 1) ? -1 : NEXT(fdatasync)(fd); }
/* libuv asks for the state of a file by number. */
long syscall(long number, ...) {
  long a[6];
  va_list given;
  va_start(given, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(given, long);
  va_end(given);
  if (number == SYS_statx && *(const char *)a[1] == 0 && fails((int)a[0], 'f', 1)) return -1;
  return NEXT(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
int linkat(int from, const char *old, int to, const char *name, int flags) {
  int fd = -1;
  sscanf(old, "/proc/self/fd/%d", &fd);
  return fails(fd < 0 ? from : fd, 'l', 1) ? -1 : NEXT(linkat)(from, old, to, name, flags);
}
