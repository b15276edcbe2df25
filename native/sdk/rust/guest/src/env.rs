//! Input, journal, log, exit.

use crate::{ecall, Plain};
use core::mem::{size_of_val, MaybeUninit};

/// The run did what it should.
pub const EXIT_OK: u32 = 0;
/// The input is not of the form that the guest expects.
pub const EXIT_BAD_INPUT: u32 = 2;
/// The guest panicked; the log says where.
pub const EXIT_PANIC: u32 = 101;
/// Reading or writing failed: only outside of FastZk, say under qemu without `3>`.
pub const EXIT_HOST_IO: u32 = 125;

/// Ends the run. The code is public; keep it below 256, qemu cuts it off there.
pub fn exit(code: u32) -> ! {
    // SAFETY: exit touches no memory.
    unsafe {
        ecall::call(ecall::EXIT, code, 0, 0);
    }
    unreachable!()
}

/// The next value of the input: little-endian words, arrays of them, tuples by reading one after the other. An input that ends within it ends the run with
/// [`EXIT_BAD_INPUT`].
#[inline]
pub fn read<T: Plain>() -> T {
    match try_read() {
        Some(value) => value,
        None => exit(EXIT_BAD_INPUT),
    }
}

/// As [`read`], but nothing when the input has ended or ends within the value; what there was of it is then used up.
#[inline]
pub fn try_read<T: Plain>() -> Option<T> {
    let mut value = MaybeUninit::<T>::uninit();
    // SAFETY: T is as long as asked for, and any bytes are a T.
    unsafe {
        let n = size_of_val(&value);
        (read_raw(value.as_mut_ptr().cast(), n) == n).then(|| value.assume_init())
    }
}

/// Fills the slice from the input; an input that is shorter ends the run with [`EXIT_BAD_INPUT`].
#[inline]
pub fn read_slice<T: Plain>(to: &mut [T]) {
    let n = size_of_val(to);
    // SAFETY: the slice is n bytes long, and any bytes are a T.
    if unsafe { read_raw(to.as_mut_ptr().cast(), n) } != n {
        exit(EXIT_BAD_INPUT)
    }
}

/// Reads bytes as far as there are any; gives their number. Fewer than asked for means that the input has ended.
#[inline]
pub fn read_some(to: &mut [u8]) -> usize {
    // SAFETY: the slice is as long as said.
    unsafe { read_raw(to.as_mut_ptr(), to.len()) }
}

/// Demands that nothing is left of the input; otherwise the run ends with [`EXIT_BAD_INPUT`]. Without it a prover may append bytes, so two inputs mean the same.
pub fn read_end() {
    if read_some(&mut [0]) != 0 {
        exit(EXIT_BAD_INPUT)
    }
}

/// Appends a value to the journal, little-endian.
#[inline]
pub fn commit<T: Plain>(value: &T) {
    commit_slice(core::slice::from_ref(value))
}

/// Appends values to the journal, little-endian.
#[inline]
pub fn commit_slice<T: Plain>(values: &[T]) {
    // SAFETY: a slice of plain values is as many readable bytes.
    unsafe { write_raw(ecall::JOURNAL, values.as_ptr().cast(), size_of_val(values)) }
}

/// Writes text to the host's console. Not proven and not part of the receipt, but the instructions that lead here are.
pub fn log(text: &str) {
    // SAFETY: the string is as many readable bytes.
    unsafe {
        ecall::call(ecall::WRITE, ecall::LOG, text.as_ptr() as usize as u32, text.len() as u32);
    }
}

/// Cycles so far, for measuring only; 0 where the host has no counter. The prover chooses this number freely: never let a result depend on it.
pub fn cycle_count() -> u32 {
    // SAFETY: the call touches no memory.
    match unsafe { ecall::call(ecall::CYCLES, 0, 0, 0) } {
        ecall::NOT_THERE => 0,
        n => n as u32,
    }
}

// The loop is for pipes under qemu, which may hand over less than asked for before their end.
#[inline]
unsafe fn read_raw(to: *mut u8, n: usize) -> usize {
    let mut got = 0;
    while got < n {
        // SAFETY: [to + got, to + n) is writable, says the caller.
        let r = unsafe { ecall::call(ecall::READ, ecall::INPUT, to.add(got) as usize as u32, (n - got) as u32) };
        if r < 0 {
            exit(EXIT_HOST_IO)
        }
        if r == 0 {
            break;
        }
        got += r as usize;
    }
    got
}

#[inline]
unsafe fn write_raw(descriptor: u32, from: *const u8, n: usize) {
    let mut done = 0;
    while done < n {
        // SAFETY: [from + done, from + n) is readable, says the caller.
        let r = unsafe { ecall::call(ecall::WRITE, descriptor, from.add(done) as usize as u32, (n - done) as u32) };
        if r <= 0 {
            exit(EXIT_HOST_IO)
        }
        done += r as usize;
    }
}
