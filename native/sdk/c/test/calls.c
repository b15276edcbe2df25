// The small calls of fastzk.h: commits each number of the input plus one and logs it; the number 0xffffffff makes it panic.
#include "fastzk.h"

extern char _heap_start[], _heap_end[];

int main(void)
{
    if (_heap_end - _heap_start < 1 << 27 || ((uintptr_t)_heap_start & 15) != 0) return 1;
    if (fastzk_cycles() > 1000) return 1;
    for (uint32_t count = fastzk_read_u32(); count != 0; count--) {
        uint32_t value = fastzk_read_u32();
        if (value == 0xffffffff) fastzk_panic("no successor");
        fastzk_commit_u32(value + 1);
        fastzk_log_u32(value);
        fastzk_log(" ");
    }
    fastzk_read_end();
    return FASTZK_EXIT_OK;
}
