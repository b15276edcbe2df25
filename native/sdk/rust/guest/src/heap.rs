//! A heap for programs that cannot do without: `extern crate alloc` and
//!
//! ```ignore
//! #[global_allocator]
//! static HEAP: fastzk_guest::heap::Bump<0x10000> = fastzk_guest::heap::Bump::new();
//! ```
//!
//! Memory that is never touched costs nothing to prove, so the size may be generous.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::{Cell, UnsafeCell};
use core::ptr::null_mut;

/// N bytes that are handed out in order. Only the last piece can be given back or grow in place; all else is kept until the run ends, and the allocation that
/// finds no room panics.
#[repr(C, align(16))]
pub struct Bump<const N: usize> {
    bytes: UnsafeCell<[u8; N]>,
    used: Cell<usize>,
}

// SAFETY: a guest has one thread.
unsafe impl<const N: usize> Sync for Bump<N> {}

impl<const N: usize> Bump<N> {
    /// An empty heap.
    pub const fn new() -> Self {
        Self { bytes: UnsafeCell::new([0; N]), used: Cell::new(0) }
    }

    /// Bytes handed out, gaps for alignment included.
    pub fn used(&self) -> usize {
        self.used.get()
    }

    /// Bytes left.
    pub fn free(&self) -> usize {
        N - self.used.get()
    }

    fn offset(&self, piece: *mut u8) -> usize {
        piece as usize - self.bytes.get() as usize
    }
}

impl<const N: usize> Default for Bump<N> {
    fn default() -> Self {
        Self::new()
    }
}

// SAFETY: pieces lie in `bytes`, start at or behind `used`, which then moves behind them, and so do not overlap.
unsafe impl<const N: usize> GlobalAlloc for Bump<N> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = self.bytes.get() as usize;
        let start = (base + self.used.get()).next_multiple_of(layout.align()) - base;
        match start.checked_add(layout.size()) {
            Some(end) if end <= N => {
                self.used.set(end);
                // SAFETY: start <= end <= N.
                unsafe { self.bytes.get().cast::<u8>().add(start) }
            }
            _ => null_mut(),
        }
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        let start = self.offset(piece);
        if start + layout.size() == self.used.get() {
            self.used.set(start);
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as alloc. Given-back memory may be handed out again, so it is not zero by itself.
        unsafe {
            let piece = self.alloc(layout);
            if !piece.is_null() {
                piece.write_bytes(0, layout.size());
            }
            piece
        }
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let start = self.offset(piece);
        if start + layout.size() == self.used.get() {
            return match start.checked_add(size) {
                Some(end) if end <= N => {
                    self.used.set(end);
                    piece
                }
                _ => null_mut(),
            };
        }
        if size <= layout.size() {
            return piece;
        }
        // SAFETY: the old piece is valid for its size, the new one is longer and apart from it.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                new.copy_from_nonoverlapping(piece, layout.size());
            }
            new
        }
    }
}
