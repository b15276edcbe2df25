//! Values that are their bytes.

/// Fixed size, no padding, and any bytes are a value: what can be read from the input and committed to the journal as it stands in memory.
///
/// # Safety
///
/// The type must be as just said. `bool`, `char`, references and enums are not; check a number instead.
pub unsafe trait Plain: Copy {}

macro_rules! plain {
    ($($t:ty)*) => {
        // SAFETY: integers have no padding and no forbidden value.
        $(unsafe impl Plain for $t {})*
    };
}

plain!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

// SAFETY: an array's elements lie side by side.
unsafe impl<T: Plain, const N: usize> Plain for [T; N] {}
