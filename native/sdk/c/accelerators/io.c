#include <stdbool.h>
#include "../include/fastzk.h"
#include "../include/zkvm_io.h"

// In .bss, which costs nothing until it is touched.
static uint8_t input[1 << 24] __attribute__((aligned(8)));

void read_input(const uint8_t **buf_ptr, size_t *buf_size)
{
    static size_t size;
    static bool done;
    if (!done) {
        size = fastzk_read(input, sizeof input);
        if (size == sizeof input) fastzk_read_end();
        done = true;
    }
    *buf_ptr = input;
    *buf_size = size;
}

void write_output(const uint8_t *output, size_t size)
{
    fastzk_commit(output, size);
}
