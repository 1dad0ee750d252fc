/* tuer.c: kills the process at the Nth time from now that it makes something durable (LD_PRELOAD): each
 * fsync, fdatasync, ftruncate and unlink is a fault point, before it is done. The file named by TUER holds N;
 * without the file, or past N, nothing happens. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void point(void) {
    static int count;
    const char *path = getenv("TUER");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) {
        count = 0;
        return;
    }
    char text[16] = {0};
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length > 0 && __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) == atoi(text))
        kill(getpid(), SIGKILL);
}

#define NEXT(name, ...) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))(__VA_ARGS__)

int fsync(int file) { point(); return NEXT(fsync, file); }
int fdatasync(int file) { point(); return NEXT(fdatasync, file); }
int ftruncate(int file, off_t size) { point(); return NEXT(ftruncate, file, size); }
int ftruncate64(int file, off64_t size) { point(); return NEXT(ftruncate64, file, size); }
int unlink(const char *path) { point(); return NEXT(unlink, path); }
