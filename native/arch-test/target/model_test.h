/* FastZk as a target of the RISC-V architecture tests: no privileged mode, no
   CSRs, no traps, no memory-mapped devices. A test ends by publishing its
   signature, which so becomes the journal, and exit(0). */
#ifndef FASTZK_MODEL_TEST_H
#define FASTZK_MODEL_TEST_H

/* Nothing to set up: the run starts at rvtest_entry_point. */
#define RVMODEL_BOOT
#define RVMODEL_BOOT_TO_MMODE

#define FASTZK_EXIT(code) \
    li      a0, code;                                                       \
    li      a7, 93;                                                         \
    ecall;

/* write(3, begin_signature, its length); exit(0) */
#define RVMODEL_HALT \
    li      a0, 3;                                                          \
    la      a1, begin_signature;                                            \
    la      a2, end_signature;                                              \
    sub     a2, a2, a1;                                                     \
    li      a7, 64;                                                         \
    ecall;                                                                  \
    FASTZK_EXIT(0)

/* Tests that know the right results themselves. */
#define RVMODEL_HALT_PASS RVMODEL_HALT
#define RVMODEL_HALT_FAIL FASTZK_EXIT(1)

/* Nobody looks at tohost, but tests and linker scripts may name it. */
#define RVMODEL_DATA_SECTION \
    .pushsection .tohost, "aw", @progbits;                                  \
    .balign 8; .global tohost; tohost: .dword 0;                            \
    .balign 8; .global fromhost; fromhost: .dword 0;                        \
    .popsection;

#define RVMODEL_DATA_BEGIN \
    .balign 16; .global begin_signature; begin_signature:

#define RVMODEL_DATA_END \
    .balign 16; .global end_signature; end_signature:                       \
    RVMODEL_DATA_SECTION

/* No console, no interrupts. */
#define RVMODEL_IO_INIT(...)
#define RVMODEL_IO_WRITE_STR(...)
#define RVMODEL_IO_CHECK()
#define RVMODEL_IO_ASSERT_GPR_EQ(...)
#define RVMODEL_IO_ASSERT_SFPR_EQ(...)
#define RVMODEL_IO_ASSERT_DFPR_EQ(...)
#define RVMODEL_SET_MSW_INT
#define RVMODEL_CLEAR_MSW_INT
#define RVMODEL_CLEAR_MTIMER_INT
#define RVMODEL_CLEAR_MEXT_INT

#endif
