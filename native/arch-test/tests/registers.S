/* x0 as a destination and a source, and one register in several places. */
#include "check.h"

    .macro  same op, a, expected
    li      x5, \a
    \op     x5, x5, x5
    check   x5, \expected
    .endm

    /* x0 stays 0; \op with x0 on the left, on the right, on both sides */
    .macro  zero op, a, left, right, both
    li      x6, \a
    \op     x0, x6, x6
    check   x0, 0
    \op     x7, x0, x6
    check   x7, \left
    \op     x8, x6, x0
    check   x8, \right
    \op     x9, x0, x0
    check   x9, \both
    .endm

    begin

    same    add, 0x80000001, 2
    same    sub, 0x80000001, 0
    same    xor, 0xdeadbeef, 0
    same    or, 0xdeadbeef, 0xdeadbeef
    same    and, 0xdeadbeef, 0xdeadbeef
    same    slt, 0x80000000, 0
    same    sltu, 0x80000000, 0
    same    sll, 0x00000021, 0x00000042
    same    srl, 0x80000004, 0x08000000
    same    sra, 0x80000004, 0xf8000000
    same    mul, 0xffffffff, 1
    same    mulh, 0x80000000, 0x40000000
    same    mulhsu, 0xffffffff, 0xffffffff
    same    mulhu, 0xffffffff, 0xfffffffe
    same    div, 0x80000000, 1
    same    divu, 0, 0xffffffff
    same    rem, 0x80000000, 0
    same    remu, 0, 0

    zero    add, 0x80000005, 0x80000005, 0x80000005, 0
    zero    sub, 0x80000005, 0x7ffffffb, 0x80000005, 0
    zero    xor, 0x80000005, 0x80000005, 0x80000005, 0
    zero    or, 0x80000005, 0x80000005, 0x80000005, 0
    zero    and, 0x80000005, 0, 0, 0
    zero    slt, 0x80000005, 0, 1, 0
    zero    sltu, 0x80000005, 1, 0, 0
    zero    sll, 0x80000005, 0, 0x80000005, 0
    zero    srl, 0x80000005, 0, 0x80000005, 0
    zero    sra, 0x80000005, 0, 0x80000005, 0
    zero    mul, 0x80000005, 0, 0, 0
    zero    mulh, 0x80000005, 0, 0, 0
    zero    mulhsu, 0x80000005, 0, 0, 0
    zero    mulhu, 0x80000005, 0, 0, 0
    zero    div, 0x80000005, 0, 0xffffffff, 0xffffffff
    zero    divu, 0x80000005, 0, 0xffffffff, 0xffffffff
    zero    rem, 0x80000005, 0, 0x80000005, 0
    zero    remu, 0x80000005, 0, 0x80000005, 0

    /* each instruction needs the result of the one before it */
    li      x10, 1
    add     x11, x10, x10
    add     x10, x11, x10
    mul     x11, x10, x11
    sub     x11, x11, x10
    sll     x12, x11, x11
    xori    x12, x12, -1
    srli    x12, x12, 28
    check   x12, 15

    end
