// A guest that runs one primitive on every case of its input. A case is a list of fields, each its length (4 bytes, LE) and that many bytes,
// at whatever alignment comes out. What the journal must be then, tools/test_sdk.py knows from the vectors.
#ifndef SELFTEST_H
#define SELFTEST_H

#include <stdbool.h>
#include "fastzk.h"
#include "zkvm_accelerators.h"
#include "zkvm_io.h"

static const uint8_t *at, *end;

// The next field; ends the run if the input does not hold it.
static inline const uint8_t *field(size_t *length)
{
    uint32_t n;
    if (end - at < 4) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
    memcpy(&n, at, 4);
    at += 4;
    if ((size_t)(end - at) < n) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
    const uint8_t *bytes = at;
    at += n;
    *length = n;
    return bytes;
}

// The next field, which must have this length, to where it is wanted.
static inline void fixed(void *to, size_t length)
{
    size_t n;
    const uint8_t *bytes = field(&n);
    if (n != length) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
    memcpy(to, bytes, n);
}

// What outputs hold before a call: a call that fails must leave it.
static inline void mark(void *output, size_t length)
{
    memset(output, 0xa5, length);
}

static inline void report(int32_t status, const void *output, size_t length)
{
    uint8_t code = (uint8_t)status;
    write_output(&code, 1);
    write_output(output, length);
}

// A second call must have given the same.
static inline void demand_equal(const void *a, const void *b, size_t length)
{
    if (memcmp(a, b, length) != 0) {
        fastzk_log("outputs differ between two calls\n");
        fastzk_exit(1);
    }
}

static void run(void);

int main(void)
{
    size_t size;
    read_input(&at, &size);
    end = at + size;
    while (at != end) run();
    return FASTZK_EXIT_OK;
}

#endif
