#!/bin/sh
# Builds the verifier in C; every warning is an error.
#
#   build.sh [--sanitize] [FOLDER]     fastzk-verify, libfastzk-verify.a, and fastzk-fuzz and fastzk-fuzz-open (see fuzz.c)
#   build.sh --libfuzzer [FOLDER]      fastzk-libfuzzer, with clang's libFuzzer and the sanitizers
#
# FOLDER: build if not given. CC chooses the compiler (gcc, else clang, else cc); --sanitize adds AddressSanitizer and UndefinedBehaviorSanitizer.
set -eu
LC_ALL=C
export LC_ALL

kind=plain
case "${1-}" in
    --sanitize) kind=sanitize; shift ;;
    --libfuzzer) kind=libfuzzer; shift ;;
    -*) echo "usage: build.sh [--sanitize | --libfuzzer] [FOLDER]" >&2; exit 64 ;;
esac

here="$(cd "$(dirname "$0")" && pwd)"
out="${1-$here/build}"
mkdir -p "$out"
out="$(cd "$out" && pwd)"
cd "$here"

if [ "$kind" = libfuzzer ]; then
    cc="${CC:-clang}"
else
    cc="${CC:-$(command -v gcc || command -v clang || echo cc)}"
fi

flags="-std=c99 -pedantic -O2 -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wpointer-arith -Wundef -Wvla
    -Wwrite-strings -Wformat=2 -Werror"
case "$kind" in
    sanitize) flags="$flags -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all" ;;
    libfuzzer) flags="$flags -g -fno-omit-frame-pointer -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -DFASTZK_LIBFUZZER" ;;
esac

# What an attacker cannot pass goes through fuzz.c in the open build, so that made-up receipts of any shape get as far as the last byte.
open="-Dfastzk_nonce=fuzz_nonce -Dfastzk_check_buses=fuzz_check_buses -Dfastzk_check_constraints=fuzz_check_constraints -Dfastzk_check_path=fuzz_check_path"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT INT TERM

compile() { # FILE OBJECT [FLAGS]
    "$cc" $flags ${3-} -c "$1" -o "$work/$2.o"
}

for part in shape transcript constraints merkle sha256 circuit; do
    compile "$part.c" "$part"
done
common="$work/shape.o $work/transcript.o $work/constraints.o $work/merkle.o $work/sha256.o $work/circuit.o"
for part in verify openings fri; do
    compile "$part.c" "$part"
    compile "$part.c" "$part-open" "$open"
done
closed="$work/verify.o $work/openings.o $work/fri.o"
opened="$work/verify-open.o $work/openings-open.o $work/fri-open.o"
compile fuzz.c fuzz-open -DFASTZK_OPEN
if [ "$kind" = libfuzzer ]; then
    "$cc" $flags "$work/fuzz-open.o" $opened $common -o "$out/fastzk-libfuzzer"
    exit
fi
compile fuzz.c fuzz
compile main.c main
"$cc" $flags "$work/fuzz.o" $closed $common -o "$out/fastzk-fuzz"
"$cc" $flags "$work/fuzz-open.o" $opened $common -o "$out/fastzk-fuzz-open"
"$cc" $flags "$work/main.o" $closed $common -o "$out/fastzk-verify"
rm -f "$out/libfastzk-verify.a"
ar rcs "$out/libfastzk-verify.a" $closed $common
