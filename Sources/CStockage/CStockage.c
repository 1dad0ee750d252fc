#include "CStockage.h"

#include <malloc.h>
#include <pthread.h>
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

/* The space of a page in which no cell is (sqlite.org/fileformat2.html, «B-tree Pages»): where it begins, and `*end`;
 * both 0 for what is no page of a b-tree. Any other page begins with four bytes that number a page, and none reaches
 * number 0x02000000 (write_page): the first byte tells them apart. But for those of a pointer map, which begin as a
 * b-tree's may: only a base with auto_vacuum has any (moves_pages). */
enum { LONGEST_PAGE = 65536 };

static int gap(const unsigned char *page, int size, sqlite3_int64 offset, int *end) {
    const unsigned char *head = page + (offset == 0 ? 100 : 0);
    int kind = head[0];
    *end = 0;
    if (kind != 2 && kind != 5 && kind != 10 && kind != 13) return 0;
    int start = (int)(head - page) + (kind < 10 ? 12 : 8) + 2 * (head[3] << 8 | head[4]);
    int content = head[5] << 8 | head[6];
    if (content == 0) content = LONGEST_PAGE;
    if (start > content || content > size) return 0;
    *end = content;
    return start;
}

static int is_clean(const unsigned char *page, int start, int end) {
    for (int at = start; at < end; at++) {
        if (page[at] != 0) return 0;
    }
    return 1;
}

static const sqlite3_io_methods *inner = NULL;
static sqlite3_io_methods wiping;
static sqlite3_vfs *below = NULL;
static sqlite3_vfs above;
static pthread_mutex_t methods_lock = PTHREAD_MUTEX_INITIALIZER;

static int write_page(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    int is_page = count >= 512 && count <= LONGEST_PAGE && (count & (count - 1)) == 0 && offset % count == 0;
    if (!is_page) return inner->xWrite(file, bytes, count, offset);
    if (offset / count >= STOCKAGE_PAGES) return SQLITE_FULL;
    int end, start = gap(bytes, count, offset, &end);
    if (is_clean(bytes, start, end)) return inner->xWrite(file, bytes, count, offset);
    unsigned char page[LONGEST_PAGE];
    memcpy(page, bytes, (size_t)count);
    memset(page + start, 0, (size_t)(end - start));
    int status = inner->xWrite(file, page, count, offset);
    explicit_bzero(page, (size_t)count);
    return status;
}

/* Whether it is a base with auto_vacuum, which ours never are; of its first bytes, «The Database Header». Of what is
 * no base SQLite says so itself. */
static int moves_pages(const unsigned char *head) {
    return memcmp(head, "SQLite format 3", 16) == 0 && (head[52] | head[53] | head[54] | head[55]) != 0;
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)vfs;
    int status = below->xOpen(below, name, file, flags, given);
    if (status != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0) return status;
    pthread_mutex_lock(&methods_lock);
    if (inner == NULL) {
        inner = file->pMethods;
        wiping = *inner;
        wiping.xWrite = write_page;
    }
    pthread_mutex_unlock(&methods_lock);
    unsigned char head[100];
    /* Another way to lock than POSIX's, which Debian's SQLite never takes: nothing is opened that would not be wiped. */
    if (file->pMethods != inner) status = SQLITE_CANTOPEN;
    /* Nor is what would be damaged. */
    else if (inner->xRead(file, head, sizeof head, 0) == SQLITE_OK && moves_pages(head)) status = SQLITE_CORRUPT;
    if (status != SQLITE_OK) {
        file->pMethods->xClose(file);
        file->pMethods = NULL;
        return status;
    }
    file->pMethods = &wiping;
    return SQLITE_OK;
}

int stockage_gomme(void) {
    below = sqlite3_vfs_find("unix");
    if (below == NULL) return SQLITE_ERROR;
    above = *below;
    above.zName = "agir-liaison";
    above.pNext = NULL;
    above.xOpen = open_file;
    return sqlite3_vfs_register(&above, 1);
}

/* SQLite's own (wal.c, «WAL_CKPT_LOCK»). */
enum { CHECKPOINT_LOCK = 1 };

static int wipe_pages(sqlite3_file *file, unsigned char *page) {
    sqlite3_int64 length = 0;
    int status = file->pMethods->xFileSize(file, &length);
    int size = page[16] << 8 | page[17];
    if (size == 1) size = LONGEST_PAGE;
    if (size < 512 || (size & (size - 1)) != 0) return SQLITE_CORRUPT;
    for (sqlite3_int64 offset = 0; offset + size <= length && status == SQLITE_OK; offset += size) {
        status = file->pMethods->xRead(file, page, size, offset);
        if (status != SQLITE_OK) break;
        int end, start = gap(page, size, offset, &end);
        if (!is_clean(page, start, end)) status = file->pMethods->xWrite(file, page, size, offset);
    }
    return status != SQLITE_OK ? status : file->pMethods->xSync(file, SQLITE_SYNC_FULL);
}

int stockage_gomme_base(struct sqlite3 *base) {
    unsigned char page[LONGEST_PAGE];
    sqlite3_file *file = NULL;
    sqlite3_int64 length = 0;
    int status = sqlite3_file_control(base, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    /* A base in memory has no file. */
    if (status != SQLITE_OK || file->pMethods == NULL) return status;
    status = file->pMethods->xFileSize(file, &length);
    /* All is in the write-ahead log yet, and will be written page by page. */
    if (status != SQLITE_OK || length < 512) return status;
    status = file->pMethods->xRead(file, page, 100, 0);
    if (status != SQLITE_OK) return status;
    if (moves_pages(page)) return SQLITE_CORRUPT;
    /* The write lock keeps nobody from copying the log into the base: what is copied between a page's reading and its
     * writing would be lost. */
    int has_log = page[18] == 2;
    if (has_log) {
        status = file->pMethods->xShmLock(file, CHECKPOINT_LOCK, 1, SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE);
        if (status != SQLITE_OK) return status;
    }
    status = wipe_pages(file, page);
    if (has_log) file->pMethods->xShmLock(file, CHECKPOINT_LOCK, 1, SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE);
    explicit_bzero(page, sizeof page);
    return status;
}
