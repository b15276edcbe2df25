//! A panic logs its place and ends the run with [`env::EXIT_PANIC`].

use crate::env;
use core::panic::PanicInfo;

// By hand: the standard formatting would add thousands of instructions to the program, each of them a row of its table.
#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    env::log("panic");
    if let Some(message) = info.message().as_str() {
        env::log(": ");
        env::log(message);
    }
    if let Some(place) = info.location() {
        env::log(" at ");
        env::log(place.file());
        env::log(":");
        decimal(place.line());
        env::log(":");
        decimal(place.column());
    }
    env::log("\n");
    env::exit(env::EXIT_PANIC)
}

fn decimal(mut value: u32) {
    let mut digits = [b'0'; 10];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    // SAFETY: digits are ASCII.
    env::log(unsafe { core::str::from_utf8_unchecked(&digits[first..]) });
}
