/* tuer.c: kills the process at the Nth time from now that it makes something durable (LD_PRELOAD): each
 * fsync, fdatasync, ftruncate, link, linkat, rename and unlink is a fault point, before it is done. The file named by TUER
 * holds N; without the file, or past N, nothing happens. While it is there, the file named by TUER_DIT, if it is
 * named, gets a line for each point: what is about to be done, and to what. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void tell(const char *what, int file, const char *path) {
    const char *told = getenv("TUER_DIT");
    int log = told ? open(told, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (log < 0) return;
    char name[4096] = "?", link[64];
    if (!path) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        ssize_t length = readlink(link, name, sizeof name - 1);
        if (length > 0) name[length] = 0;
    }
    dprintf(log, "%s %s\n", what, path ? path : name);
    close(log);
}

static void point(const char *what, int file, const char *path) {
    static int count;
    const char *source = getenv("TUER");
    int number = source ? open(source, O_RDONLY | O_CLOEXEC) : -1;
    if (number < 0) {
        count = 0;
        return;
    }
    char text[16] = {0};
    ssize_t length = read(number, text, sizeof text - 1);
    close(number);
    tell(what, file, path);
    if (length > 0 && __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) == atoi(text))
        kill(getpid(), SIGKILL);
}

#define NEXT(name, ...) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))(__VA_ARGS__)

int fsync(int file) { point("fsync", file, 0); return NEXT(fsync, file); }
int fdatasync(int file) { point("fdatasync", file, 0); return NEXT(fdatasync, file); }
int ftruncate(int file, off_t size) { point("ftruncate", file, 0); return NEXT(ftruncate, file, size); }
int ftruncate64(int file, off64_t size) { point("ftruncate", file, 0); return NEXT(ftruncate64, file, size); }
int unlink(const char *path) { point("unlink", -1, path); return NEXT(unlink, path); }
int link(const char *from, const char *to) { point("link", -1, to); return NEXT(link, from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) {
    point("link", -1, to);
    return NEXT(linkat, a, from, b, to, flags);
}
int rename(const char *from, const char *to) { point("rename", -1, to); return NEXT(rename, from, to); }
