/* Loads and stores: extension, lanes, what stays, and copies onto themselves. */
#include "check.h"

    .macro  load op, offset, expected
    \op     x6, \offset(x5)
    check   x6, \expected
    \op     x5, \offset(x5)
    check   x5, \expected
    la      x5, words
    .endm

    /* a store over 0x11223344 and what the word is then */
    .macro  store op, value, offset, expected
    li      x8, 0x11223344
    sw      x8, 16(x7)
    li      x9, \value
    \op     x9, 16 + \offset(x7)
    lw      x10, 16(x7)
    check   x10, \expected
    .endm

    /* eight bytes 0 to 7, moved onto themselves, then both words */
    .macro  move from, to, count, step, low, high
    li      x11, 0x03020100
    li      x12, 0x07060504
    sw      x11, 32(x7)
    sw      x12, 36(x7)
    addi    x13, x7, 32 + \from
    addi    x14, x7, 32 + \to
    li      x15, \count
2:
    lbu     x16, 0(x13)
    sb      x16, 0(x14)
    addi    x13, x13, \step
    addi    x14, x14, \step
    addi    x15, x15, -1
    bnez    x15, 2b
    lw      x17, 32(x7)
    lw      x18, 36(x7)
    check   x17, \low
    check   x18, \high
    .endm

    begin
    la      x5, words
    la      x7, scratch

    load    lw, 0, 0x807f00ff
    load    lw, 4, 0x7fff8000
    load    lh, 0, 0x000000ff
    load    lh, 2, 0xffff807f
    load    lhu, 2, 0x0000807f
    load    lh, 4, 0xffff8000
    load    lhu, 4, 0x00008000
    load    lh, 6, 0x00007fff
    load    lb, 0, 0xffffffff
    load    lbu, 0, 0x000000ff
    load    lb, 1, 0
    load    lb, 2, 0x0000007f
    load    lb, 3, 0xffffff80
    load    lbu, 3, 0x00000080
    load    lb, -1, 0x00000055
    load    lw, -4, 0x55667788

    store   sb, 0xabcdef99, 0, 0x11223399
    store   sb, 0xabcdef99, 1, 0x11229944
    store   sb, 0xabcdef99, 2, 0x11993344
    store   sb, 0xabcdef99, 3, 0x99223344
    store   sh, 0xabcdef99, 0, 0x1122ef99
    store   sh, 0xabcdef99, 2, 0xef993344
    store   sw, 0xabcdef99, 0, 0xabcdef99

    /* the base is what is stored; x0 is stored and loaded to */
    sw      x7, 0(x7)
    lw      x10, 0(x7)
    sub     x10, x10, x7
    check   x10, 0
    sw      x0, 0(x7)
    lw      x10, 0(x7)
    check   x10, 0
    lw      x0, 0(x5)
    check   x0, 0

    /* offsets at both ends */
    li      x8, 0x13579bdf
    li      x19, 2048
    add     x19, x7, x19
    sw      x8, -2048(x19)
    lw      x10, 0(x7)
    check   x10, 0x13579bdf
    addi    x19, x7, -2047
    lb      x10, 2047(x19)
    check   x10, 0xffffffdf

    move    0, 1, 7, 1, 0x00000000, 0x00000000
    move    6, 7, 7, -1, 0x02010000, 0x06050403
    move    1, 0, 7, 1, 0x04030201, 0x07070605
    move    7, 6, 7, -1, 0x07070707, 0x07070707
    move    0, 3, 5, 1, 0x00020100, 0x01000201
    move    4, 7, 5, -1, 0x00020100, 0x04030201

    end

    .data
    .balign 4
    .word   0x55667788
words:
    .word   0x807f00ff, 0x7fff8000
    .balign 16
scratch:
    .fill   16, 4, 0
