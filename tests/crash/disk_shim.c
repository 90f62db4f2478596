/* A disk that refuses: loaded before the C library's own calls, so that SQLite meets it as Python does.

   Inert until `disk_watch` names a folder. Then each open for writing, write, fsync and rename below it is counted;
   `disk_refuse` lets one of them fail, and `disk_unplug` all of them, reads too, as when a drive is pulled out: a file
   that was open then stays lost, even when the drive is back. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 4096

static char folder[4096];
static int generation = 1, unplugged;
static int opened_in[FILES]; /* the generation in which a watched file was opened, 0 for all others */
static long asked, refused, at;
static int code, lasting;

void disk_watch(const char *path) { strncpy(folder, path, sizeof folder - 1); }

void disk_refuse(long number, int error, int all_after) {
    asked = 0;
    if (number) refused = 0;
    at = number;
    code = error;
    lasting = all_after;
}

long disk_refused(void) { return refused; }

void disk_unplug(int gone) {
    unplugged = gone;
    if (gone) generation++;
}

static int below(const char *path) { return folder[0] && path && strncmp(path, folder, strlen(folder)) == 0; }

static int watched(int file) { return file >= 0 && file < FILES && opened_in[file]; }

static int lost(int file) { return watched(file) && opened_in[file] != generation; }

static int refuses(void) {
    asked++;
    if (at == 0 || (asked != at && !(lasting && asked > at))) return 0;
    refused++;
    errno = code;
    return 1;
}

static int fails(int file) {
    if (!watched(file)) return 0;
    if (unplugged || lost(file)) {
        errno = EIO;
        return 1;
    }
    return refuses();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                      \
    int name(const char *path, int flags, ...) {                        \
        va_list rest;                                                   \
        va_start(rest, flags);                                          \
        int mode = va_arg(rest, int);                                   \
        va_end(rest);                                                   \
        if (below(path)) {                                              \
            if (unplugged) return errno = ENOENT, -1;                   \
            if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && refuses()) return -1; \
        }                                                               \
        int file = REAL(name)(path, flags, mode);                       \
        if (file >= 0 && file < FILES) opened_in[file] = below(path) ? generation : 0; \
        return file;                                                    \
    }
OPEN(open)
OPEN(open64)

int close(int file) {
    if (file >= 0 && file < FILES) opened_in[file] = 0;
    return REAL(close)(file);
}

ssize_t write(int file, const void *data, size_t size) {
    return fails(file) ? -1 : REAL(write)(file, data, size);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t place) {
    return fails(file) ? -1 : REAL(pwrite)(file, data, size, place);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t place) {
    return fails(file) ? -1 : REAL(pwrite64)(file, data, size, place);
}

int fsync(int file) { return fails(file) ? -1 : REAL(fsync)(file); }

int fdatasync(int file) { return fails(file) ? -1 : REAL(fdatasync)(file); }

int ftruncate64(int file, off64_t size) { return fails(file) ? -1 : REAL(ftruncate64)(file, size); }

ssize_t pread64(int file, void *data, size_t size, off64_t place) {
    if (watched(file) && (unplugged || lost(file))) return errno = EIO, -1;
    return REAL(pread64)(file, data, size, place);
}

int rename(const char *from, const char *to) {
    if (below(to)) {
        if (unplugged) return errno = ENOENT, -1;
        if (refuses()) return -1;
    }
    return REAL(rename)(from, to);
}
