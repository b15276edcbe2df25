#!/bin/sh
# Rebuilds the guests in Rust, the same bits on every machine with the same compiler and LLVM linker.
#
#   build-rust.sh            into guests/prebuilt
#   build-rust.sh --check    into a temporary folder; non-zero if any ELF differs
#
# Compiler: Debian's rustc-web, cargo-web and rust-web-src (1.96) and lld; no network. With rustup instead, `cargo build --release` in guests/ does
# (rustup target add riscv32im-unknown-none-elf), with other bits. RUST_BIN chooses another folder of rustc and cargo.
set -eu
LC_ALL=C
export LC_ALL
unset SOURCE_DATE_EPOCH RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET RUSTC_WRAPPER RUSTUP_TOOLCHAIN || true

cd "$(dirname "$0")/guests"
PATH="${RUST_BIN:-/usr/bin}:$PATH"
export PATH

check=no
case "${1-}" in
    '') ;;
    --check) check=yes ;;
    *) echo "usage: build-rust.sh [--check]" >&2; exit 64 ;;
esac

# Symbols carry a hash of where their package lies, and order follows symbols: so the build runs on a copy that lies at the same place on every machine.
# mkdir fails where somebody else builds, or left something there.
work=/tmp/fastzk-rust-guests
mkdir -m 700 "$work" || { echo "$work is there: another build runs, or was cut off; then remove it" >&2; exit 1; }
trap 'rm -rf "$work"' EXIT INT TERM
prebuilt="$PWD/prebuilt"
cp -R .. "$work/native"
cd "$work/native/guests"
source="$(rustc --print sysroot)/lib/rustlib/src/rust"
real="$(readlink -f "$source")"

# The target's core library is built along; its few dependencies lie beside its source. No path of this machine may enter an ELF.
cat > "$work/offline.toml" << END
[source.crates-io]
replace-with = "beside"
[source.beside]
directory = "$source/library/vendor"
[unstable]
build-std = ["core", "alloc"]
build-std-features = ["compiler-builtins-mem"]
[target.riscv32im-unknown-none-elf]
linker = "ld.lld"
rustflags = ["--remap-path-prefix=$work/native=native", "--remap-path-prefix=$source=rust", "--remap-path-prefix=$real=rust"]
END
RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" CARGO_HOME="$work/home" cargo --config "$work/offline.toml" build --release --offline --locked

# The project that users copy, as it stands there: no lock file, a workspace of its own.
(cd ../sdk/rust/template && RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" CARGO_HOME="$work/home" cargo --config "$work/offline.toml" build --release --offline)

different=0

# deliver NAME ELF: puts the ELF where it belongs, or compares it with what is there.
deliver() {
    name="$1"
    elf="$2"
    if grep -q -a -e "$PWD" -e "$work" -e "$source" -e "$real" "$elf"; then
        echo "$name: a path of this machine is in the ELF" >&2
        exit 1
    fi
    if [ "$check" = no ]; then
        cp "$elf" "$prebuilt/$name.elf"
        chmod 755 "$prebuilt/$name.elf"
        echo "built guests/prebuilt/$name.elf"
    elif cmp -s "$elf" "$prebuilt/$name.elf"; then
        echo "same  guests/prebuilt/$name.elf"
    else
        echo "DIFFERENT guests/prebuilt/$name.elf" >&2
        different=1
    fi
}

for folder in */rust; do
    name="$(sed -n 's/^name = "\(.*\)"/\1/p' "$folder/Cargo.toml" | head -n 1)"
    deliver "$name" "$work/target/riscv32im-unknown-none-elf/release/$name"
done
deliver template_rust "$work/target/riscv32im-unknown-none-elf/release/my-guest"
if [ "$different" -ne 0 ]; then
    echo "built here with: $(rustc --version), $(ld.lld --version)" >&2
fi
exit "$different"
