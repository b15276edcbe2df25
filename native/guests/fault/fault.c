// Ends in the way that its input byte asks for, to test how hosts report it.
// Every fault stands in a function of its own, so that its name in the report
// can be checked.
//
// Input: one byte b, nothing more. 0: ebreak; 1: illegal instruction; 2: misaligned
// load; 3: jump outside the program; 4: unknown ecall; otherwise exit code b.
// Journal: the byte (written first: a faulted run has a journal but no proof).
//
// qemu lets 2 and 4 pass; the guest then ends with exit code 1.
#include "fastzk.h"

enum { EXIT_NO_FAULT = 1 };

#define FAULT(name, text) \
    static __attribute__((noinline)) void name(void) { __asm__ volatile(text ::: "t0", "t1", "ra", "a0", "a7", "memory"); }

FAULT(fault_ebreak, "ebreak")
FAULT(fault_illegal, ".word 0xffffffff")
// Aligned address + 1; the stack is always mapped.
FAULT(fault_misaligned_load, "andi t0, sp, -16\n\tlw t1, 1(t0)")
// Below the text, where nothing is mapped. The link register stays as it is.
FAULT(fault_jump_outside, "li t0, 0x1000\n\tjr t0")
FAULT(fault_unknown_ecall, "li a7, 0x7777\n\tecall")

int main(void)
{
    uint8_t b;
    fastzk_read_exact(&b, 1);
    fastzk_read_end();
    fastzk_commit(&b, 1);
    switch (b) {
    case 0: fault_ebreak(); break;
    case 1: fault_illegal(); break;
    case 2: fault_misaligned_load(); break;
    case 3: fault_jump_outside(); break;
    case 4: fault_unknown_ecall(); break;
    default: return b;
    }
    return EXIT_NO_FAULT;
}
