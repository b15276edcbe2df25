#!/bin/sh
# Rebuilds the ELFs of this folder: one program with debug information of two versions, and without symbols. Needs Debian's gcc-riscv64-unknown-elf.
set -eu
cd "$(dirname "$0")"
native=../../../../native
flags="-march=rv32im -mabi=ilp32 -mstrict-align -std=gnu11 -O2 -ffreestanding -fno-builtin -fno-pic -fno-common -fno-asynchronous-unwind-tables -I$native/sdk/c/include
    -frandom-seed=fastzk -ffile-prefix-map=$PWD=. -ffile-prefix-map=/usr/lib=lib -Wall -Wextra -Werror -Wno-infinite-recursion"
link="-march=rv32im -mabi=ilp32 -nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments -T$native/sdk/c/fastzk.ld"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
riscv64-unknown-elf-gcc $flags -c "$native/sdk/c/start.S" -o "$work/start.o"
riscv64-unknown-elf-gcc $flags -c "$native/sdk/c/mem.c" -o "$work/mem.o"
for version in 4 5; do
    riscv64-unknown-elf-gcc $flags -gdwarf-$version -c calls.c -o "$work/calls.o"
    riscv64-unknown-elf-gcc $link "$work/start.o" "$work/calls.o" "$work/mem.o" -lgcc -o "calls_dwarf$version.elf"
done
riscv64-unknown-elf-strip -s calls_dwarf4.elf -o calls_stripped.elf
