/* Tests of FastZk's own in the shape of the architecture tests: each result goes
   to the signature and is compared with what is right. The number of the first
   check that fails, from 1 on, is the exit code.

   x31 points into the signature, x30 and x29 are the checks' own. */
#include "model_test.h"

    .set    checks, 0

    .macro  begin
    .section .text.init, "ax", @progbits
    .globl  rvtest_entry_point
    .type   rvtest_entry_point, @function
rvtest_entry_point:
    RVMODEL_BOOT
    la      x31, begin_signature
    .endm

    /* x0 to x28 holds \expected */
    .macro  check reg, expected
    .set    checks, checks + 1
    sw      \reg, 0(x31)
    addi    x31, x31, 4
    li      x30, \expected
    li      x29, checks
    beq     \reg, x30, 1f
    j       failed
1:
    .endm

    /* \op rd, rs1, rs2; rs1 is loaded after rs2, for when they are the same */
    .macro  rr op, rd, rs1, rs2, a, b, expected
    li      \rs2, \b
    li      \rs1, \a
    \op     \rd, \rs1, \rs2
    check   \rd, \expected
    .endm

    /* \op rd, rs1, immediate */
    .macro  ri op, rd, rs1, a, immediate, expected
    li      \rs1, \a
    \op     \rd, \rs1, \immediate
    check   \rd, \expected
    .endm

    .macro  end
    RVMODEL_HALT
failed:
    mv      a0, x29
    li      a7, 93
    ecall
    .size   rvtest_entry_point, . - rvtest_entry_point

    .data
    RVMODEL_DATA_BEGIN
    .fill   checks, 4, 0xdeadbeef
    RVMODEL_DATA_END
    .endm
