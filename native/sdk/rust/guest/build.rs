//! Puts the linker script where the linker finds it by name (`-Tfastzk.ld`).

use std::{env, fs, path::PathBuf};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::copy("fastzk.ld", out.join("fastzk.ld")).expect("fastzk.ld can be copied to OUT_DIR");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rerun-if-changed=fastzk.ld");
    println!("cargo:rerun-if-changed=build.rs");
}
