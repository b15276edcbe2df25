/* JAL, JALR, LUI and AUIPC: targets, links, the dropped low bit. */
#include "check.h"

    begin

    lui     x5, 0
    check   x5, 0
    lui     x6, 0xfffff
    check   x6, 0xfffff000
    lui     x7, 0x80000
    check   x7, 0x80000000
    lui     x0, 0x12345
    check   x0, 0

    /* two AUIPC differ by their distance and their immediates, mod 2^32 */
    auipc   x8, 0
    auipc   x9, 1
    sub     x10, x9, x8
    check   x10, 0x1004
    auipc   x11, 0x80000
    auipc   x12, 0
    sub     x13, x11, x12
    check   x13, 0x7ffffffc

    /* JAL over one instruction: the link is the address behind it */
    auipc   x14, 0
    jal     x15, 2f
    li      x15, 0
2:
    sub     x16, x15, x14
    check   x16, 8

    /* backwards, and with nothing linked */
    li      x17, 1
    j       3f
2:
    addi    x17, x17, 1
    jal     x0, 4f
3:
    jal     x18, 2b
4:
    check   x17, 2
    check   x0, 0

    /* JALR: forwards, with the same register, with an odd target, from above */
    .macro  jump rd, rs1, offset
    la      \rs1, 2f - (\offset)
    li      x28, 7
    jalr    \rd, \offset(\rs1)
    li      x28, 0
2:
    check   x28, 7
    .endm

    jump    x1, x19, 0
    jump    x20, x20, 4
    jump    x0, x21, 2047
    jump    x22, x23, -2048
    la      x24, 2f + 1
    li      x25, 1
    jalr    x26, 0(x24)
    li      x25, 0
2:
    check   x25, 1
    la      x24, 2f
    jalr    x24, 1(x24)
    li      x25, 0
2:
    check   x25, 1
    la      x27, 2b - 4
    sub     x27, x27, x24
    check   x27, 0

    /* a chain of calls, and a jump table */
    li      x10, 0
    call    outer
    check   x10, 111
    li      x11, 3
    slli    x12, x11, 3
    la      x13, table
    add     x13, x13, x12
    jr      x13
table:
    li      x14, 10
    j       2f
    li      x14, 11
    j       2f
    li      x14, 12
    j       2f
    li      x14, 13
    j       2f
2:
    check   x14, 13
    j       finish

outer:
    mv      x20, ra
    addi    x10, x10, 1
    call    inner
    addi    x10, x10, 100
    jr      x20
inner:
    addi    x10, x10, 10
    ret

finish:
    fence
    fence   rw, w
    check   x14, 13

    end
