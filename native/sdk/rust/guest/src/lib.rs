//! Guest programs for FastZk in Rust, without the standard library.
//!
//! ```ignore
//! #![no_std]
//! #![no_main]
//! use fastzk_guest::{entry, env, sha256::Sha256};
//!
//! entry!(main);
//!
//! fn main() {
//!     let secret: [u8; 32] = env::read();
//!     env::commit_slice(&Sha256::digest(&secret));
//! }
//! ```
//!
//! Trust: the input is private and chosen by the prover, the journal and the exit code are public and proven. Whatever a guest reads it must check
//! itself. The calls are the Linux ones for read, write and exit, so the same ELF runs under `qemu-riscv32 guest.elf < input 3> journal`.
#![no_std]
#![warn(missing_docs)]

pub mod bigint;
mod curves;
mod digits;
pub mod ecall;
pub mod ecdsa;
pub mod ed25519;
mod entry;
pub mod env;
pub mod heap;
pub mod keccak256;
#[cfg(target_arch = "riscv32")]
mod panic;
pub mod plain;
pub mod rsa;
pub mod sha256;
pub mod sha512;

pub use entry::Outcome;
pub use plain::Plain;
