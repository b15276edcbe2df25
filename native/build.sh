#!/bin/sh
# Rebuilds the ELFs of guests and architecture tests, the same bits on every machine with the same compiler.
#
#   build.sh            into guests/prebuilt and arch-test/prebuilt
#   build.sh --check    into a temporary folder; non-zero if any ELF differs
#
# Compiler: Debian's gcc-riscv64-unknown-elf (bookworm: GCC 12.2, binutils 2.40);
# others build working guests but other bits. CROSS chooses another prefix.
set -eu
LC_ALL=C
export LC_ALL
unset SOURCE_DATE_EPOCH CPATH C_INCLUDE_PATH GCC_EXEC_PREFIX LIBRARY_PATH COMPILER_PATH || true

# Relative paths from here on, so that no machine's path can enter an ELF.
cd "$(dirname "$0")"
cross="${CROSS:-riscv64-unknown-elf-}"

check=no
case "${1-}" in
    '') ;;
    --check) check=yes ;;
    *) echo "usage: build.sh [--check]" >&2; exit 64 ;;
esac

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT INT TERM

. sdk/c/flags.sh
sdk/c/build.sh "$work/sdk"
gcc_flags="$gcc_flags -Isdk/c/include -ffile-prefix-map=$PWD=."
for source in sdk/c/mem.c sdk/c/sha256.c guests/*/*.c; do
    base="$(basename "$source")"
    "${cross}gcc" $gcc_flags -c "$source" -o "$work/${base%.*}.o"
done

different=0

# deliver FOLDER NAME: puts the ELF where it belongs, or compares it with what is there.
deliver() {
    elf="$work/$2.elf"
    # RVC is ELF flag 1; the other flags would be a floating-point or embedded ABI.
    if [ "$("${cross}readelf" -h "$elf" | sed -n 's/^ *Flags: *//p')" != 0x0 ]; then
        echo "$2: not plain RV32IM (compressed code or another ABI)" >&2
        exit 1
    fi

    if [ "$check" = no ]; then
        mkdir -p "$1"
        cp "$elf" "$1/$2.elf"
        chmod 755 "$1/$2.elf"  # qemu refuses files that are not executable
        echo "built $1/$2.elf"
    elif cmp -s "$elf" "$1/$2.elf"; then
        echo "same  $1/$2.elf"
    else
        echo "DIFFERENT $1/$2.elf" >&2
        different=1
    fi
}

for source in guests/*/*.c; do
    name="$(basename "$source" .c)"
    # The order is part of the result. libgcc is there for 64-bit division and the like.
    case "$name" in
        # Their figures are compared over the years: plain routines only, linked as ever.
        edit_distance | fault | fibonacci | key_ownership | mixed | sha256_stream | signatures | sort) plain="$work/mem.o $work/sha256.o" ;;
        *) plain= ;;
    esac
    "${cross}gcc" $gcc_link -Tsdk/c/fastzk.ld "$work/sdk/start.o" "$work/$name.o" $plain "$work/sdk/libfastzk.a" -lgcc -o "$work/$name.elf"
    deliver guests/prebuilt "$name"
done

for source in arch-test/tests/*.S; do
    name="$(basename "$source" .S)"
    "${cross}gcc" $gcc_flags -Iarch-test/target -c "$source" -o "$work/$name.o"
    "${cross}gcc" $gcc_link -Tarch-test/target/link.ld "$work/$name.o" -o "$work/$name.elf"
    deliver arch-test/prebuilt "$name"
done

if [ "$different" -ne 0 ]; then
    echo "built here with: $("${cross}gcc" --version | head -n 1)" >&2
fi
exit "$different"
