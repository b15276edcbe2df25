#!/bin/sh
# Builds the SDK for guests in C: start.o and libfastzk.a, to be linked with fastzk.ld.
#
#   build.sh FOLDER [gcc|clang]     gcc: $CROSS, riscv64-unknown-elf- if not set
set -eu
LC_ALL=C
export LC_ALL

folder="${1:?usage: build.sh FOLDER [gcc|clang]}"
compiler="${2:-gcc}"
rm -rf "$folder/objects"
mkdir -p "$folder/objects"
folder="$(cd "$folder" && pwd)"
# Relative paths from here on, so that no machine's path can enter an object.
cd "$(dirname "$0")"
. ./flags.sh
cross="${CROSS:-riscv64-unknown-elf-}"
case "$compiler" in
    gcc) cc="${cross}gcc $gcc_flags -ffile-prefix-map=$PWD=." ar="${cross}ar" ;;
    clang) cc="clang $clang_flags" ar="${cross}ar" ;;
    *) echo "usage: build.sh FOLDER [gcc|clang]" >&2; exit 64 ;;
esac

$cc -Iinclude -c start.S -o "$folder/start.o"
$cc -Iinclude -c sha256.c -o "$folder/objects/sha256_plain.o"
# All but sha256.c, and mem.c, which is for the benchmarks. Two at a time: a compilation takes a fraction of a second.
export folder
export compile="$cc -Iinclude"
ls *.c accelerators/*.c memory/*.c | grep -v -x -e mem.c -e sha256.c |
    xargs -P 2 -I '{}' sh -c 'exec $compile -c {} -o "$folder/objects/$(basename {} .c).o"'
rm -f "$folder/libfastzk.a"
(cd "$folder/objects" && "$ar" rcsD ../libfastzk.a *.o)
