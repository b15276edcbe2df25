# Start-up code. FastZk starts with all registers zero, qemu does not: nothing
# here reads a register before writing it. .bss needs no clearing: both hosts
# guarantee that memory which the ELF does not fill reads as zero.
    .section .text.start, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    # gp itself cannot be set relative to gp, which relaxation would do.
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    la      sp, __stack_top
    call    main
    li      a7, 93              # exit(main's return value in a0)
    ecall
    ebreak                      # exit does not return; should it ever, fault
    .size _start, . - _start
