//! Constants of the curves, a file for each, written by tools/curve_tables.py.

mod edwards25519;
mod secp256k1;
mod secp256r1;

pub(crate) use edwards25519::{EDWARDS25519, EDWARDS25519_MULTIPLES};
pub use secp256k1::SECP256K1;
pub use secp256r1::SECP256R1;
