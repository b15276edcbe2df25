//! Exercises what the other guests need little of: the heap, and every way in which a program in Rust ends.
//!
//! Input: one byte b, nothing more. 0: the heap is tried out, the journal gets b and what `heap` says; otherwise the journal gets b and the run ends
//! as `ends` says.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::{boxed::Box, collections::BTreeMap, format, string::String, vec, vec::Vec};
use core::hint::black_box;
use fastzk_guest::{entry, env, heap::Bump};

entry!(main);

const HEAP_SIZE: usize = 0x8000;

#[global_allocator]
static HEAP: Bump<HEAP_SIZE> = Bump::new();

fn main() -> Result<(), u32> {
    let b: u8 = env::read();
    env::read_end();
    env::commit(&u32::from(b));
    match b {
        0 => heap(),
        _ => return ends(b),
    }
    Ok(())
}

fn ends(b: u8) -> Result<(), u32> {
    match b {
        1 => panic!("on purpose"),
        // Formatted messages are left out of the log.
        2 => panic!("number {}", black_box(b)),
        3 => {
            env::commit(&[1u32, 2, 3][black_box(b) as usize]);
            Ok(())
        }
        4 => {
            black_box(None::<u32>).expect("something");
            Ok(())
        }
        5 => {
            black_box(Vec::<u8>::with_capacity(black_box(HEAP_SIZE + 1)));
            Ok(())
        }
        6 => env::exit(66),
        _ => Err(u32::from(b)),
    }
}

// Journal: sum of sorted words, each times its place; number of keys and words.
fn heap() {
    assert!(HEAP.used() == 0 && HEAP.free() == HEAP_SIZE);
    last_piece_comes_back();
    pieces_do_not_overlap();
    pieces_grow();
    zeroed_is_zero();
    room_ends();

    let mut state = 1u32;
    let mut words: Vec<u32> = Vec::new();
    let mut count: BTreeMap<u32, u32> = BTreeMap::new();
    for _ in 0..200 {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        words.push(state >> 16);
        *count.entry(state >> 28).or_insert(0) += 1;
    }
    words.sort_unstable();
    let sum = words.iter().enumerate().fold(0u32, |s, (i, &w)| s.wrapping_add(w.wrapping_mul(i as u32 + 1)));
    env::commit(&sum);
    env::commit(&(count.len() as u32 + 100 * count.values().sum::<u32>()));
}

#[inline(never)]
fn last_piece_comes_back() {
    let first = Box::new([1u32; 8]);
    let used = HEAP.used();
    let second = Box::new([2u8; 5]);
    assert!(HEAP.used() == used + 5);
    drop(second);
    assert!(HEAP.used() == used);
    // Not the last one: it stays until the end.
    let third = Box::new(3u8);
    let used = HEAP.used();
    drop(first);
    assert!(HEAP.used() == used);
    drop(third);
    assert!(HEAP.used() == used - 1);
}

#[inline(never)]
fn pieces_do_not_overlap() {
    let odd = Box::new(0xa5u8);
    let wide = Box::new(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef_u128);
    let more = Box::new(0x5au8);
    let words = Box::new([0xdead_beefu32; 3]);
    assert!(black_box(&*wide) as *const u128 as usize % align_of::<u128>() == 0);
    assert!(black_box(&*words) as *const [u32; 3] as usize % align_of::<u32>() == 0);
    assert!(*odd == 0xa5 && *more == 0x5a && *wide >> 64 == *wide & u128::from(u64::MAX) && *words == [0xdead_beef; 3]);
}

#[inline(never)]
fn pieces_grow() {
    // The last piece grows where it is.
    let mut text = String::with_capacity(4);
    text.push_str("abcd");
    let place = text.as_ptr();
    text.push_str("efgh");
    assert!(text.as_ptr() == place && text == "abcdefgh");
    // Another behind it: it moves, and takes its contents along.
    let behind = Box::new(7u32);
    text.push_str(&format!("{}", *behind));
    for _ in 0..20 {
        text.push('x');
    }
    assert!(text.as_ptr() != place && text.starts_with("abcdefgh7x") && *behind == 7);
    text.shrink_to_fit();
    assert!(text.len() == 29 && text.ends_with("xxx"));
}

#[inline(never)]
fn zeroed_is_zero() {
    let dirty = vec![0xffu8; 100];
    let place = dirty.as_ptr();
    drop(dirty);
    let clean = vec![0u8; 100];
    assert!(clean.as_ptr() == place && clean.iter().all(|&b| b == 0));
}

#[inline(never)]
fn room_ends() {
    let free = HEAP.free();
    let mut all: Vec<u8> = Vec::new();
    assert!(all.try_reserve_exact(free + 1).is_err());
    assert!(all.try_reserve_exact(usize::MAX / 2).is_err());
    assert!(HEAP.free() == free);
    assert!(all.try_reserve_exact(free).is_ok() && HEAP.free() == 0);
    assert!(Vec::<u8>::new().try_reserve_exact(1).is_err());
    // Nor in place.
    assert!(all.try_reserve_exact(free + 1).is_err());
    drop(all);
    assert!(HEAP.free() == free);
}
