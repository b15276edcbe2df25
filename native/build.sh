#!/bin/sh
# Rebuilds the guests' ELFs, the same bits on every machine with the same compiler.
#
#   build.sh            into guests/prebuilt
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
link="-march=rv32im -mabi=ilp32 -nostdlib -nostartfiles -static -no-pie -Tsdk/c/fastzk.ld
    -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments
    -Wl,--fatal-warnings"

for source in sdk/c/start.S sdk/c/mem.c sdk/c/sha256.c guests/*/*.c; do
    base="$(basename "$source")"
    "${cross}gcc" $flags "-ffile-prefix-map=$PWD=." -c "$source" -o "$work/${base%.*}.o"
done

different=0
for source in guests/*/*.c; do
    name="$(basename "$source" .c)"
    elf="$work/$name.elf"
    # The order is part of the result. libgcc is there for 64-bit division and the like.
    "${cross}gcc" $link "$work/start.o" "$work/$name.o" "$work/mem.o" "$work/sha256.o" -lgcc -o "$elf"

    # RVC is ELF flag 1; the other flags would be a floating-point or embedded ABI.
    if [ "$("${cross}readelf" -h "$elf" | sed -n 's/^ *Flags: *//p')" != 0x0 ]; then
        echo "$name: not plain RV32IM (compressed code or another ABI)" >&2
        exit 1
    fi

    if [ "$check" = no ]; then
        mkdir -p guests/prebuilt
        cp "$elf" "guests/prebuilt/$name.elf"
        chmod 755 "guests/prebuilt/$name.elf"  # qemu refuses files that are not executable
        echo "built guests/prebuilt/$name.elf"
    elif cmp -s "$elf" "guests/prebuilt/$name.elf"; then
        echo "same  guests/prebuilt/$name.elf"
    else
        echo "DIFFERENT guests/prebuilt/$name.elf" >&2
        different=1
    fi
done

if [ "$different" -ne 0 ]; then
    echo "built here with: $("${cross}gcc" --version | head -n 1)" >&2
fi
exit "$different"
