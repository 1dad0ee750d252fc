#include "CStockage.h"

#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* sqlite3.h, «Memory Allocation Routines»: sizes are positive and rounded up by `round_up`. */
static void *take(int size) { return malloc((size_t)size); }

static int size_of(void *memory) { return (int)malloc_usable_size(memory); }

static void give_back(void *memory) {
    if (memory == NULL) return;
    explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

static void *resize(void *memory, int size) {
    /* realloc would free the old place as it is. */
    void *other = malloc((size_t)size);
    if (other == NULL) return NULL;
    size_t held = malloc_usable_size(memory);
    memcpy(other, memory, held < (size_t)size ? held : (size_t)size);
    give_back(memory);
    return other;
}

static int round_up(int size) { return (size + 7) & ~7; }
static int start(void *nothing) { (void)nothing; return SQLITE_OK; }
static void stop(void *nothing) { (void)nothing; }

int stockage_efface(void) {
    /* What the rest of the process frees is overwritten: the small pieces that malloc keeps at hand
     * (1 KiB) escape it, and keys are never in one. */
    mallopt(M_PERTURB, 0xA5);
    /* What is large goes back to the system when it is freed: else glibc keeps as much as was ever held. */
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    static const sqlite3_mem_methods methods = {
        take, give_back, resize, size_of, round_up, start, stop, NULL};
    int status = sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    if (status == SQLITE_OK) status = sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
    /* Debian's SQLite takes addresses as it is (SQLITE_USE_URI). */
    return status != SQLITE_OK ? status : sqlite3_config(SQLITE_CONFIG_URI, 1);
}

int stockage_lit(
    struct sqlite3 *base, const char *table, const char *column, long long row, int start, void *bytes,
    int count) {
    sqlite3_blob *blob = NULL;
    int status = sqlite3_blob_open(base, "main", table, column, row, 0, &blob);
    if (status == SQLITE_OK) status = sqlite3_blob_read(blob, bytes, count, start);
    sqlite3_blob_close(blob);
    return status;
}

int stockage_laisse(struct sqlite3 *base) {
    return sqlite3_db_config(base, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}
