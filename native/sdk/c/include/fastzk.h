// FastZk guest SDK for C: the whole interface between a guest and its host.
//
// The calls are the Linux ones for read, write and exit, so that the same ELF
// also runs under `qemu-riscv32 guest.elf < input 3> journal`. There is no
// argv, no environment, no heap and no other file descriptor.
//
// Trust: the input is private and chosen by the prover, the journal and the
// exit code are public and proven. Whatever a guest reads it must check itself.
#ifndef FASTZK_H
#define FASTZK_H

#include <stddef.h>
#include <stdint.h>

enum {
    FASTZK_CALL_READ = 63,
    FASTZK_CALL_WRITE = 64,
    FASTZK_CALL_EXIT = 93,
    // 0x1000..0x10ff are FastZk's own. A number without a circuit returns
    // FASTZK_ENOSYS, and the SDK falls back to plain code.
    FASTZK_CALL_CYCLES = 0x1000,
    FASTZK_CALL_SHA256_COMPRESS = 0x1001,
    FASTZK_CALL_KECCAK_ABSORB = 0x1002,
    FASTZK_CALL_KECCAK_F1600 = 0x1003,
};

enum { FASTZK_FD_INPUT = 0, FASTZK_FD_LOG = 2, FASTZK_FD_JOURNAL = 3 };

enum { FASTZK_ENOSYS = -38 };

// Exit codes used by the SDK and by the guests beside it. Every other code is
// free for the program.
enum {
    FASTZK_EXIT_OK = 0,
    FASTZK_EXIT_BAD_INPUT = 2,   // the input is not of the form that the guest expects
    FASTZK_EXIT_PANIC = 101,     // fastzk_panic: the program's own assumptions do not hold
    FASTZK_EXIT_HOST_IO = 125,   // read or journal write failed: only outside FastZk, e.g. qemu without 3>
};

// Names for the memory functions that the compiler calls by itself (mem.c).
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int value, size_t n);
int memcmp(const void *a, const void *b, size_t n);

// The raw call. An ecall changes a0 and, for read, memory; nothing else.
static inline int32_t fastzk_ecall(uint32_t number, uint32_t x, uint32_t y, uint32_t z)
{
    register uint32_t a0 __asm__("a0") = x;
    register uint32_t a1 __asm__("a1") = y;
    register uint32_t a2 __asm__("a2") = z;
    register uint32_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return (int32_t)a0;
}

// Ends the run. The exit code is public; keep it below 256, qemu cuts it off there.
static inline _Noreturn void fastzk_exit(uint32_t code)
{
    fastzk_ecall(FASTZK_CALL_EXIT, code, 0, 0);
    __builtin_unreachable();
}

// Reads the next bytes of the private input, at most n. Returns how many it
// got; fewer than n means that the input has ended. The loop is for pipes under
// qemu, which may hand over less than asked before their end.
static inline size_t fastzk_read(void *buffer, size_t n)
{
    size_t got = 0;
    while (got < n) {
        int32_t r = fastzk_ecall(FASTZK_CALL_READ, FASTZK_FD_INPUT,
                                 (uint32_t)(uintptr_t)buffer + got, n - got);
        if (r < 0) fastzk_exit(FASTZK_EXIT_HOST_IO);
        if (r == 0) break;
        got += (size_t)r;
    }
    return got;
}

// Reads exactly n bytes; an input that ends earlier ends the run with
// FASTZK_EXIT_BAD_INPUT.
static inline void fastzk_read_exact(void *buffer, size_t n)
{
    if (fastzk_read(buffer, n) != n) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
}

// Demands that nothing is left of the input. A guest that skips this lets the
// prover append bytes; harmless for most, but then two inputs mean the same.
static inline void fastzk_read_end(void)
{
    uint8_t extra;
    if (fastzk_read(&extra, 1) != 0) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
}

// Appends n bytes to the public journal.
static inline void fastzk_commit(const void *data, size_t n)
{
    size_t done = 0;
    while (done < n) {
        int32_t r = fastzk_ecall(FASTZK_CALL_WRITE, FASTZK_FD_JOURNAL,
                                 (uint32_t)(uintptr_t)data + done, n - done);
        if (r <= 0) fastzk_exit(FASTZK_EXIT_HOST_IO);
        done += (size_t)r;
    }
}

// Writes text to the host's console. Not proven, not part of the receipt; but
// the instructions that lead here are, so remove it from what should be fast.
static inline void fastzk_log(const char *text)
{
    size_t n = 0;
    while (text[n] != 0) n++;
    fastzk_ecall(FASTZK_CALL_WRITE, FASTZK_FD_LOG, (uint32_t)(uintptr_t)text, n);
}

// The next four bytes of the input, little-endian; an input that ends earlier ends the run.
static inline uint32_t fastzk_read_u32(void)
{
    uint32_t value;
    fastzk_read_exact(&value, sizeof value);
    return value;
}

// Appends four bytes to the journal, little-endian.
static inline void fastzk_commit_u32(uint32_t value)
{
    fastzk_commit(&value, sizeof value);
}

// Writes a number to the host's console, in decimal.
static inline void fastzk_log_u32(uint32_t value)
{
    char text[11], *p = text + sizeof text - 1;
    *p = 0;
    do *--p = (char)('0' + value % 10); while ((value /= 10) != 0);
    fastzk_log(p);
}

// Says why on the host's console and ends the run.
static inline _Noreturn void fastzk_panic(const char *text)
{
    fastzk_log(text);
    fastzk_log("\n");
    fastzk_exit(FASTZK_EXIT_PANIC);
}

// Cycles so far, for measuring only, or 0 where the host has no counter (qemu).
// The prover chooses this number freely: never let a result depend on it.
static inline uint32_t fastzk_cycles(void)
{
    int32_t r = fastzk_ecall(FASTZK_CALL_CYCLES, 0, 0, 0);
    return r == FASTZK_ENOSYS ? 0 : (uint32_t)r;
}

#endif
