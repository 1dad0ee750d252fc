#ifndef CSTOCKAGE_H
#define CSTOCKAGE_H

/* SQLite's memory is zeroed when SQLite gives it back, and it keeps no small reserve of its own; what else
 * the process frees is overwritten: what was in a page, a key or a sealed pli is then nowhere in it. Before
 * anything else of SQLite.
 * Returns 0, or SQLite's error code when SQLite was already in use. */
int stockage_efface(void);

#endif
