#define _GNU_SOURCE
#include "CProcessus.h"
#include <sys/prctl.h>

int processus_ferme_depuis(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

void processus_ferme_memoire(void) {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
