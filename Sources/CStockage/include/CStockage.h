#ifndef CSTOCKAGE_H
#define CSTOCKAGE_H

/* SQLite's memory is zeroed when SQLite gives it back, and it keeps no small reserve of its own; what else
 * the process frees is overwritten: what was in a page, a key or a sealed pli is then nowhere in it. Before
 * anything else of SQLite.
 * Returns 0, or SQLite's error code when SQLite was already in use. */
int stockage_efface(void);

struct sqlite3;

/* How many pages a base has at most: the first byte of what numbers a page is then 0 or 1, and no b-tree begins so. */
enum { STOCKAGE_PAGES = 0x01FFFFFE };

/* From then on, what SQLite writes of a page into a database is wiped where no cell is. SQLite moves cells from page to
 * page as a table grows, and leaves there what it moved: `secure_delete` wipes a cell that is deleted, not its former
 * places. Bases are opened through it unless their address names another «vfs»; one is at most STOCKAGE_PAGES long, and
 * one with auto_vacuum is not opened.
 * Returns 0, or SQLite's error code. Before the first base is opened, once. */
int stockage_gomme(void);

/* The same for the pages that a base already has, without changing what it holds: for one that was written without
 * stockage_gomme. Reads all of it. Within a transaction that writes, so that nobody else does; meanwhile nobody copies
 * its log into it.
 * Returns 0, or SQLite's error code. */
int stockage_gomme_base(struct sqlite3 *base);

/* Copies `count` bytes of the blob in column `column` of row `row` of `table`, from `start` on, to `bytes`, without
 * SQLite's own copy of the whole (sqlite3.h, «Open A BLOB For Incremental I/O»). Returns 0, or SQLite's error code. */
int stockage_lit(
    struct sqlite3 *base, const char *table, const char *column, long long row, int start, void *bytes,
    int count);

/* The last connection to close leaves the write-ahead log as it is, and the database too (sqlite3.h,
 * SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE). Returns 0, or SQLite's error code. */
int stockage_laisse(struct sqlite3 *base);

#endif
