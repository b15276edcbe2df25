// A guest with picolibc: formats, sorts, searches, converts; commits what came out, and says so on the console.
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fastzk.h"

static int by_value(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

static int constructed;

__attribute__((constructor)) static void construct(void) { constructed = 1; }

int main(void)
{
    static char text[512], out[1024];
    text[fastzk_read(text, sizeof text - 1)] = 0;
    long values[32];
    size_t n = 0;
    for (char *p = text; n < 32;) {
        char *end;
        errno = 0;
        long v = strtol(p, &end, 0);
        if (end == p) break;
        if (errno == ERANGE) printf("%s is too large\n", p);
        values[n++] = v;
        p = end;
    }
    qsort(values, n, sizeof *values, by_value);
    size_t length = 0;
    for (size_t i = 0; i < n; i++) length += (size_t)snprintf(out + length, sizeof out - length, "%ld%s", values[i], i + 1 < n ? "," : "\n");
    uint64_t product = 1;
    for (size_t i = 0; i < n; i++) product *= (uint64_t)values[i] | 1;
    length += (size_t)snprintf(out + length, sizeof out - length, "%016" PRIx64 " %d %c %s\n", product, constructed, toupper('x'), strstr("find me", "me"));
    printf("%u values\n", (unsigned)n);
    fputs("no newline at the end", stderr);
    fastzk_commit(out, length);
    return n == 0 ? FASTZK_EXIT_BAD_INPUT : FASTZK_EXIT_OK;
}
