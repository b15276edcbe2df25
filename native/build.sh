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

# -mstrict-align: unaligned loads and stores fault in FastZk.
# Jump tables stay on: they are cheap here. No debug info, but symbols, for names in fault reports.
flags="-march=rv32im -mabi=ilp32 -mcmodel=medlow -mstrict-align -std=gnu11 -O2
    -ffreestanding -fno-builtin -fno-pic -fno-pie -fno-stack-protector -fno-common -fno-ident
    -fno-asynchronous-unwind-tables -fno-unwind-tables -ffunction-sections -fdata-sections
    -fno-tree-loop-distribute-patterns -fno-strict-aliasing -frandom-seed=fastzk
    -Wall -Wextra -Werror -Isdk/c/include"
link="-march=rv32im -mabi=ilp32 -nostdlib -nostartfiles -static -no-pie
    -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments
    -Wl,--fatal-warnings"

for source in sdk/c/start.S sdk/c/mem.c sdk/c/sha256.c guests/*/*.c; do
    base="$(basename "$source")"
    "${cross}gcc" $flags "-ffile-prefix-map=$PWD=." -c "$source" -o "$work/${base%.*}.o"
done

# An archive, so that a guest's ELF takes only what it uses.
mkdir "$work/signatures"
for name in bigint curves digits ecdsa ed25519 rsa sha512; do
    "${cross}gcc" $flags "-ffile-prefix-map=$PWD=." -c "sdk/c/$name.c" -o "$work/signatures/$name.o"
done
"${cross}ar" rcsD "$work/signatures.a" "$work"/signatures/*.o

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
    "${cross}gcc" $link -Tsdk/c/fastzk.ld "$work/start.o" "$work/$name.o" "$work/mem.o" "$work/sha256.o" "$work/signatures.a" -lgcc -o "$work/$name.elf"
    deliver guests/prebuilt "$name"
done

for source in arch-test/tests/*.S; do
    name="$(basename "$source" .S)"
    "${cross}gcc" $flags -Iarch-test/target "-ffile-prefix-map=$PWD=." -c "$source" -o "$work/$name.o"
    "${cross}gcc" $link -Tarch-test/target/link.ld "$work/$name.o" -o "$work/$name.elf"
    deliver arch-test/prebuilt "$name"
done

if [ "$different" -ne 0 ]; then
    echo "built here with: $("${cross}gcc" --version | head -n 1)" >&2
fi
exit "$different"
