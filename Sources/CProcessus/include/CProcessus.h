#ifndef CPROCESSUS_H
#define CPROCESSUS_H

#include <spawn.h>

/* Has the child close every descriptor from `first` on that is open when it is made.
 * Returns 0, or an error number. */
int processus_ferme_depuis(posix_spawn_file_actions_t *actions, int first);

/* No core of this process, and nobody of the same user reads its memory. prctl is variadic. */
void processus_ferme_memoire(void);

#endif
