//! The routines on big numbers and signatures, as a test calls them: the records and journal of signatures.c.
#![no_std]
#![no_main]

use fastzk_guest::bigint::{self, U256};
use fastzk_guest::ecdsa::{Curve, S, SECP256K1, SECP256R1};
use fastzk_guest::ed25519::Keys;
use fastzk_guest::rsa::Exponents;
use fastzk_guest::{ed25519, entry, env, rsa, sha512::Sha512};

entry!(main);

fn main() -> u32 {
    while let Some(routine) = env::try_read::<u32>() {
        match routine {
            0 => mul_mod(),
            1 => mul_wide(),
            2 => ecdsa_verify(),
            3 => ecdsa_recover(),
            4 => ed25519_verify(),
            5 => rsa_verify(),
            6 => with_message(|message| env::commit(&Sha512::digest(message))),
            _ => return env::EXIT_BAD_INPUT,
        }
    }
    env::EXIT_OK
}

fn number() -> u32 {
    env::read()
}

fn commit_result(holds: bool) {
    env::commit(&u8::from(holds));
}

fn mul_mod() {
    let [a, b, c, d, m]: [U256; 5] = env::read();
    let (r, q) = bigint::mul_mod(&a, &b, &c, &d, &m);
    env::commit(&[r, q]);
}

fn mul_wide() {
    let [a, b, c, d]: [U256; 4] = env::read();
    let (low, high) = bigint::mul_wide(&a, &b, &c, &d);
    env::commit(&[low, high]);
}

fn curve() -> &'static Curve {
    if number() == 0 {
        &SECP256K1
    } else {
        &SECP256R1
    }
}

fn which() -> S {
    if number() & 1 != 0 {
        S::Low
    } else {
        S::Any
    }
}

fn ecdsa_verify() {
    let (curve, which): (_, S) = (curve(), which());
    let (hash, signature, key) = (env::read(), env::read(), env::read());
    commit_result(curve.verify(&hash, &signature, &key, which));
}

fn ecdsa_recover() {
    let (curve, which, id) = (curve(), which(), number());
    let (hash, signature) = (env::read(), env::read());
    let key = curve.recover(&hash, &signature, id, which);
    commit_result(key.is_some());
    if let Some(key) = key {
        env::commit(&key);
    }
}

fn ed25519_verify() {
    let keys = if number() & 1 != 0 { Keys::NoSmallOrder } else { Keys::Any };
    let (key, signature) = (env::read(), env::read());
    with_message(|message| commit_result(ed25519::verify(&key, &signature, message, keys)));
}

fn rsa_verify() {
    let (flags, size, exponent) = (number(), number() as usize, number());
    let exponents = if flags & 1 != 0 { Exponents::Also3 } else { Exponents::Only65537 };
    let (mut modulus, mut signature) = ([0u8; 512], [0u8; 512]);
    if size > modulus.len() {
        env::exit(env::EXIT_BAD_INPUT);
    }
    let (modulus, signature) = (&mut modulus[..size], &mut signature[..size]);
    env::read_slice(modulus);
    env::read_slice(signature);
    commit_result(rsa::verify_sha256(modulus, exponent, signature, &env::read(), exponents));
}

fn with_message(then: impl FnOnce(&[u8])) {
    let mut message = [0u8; 4096];
    let size = number() as usize;
    if size > message.len() {
        env::exit(env::EXIT_BAD_INPUT);
    }
    env::read_slice(&mut message[..size]);
    then(&message[..size]);
}
