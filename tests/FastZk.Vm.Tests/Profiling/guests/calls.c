// Every kind of call that a profile must tell apart: recursion, tail calls, calls by pointer, inlined calls, a jump out of nested calls, and unaligned words
// that the compiler takes apart. See build.sh.
#include "fastzk.h"

#define NOINLINE __attribute__((noinline, noclone))
#define INLINE static inline __attribute__((always_inline))

// Registers that a call preserves: ra, sp, s0 to s11.
typedef uint32_t jump_buffer[14];

// Returns 0; returns again, with 1, when jump_back is called.
int jump_here(jump_buffer buffer);
void jump_back(jump_buffer buffer);

__asm__(
    ".text\n"
    ".globl jump_here\n.type jump_here, @function\n"
    "jump_here: sw ra, 0(a0)\n sw sp, 4(a0)\n sw s0, 8(a0)\n sw s1, 12(a0)\n sw s2, 16(a0)\n sw s3, 20(a0)\n"
    " li a0, 0\n ret\n"
    ".size jump_here, . - jump_here\n"
    ".globl jump_back\n.type jump_back, @function\n"
    "jump_back: lw ra, 0(a0)\n lw sp, 4(a0)\n lw s0, 8(a0)\n lw s1, 12(a0)\n lw s2, 16(a0)\n lw s3, 20(a0)\n"
    " li a0, 1\n ret\n"
    ".size jump_back, . - jump_back\n");

struct unaligned { uint32_t word; } __attribute__((packed));

static uint8_t bytes[16] = { 1, 2, 3, 4, 5, 6, 7, 8 };

INLINE uint32_t mix(uint32_t x)
{
    return (x ^ (x >> 15)) * 2654435761u;
}

INLINE uint32_t mix_twice(uint32_t x)
{
    return mix(mix(x));
}

NOINLINE uint32_t leaf(uint32_t x)
{
    return mix_twice(x) + 1;
}

NOINLINE uint32_t tail(uint32_t x)
{
    return leaf(x ^ 5);
}

NOINLINE uint32_t fib(uint32_t n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

NOINLINE void deep(uint32_t n, jump_buffer buffer)
{
    volatile uint32_t here = n;
    if (n == 0)
        jump_back(buffer);
    deep(here - 1, buffer);
    here = 0;
}

NOINLINE uint32_t load(const uint8_t *p)
{
    return ((const struct unaligned *)p)->word;
}

NOINLINE void store(uint8_t *p, uint32_t word)
{
    ((struct unaligned *)p)->word = word;
}

NOINLINE uint32_t after(uint32_t x)
{
    return x + 3;
}

int main(void)
{
    static jump_buffer buffer;
    uint32_t (*volatile pointer)(uint32_t) = leaf;
    uint32_t sum = 0;
    for (uint32_t i = 0; i < 20; i++)
        sum += tail(i);
    sum += pointer(7);
    sum += fib(10);
    if (jump_here(buffer) == 0)
        deep(5, buffer);
    sum += after(sum);
    for (uint32_t i = 0; i < 3; i++)
        store(bytes + 5 + i, sum += load(bytes + 1 + i));
    fastzk_commit(&sum, sizeof sum);
    return 0;
}
