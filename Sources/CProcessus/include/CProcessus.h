#ifndef CPROCESSUS_H
#define CPROCESSUS_H

#include <spawn.h>

/* Has the child close every descriptor from `first` on that is open when it is made.
 * Returns 0, or an error number. */
int processus_ferme_depuis(posix_spawn_file_actions_t *actions, int first);

/* No core of this process, whatever takes cores, and no other process of its account looks into it (prctl
 * is variadic, which Swift can't call). Returns 0, or -1. */
int processus_cache(void);

#endif
