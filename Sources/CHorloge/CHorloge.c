#define _GNU_SOURCE
#include "CHorloge.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int64_t horloge_demarrage(void) {
    struct timespec now = {0, 0};
    syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &now);
    return now.tv_sec;
}
