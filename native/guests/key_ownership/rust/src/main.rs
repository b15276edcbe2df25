//! Proves that the prover knows the secret behind a public identity, bound to a verifier's challenge: the same journal as key_ownership.c.
#![no_std]
#![no_main]

use fastzk_guest::{entry, env};
use sha2::{Digest, Sha256};

entry!(main);

fn main() {
    let secret: [u8; 32] = env::read();
    let challenge: [u8; 32] = env::read();
    env::read_end();

    env::commit_slice(&Sha256::digest(secret));
    env::commit(&challenge);
    let response = Sha256::new().chain_update(b"fastzk.key_ownership.v1").chain_update(secret).chain_update(challenge);
    env::commit_slice(&response.finalize());
}
