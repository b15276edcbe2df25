//! The raw calls to the host.

/// Reads the private input: descriptor, address, count; gives the count that was read, 0 at the end.
pub const READ: u32 = 63;
/// Writes to the journal or the log: descriptor, address, count; gives the count.
pub const WRITE: u32 = 64;
/// Ends the run with a public exit code.
pub const EXIT: u32 = 93;
/// Cycles so far. FastZk's own calls are 0x1000 to 0x10ff; one that has no circuit gives [`NOT_THERE`].
pub const CYCLES: u32 = 0x1000;
/// SHA-256's compression of consecutive blocks: state, blocks, count.
pub const SHA256_COMPRESS: u32 = 0x1001;
/// Blocks of Keccak-256's rate xored into a state, a permutation behind each: state, blocks, count.
pub const KECCAK_ABSORB: u32 = 0x1002;
/// Keccak-f\[1600\]: state.
pub const KECCAK_PERMUTE: u32 = 0x1003;
/// The most blocks of one call.
pub const MAX_BLOCKS: usize = 65535;
/// a·b + c + d with quotient and remainder: see [`bigint`](crate::bigint).
pub const MODMUL256: u32 = 0x1004;
/// a·b + c + d in full: see [`bigint`](crate::bigint).
pub const MULWIDE256: u32 = 0x1005;

/// The input's descriptor.
pub const INPUT: u32 = 0;
/// The log's descriptor.
pub const LOG: u32 = 2;
/// The journal's descriptor.
pub const JOURNAL: u32 = 3;

/// What a call gives that the host does not have (-ENOSYS).
pub const NOT_THERE: i32 = -38;

/// Calls the host: number in a7, arguments in a0 to a2, result in a0.
///
/// # Safety
///
/// The call may read and write memory: what `x`, `y` and `z` name must be valid for what call `number` does with it.
#[cfg(target_arch = "riscv32")]
#[inline(always)]
pub unsafe fn call(number: u32, x: u32, y: u32, z: u32) -> i32 {
    let result;
    // SAFETY: an ecall changes a0 and the memory that the caller vouches for, nothing else.
    unsafe {
        core::arch::asm!("ecall", inlateout("a0") x => result, in("a1") y, in("a2") z, in("a7") number, options(nostack));
    }
    result
}

/// Elsewhere than in a guest there is no host: for documentation and tests on the development machine only.
///
/// # Safety
///
/// Safe; it has the guest's signature.
#[cfg(not(target_arch = "riscv32"))]
pub unsafe fn call(number: u32, _x: u32, _y: u32, _z: u32) -> i32 {
    panic!("ecall {number} outside of a guest")
}
