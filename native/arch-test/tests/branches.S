/* Branches: taken and not, forwards and backwards, signed and unsigned. */
#include "check.h"

    /* \taken is 1 where \op must branch for a, b */
    .macro  forwards op, a, b, taken
    li      x5, \a
    li      x6, \b
    li      x7, 1
    \op     x5, x6, 2f
    li      x7, 0
2:
    check   x7, \taken
    .endm

    .macro  backwards op, a, b, taken
    li      x8, \a
    li      x9, \b
    li      x10, 0
    j       3f
2:
    li      x10, 1
    j       4f
3:
    \op     x8, x9, 2b
4:
    check   x10, \taken
    .endm

    .macro  both op, a, b, taken
    forwards  \op, \a, \b, \taken
    backwards \op, \a, \b, \taken
    .endm

    /* which of beq, blt, bltu hold; the others are their opposites */
    .macro  all a, b, equal, less, below
    both    beq, \a, \b, \equal
    both    bne, \a, \b, 1 - \equal
    both    blt, \a, \b, \less
    both    bge, \a, \b, 1 - \less
    both    bltu, \a, \b, \below
    both    bgeu, \a, \b, 1 - \below
    .endm

    begin

    all     0, 0, 1, 0, 0
    all     0, 1, 0, 1, 1
    all     1, 0, 0, 0, 0
    all     0xffffffff, 0, 0, 1, 0
    all     0, 0xffffffff, 0, 0, 1
    all     0xffffffff, 0xffffffff, 1, 0, 0
    all     0x7fffffff, 0x80000000, 0, 0, 1
    all     0x80000000, 0x7fffffff, 0, 1, 0
    all     0x80000000, 0x80000001, 0, 1, 1
    all     0x00010000, 0x00000001, 0, 0, 0
    all     0x12345678, 0x12345679, 0, 1, 1

    /* a register against itself, and x0 on either side */
    li      x11, 5
    li      x12, 1
    bne     x11, x11, 5f
    blt     x11, x11, 5f
    bltu    x11, x11, 5f
    blt     x11, x0, 5f
    bltu    x11, x0, 5f
    beq     x0, x11, 5f
    li      x12, 2
5:
    check   x12, 2

    /* a loop: 1 + 2 + .. + 100 */
    li      x13, 100
    li      x14, 0
6:
    add     x14, x14, x13
    addi    x13, x13, -1
    bgtz    x13, 6b
    check   x14, 5050

    end
