#![no_std]
#![no_main]

use fastzk_guest::{entry, env};

entry!(main);

/// Proves knowledge of a factorisation: the input holds two numbers, the journal their product.
fn main() -> Result<(), u32> {
    let (a, b): (u32, u32) = (env::read(), env::read());
    env::read_end();
    if a < 2 || b < 2 {
        return Err(env::EXIT_BAD_INPUT);
    }
    env::commit(&(u64::from(a) * u64::from(b)));
    Ok(())
}
