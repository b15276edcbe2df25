//! The program's start and end.

use crate::env;

/// What a guest's main function may return: `()` is exit code 0, a `u32` the code itself, an error the code of its value.
pub trait Outcome {
    /// The public exit code.
    fn exit_code(self) -> u32;
}

impl Outcome for () {
    fn exit_code(self) -> u32 {
        env::EXIT_OK
    }
}

impl Outcome for u32 {
    fn exit_code(self) -> u32 {
        self
    }
}

impl Outcome for core::convert::Infallible {
    fn exit_code(self) -> u32 {
        match self {}
    }
}

impl<T: Outcome, E: Into<u32>> Outcome for Result<T, E> {
    fn exit_code(self) -> u32 {
        match self {
            Ok(value) => value.exit_code(),
            Err(error) => error.into(),
        }
    }
}

/// Names the function that the program starts with: no arguments, and a result that is an [`Outcome`]. Stands once in a program.
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        #[doc(hidden)]
        #[no_mangle]
        extern "C" fn __fastzk_main() -> ! {
            let main: fn() -> _ = $main;
            $crate::env::exit($crate::Outcome::exit_code(main()))
        }
    };
}

// FastZk starts with all registers zero, qemu does not: nothing here reads one before writing it. Memory that the ELF does not fill is zero for both, so
// there is no .bss to clear. gp cannot be set relative to itself, which relaxation would do.
#[cfg(target_arch = "riscv32")]
core::arch::global_asm!(
    ".section .text.start, \"ax\", @progbits",
    ".globl _start",
    ".type _start, @function",
    "_start:",
    ".option push",
    ".option norelax",
    "la gp, __global_pointer$",
    ".option pop",
    "la sp, __stack_top",
    "call __fastzk_main",
    "ebreak",
    ".size _start, . - _start",
);
