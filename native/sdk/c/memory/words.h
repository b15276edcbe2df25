// For the memory functions: FastZk proves a word access at the price of a byte access and faults on unaligned ones. So everything goes by aligned
// words; where two sides lie differently within their words, the words of one are put together from two neighbours by shifts.
//
// A word is read only if at least one of its bytes belongs to the operand.
//
// Built with -fno-tree-loop-distribute-patterns: else GCC recognises these very loops and replaces them by calls to themselves.
#ifndef FASTZK_WORDS_H
#define FASTZK_WORDS_H

#include <stdbool.h>
#include "../include/fastzk.h"

typedef uint32_t __attribute__((may_alias)) word;

// Below this many bytes operands that are not aligned go byte by byte.
enum { FEW = 12 };

static inline uint32_t misalignment(const void *p) { return (uintptr_t)p & 3; }

static inline bool both_aligned(const void *a, const void *b) { return (((uintptr_t)a | (uintptr_t)b) & 3) == 0; }

// Keeps the compiler from mixing what comes before and after: it would need more registers than a function may use for nothing.
#define KEEP_APART() __asm__ volatile("" ::: "memory")

#define NOINLINE __attribute__((noinline))

#endif
