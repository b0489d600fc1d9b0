/*
 * What this machine allows: the smallest FUSE server there can be, and a client that does nothing
 * but call stat. `bench` compiles it.
 *
 *   floor serve DIR          mounts on DIR; answers every stat of its root from one buffer
 *   floor stat PATH THREADS  prints: median of a stat that is a request (microseconds), stats a
 *                            second known to the kernel, stats a second that are requests each
 *
 * AT_STATX_FORCE_SYNC makes the kernel ask the server although it knows the answer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLES = 20000, SECONDS = 3, MAX_THREADS = 64 };

static int serve(const char *dir) {
  static char request[1 << 17];
  char options[128];
  int device = open("/dev/fuse", O_RDWR);
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,default_permissions",
           device);
  if (mount("floor", dir, "fuse.floor", MS_RDONLY | MS_NOSUID | MS_NODEV, options) != 0) {
    perror(dir);
    return 1;
  }
  for (;;) {
    struct {
      struct fuse_out_header header;
      union {
        struct fuse_init_out init;
        struct fuse_attr_out attr;
      } body;
    } reply = {0};
    struct fuse_in_header *header = (void *)request;
    if (read(device, request, sizeof request) < 0) {
      if (errno == ENODEV) return 0; /* unmounted */
      continue;
    }
    reply.header.unique = header->unique;
    reply.header.len = sizeof reply.header;
    switch (header->opcode) {
      case FUSE_INIT:
        reply.body.init.major = 7;
        reply.body.init.minor = 31;
        reply.body.init.max_write = 4096;
        reply.header.len += sizeof reply.body.init;
        break;
      case FUSE_GETATTR:
        reply.body.attr.attr_valid = 1000;
        reply.body.attr.attr.ino = 1;
        reply.body.attr.attr.mode = S_IFDIR | 0755;
        reply.body.attr.attr.nlink = 2;
        reply.header.len += sizeof reply.body.attr;
        break;
      case FUSE_FORGET:
      case FUSE_BATCH_FORGET:
        continue;
      default:
        reply.header.error = -ENOSYS;
    }
    if (write(device, &reply, reply.header.len) < 0) perror("reply");
  }
}

static const char *path;
static int flags;
static volatile int stop;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void one(int how) {
  struct statx got;
  if (statx(AT_FDCWD, path, how, STATX_BASIC_STATS, &got) != 0) {
    perror(path);
    exit(1);
  }
}

static void *loop(void *count) {
  while (!stop) {
    one(flags);
    ++*(long *)count;
  }
  return NULL;
}

static double rate(int how, int threads) {
  pthread_t all[MAX_THREADS];
  long counts[MAX_THREADS][16] = {0}; /* each on cache lines of its own */
  long sum = 0;
  double begin = now();
  flags = how;
  stop = 0;
  for (int i = 0; i < threads; i++) pthread_create(&all[i], NULL, loop, counts[i]);
  sleep(SECONDS);
  stop = 1;
  for (int i = 0; i < threads; i++) {
    pthread_join(all[i], NULL);
    sum += counts[i][0];
  }
  return sum / (now() - begin);
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  static double seconds[SAMPLES];
  if (argc == 3 && strcmp(argv[1], "serve") == 0) return serve(argv[2]);
  if (argc != 4 || strcmp(argv[1], "stat") != 0 || atoi(argv[3]) > MAX_THREADS) {
    fputs("usage: floor serve DIR | floor stat PATH THREADS\n", stderr);
    return 2;
  }
  path = argv[2];
  for (int i = 0; i < SAMPLES; i++) one(AT_STATX_FORCE_SYNC); /* warms the server */
  for (int i = 0; i < SAMPLES; i++) {
    double begin = now();
    one(AT_STATX_FORCE_SYNC);
    seconds[i] = now() - begin;
  }
  qsort(seconds, SAMPLES, sizeof *seconds, compare);
  printf("%.1f %.0f %.0f\n", seconds[SAMPLES / 2] * 1e6, rate(0, atoi(argv[3])),
         rate(AT_STATX_FORCE_SYNC, atoi(argv[3])));
  return 0;
}
