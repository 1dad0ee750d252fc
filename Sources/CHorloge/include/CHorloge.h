#ifndef CHORLOGE_H
#define CHORLOGE_H

#include <stdint.h>

/* Seconds since the machine started, sleep included. Asked of the kernel itself: what is put between a
 * program and the C library to change its time does not change this. */
int64_t horloge_demarrage(void);

#endif
