//! Stands in for the `sha2` crate in FastZk guests, so that programs with `use sha2::{Digest, Sha256};` compile unchanged:
//!
//! ```toml
//! [patch.crates-io]
//! sha2 = { path = ".../sdk/rust/sha2" }
//! ```
//!
//! SHA-256 only. Programs that ask for more of the ecosystem's traits than [`Digest`] offers keep the original crate: it works in a guest too.
#![no_std]

mod output;

pub use output::Output;

/// Hashes.
pub mod digest {
    pub use crate::{Digest, Output};
}

/// The interface of hash functions.
pub trait Digest: Clone + Default {
    /// A hash of nothing yet.
    fn new() -> Self;
    /// As if the bytes had been taken already.
    fn new_with_prefix(data: impl AsRef<[u8]>) -> Self;
    /// Takes more bytes.
    fn update(&mut self, data: impl AsRef<[u8]>);
    /// Takes more bytes, for chains of calls.
    fn chain_update(self, data: impl AsRef<[u8]>) -> Self;
    /// The hash.
    fn finalize(self) -> Output;
    /// Writes the hash.
    fn finalize_into(self, out: &mut Output);
    /// The hash; then starts again.
    fn finalize_reset(&mut self) -> Output;
    /// Starts again.
    fn reset(&mut self);
    /// Bytes of the hash.
    fn output_size() -> usize;
    /// The hash of the bytes.
    fn digest(data: impl AsRef<[u8]>) -> Output;
}

/// SHA-256.
#[derive(Clone, Default)]
pub struct Sha256(fastzk_guest::sha256::Sha256);

impl Digest for Sha256 {
    fn new() -> Self {
        Self::default()
    }

    fn new_with_prefix(data: impl AsRef<[u8]>) -> Self {
        Self::new().chain_update(data)
    }

    fn update(&mut self, data: impl AsRef<[u8]>) {
        self.0.update(data)
    }

    fn chain_update(mut self, data: impl AsRef<[u8]>) -> Self {
        self.0.update(data);
        self
    }

    fn finalize(self) -> Output {
        self.0.finalize().into()
    }

    fn finalize_into(self, out: &mut Output) {
        *out = self.finalize();
    }

    fn finalize_reset(&mut self) -> Output {
        core::mem::take(self).finalize()
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    fn output_size() -> usize {
        32
    }

    fn digest(data: impl AsRef<[u8]>) -> Output {
        fastzk_guest::sha256::Sha256::digest(data).into()
    }
}
