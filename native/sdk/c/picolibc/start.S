# Start-up code for guests with picolibc, in place of ../start.S: thread-local data (errno), constructors, and exit() after main.
    .section .text.start, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    la      sp, __stack_top
    la      tp, __tls_base      # thread-local data lies where the ELF puts it: there is one thread
    call    __libc_init_array
    call    main
    call    exit
    ebreak
    .size _start, . - _start
