#!/bin/sh
# Tests of the C SDK: builds a self-test guest for each call with gcc and with clang, runs it under qemu-riscv32 on its vectors, and a guest with picolibc.
# A tool that is missing is named and its part skipped. With FASTZK set to a command that runs a guest ("dotnet FastZk.Cli.dll run"), the guests of
# gcc also run there, with the accelerators it has. Ends with "N passed, N failed"; non-zero if anything failed.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")"
cross="${CROSS:-riscv64-unknown-elf-}"
. sdk/c/flags.sh

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT INT TERM
missing() { ! command -v "$1" > /dev/null 2>&1; }

if missing "${cross}gcc" || missing qemu-riscv32 || missing python3; then
    echo "skipped: C SDK (no ${cross}gcc, qemu-riscv32 or python3)"
    echo "0 passed, 0 failed"
    exit 0
fi
compilers=gcc
if missing clang || missing ld.lld; then
    echo "skipped: C SDK by clang (no clang or ld.lld)"
else
    compilers="gcc clang"
fi
libgcc="$("${cross}gcc" $target -print-libgcc-file-name)"

# note STATUS NAME: one check that is not a vector
: > "$work/results"
note() {
    if [ "$1" -eq 0 ]; then echo "$2: 1 passed, 0 failed"; else echo "FAILED $2"; echo "$2: 0 passed, 1 failed"; fi >> "$work/results"
}

# guest COMPILER SOURCE: builds one
guest() {
    folder="$work/$1"
    name="$(basename "$2" .c)"
    if [ "$1" = gcc ]; then
        "${cross}gcc" $gcc_flags $gcc_link -Isdk/c/include -Tsdk/c/fastzk.ld "$folder/start.o" "$2" "$folder/libfastzk.a" -lgcc -o "$folder/$name.elf"
    else
        clang $clang_flags -Isdk/c/include -c "$2" -o "$folder/$name.o"
        ld.lld $lld_link -T sdk/c/fastzk.ld "$folder/start.o" "$folder/$name.o" "$folder/libfastzk.a" "$libgcc" -o "$folder/$name.elf"
    fi
}

for compiler in $compilers; do
    sdk/c/build.sh "$work/$compiler" "$compiler"
    for source in sdk/c/test/*.c; do
        case "$source" in
            */picolibc.c) ;;
            *) guest "$compiler" "$source" || note 1 "$source with $compiler" ;;
        esac
    done

    status=0
    qemu-riscv32 "$work/$compiler/memory.elf" || status=$?
    note "$status" "memory functions, $compiler"

    status=0
    printf '\003\0\0\0\0\0\0\0\377\377\377\177\376\377\377\377' | qemu-riscv32 "$work/$compiler/calls.elf" 3> "$work/journal" 2> "$work/log" || status=$?
    printf '\001\0\0\0\0\0\0\200\377\377\377\377' | cmp -s - "$work/journal" || status=1
    printf '0 2147483647 4294967294 ' | cmp -s - "$work/log" || status=1
    note "$status" "numbers read, committed and logged, $compiler"
    # Short, long, a panic
    for case in '2 \001\0\0\0\0\0\0' '2 \0\0\0\0\0' '101 \001\0\0\0\377\377\377\377'; do
        status=0
        printf "${case#* }" | qemu-riscv32 "$work/$compiler/calls.elf" 3> "$work/journal" 2> "$work/log" || status=$?
        note $((status != ${case%% *})) "exit code ${case%% *}, $compiler"
    done

    # Empty, some, as much as fits, one byte more
    for size in 0 1000 16777216 16777217; do
        head -c "$size" /dev/zero | tr '\0' 'x' > "$work/input"
        status=0
        qemu-riscv32 "$work/$compiler/io.elf" < "$work/input" 3> "$work/journal" || status=$?
        if [ "$size" -le 16777216 ]; then
            cmp -s "$work/input" "$work/journal" || status=1
        else
            status=$((status != 2))  # FASTZK_EXIT_BAD_INPUT
        fi
        note "$status" "input of $size bytes, $compiler"
    done
done

for vectors in sdk/c/test/vectors/*.json; do
    name="$(basename "$vectors" .json)"
    elfs=
    for compiler in $compilers; do elfs="$elfs $work/$compiler/$name.elf"; done
    env -u FASTZK python3 tools/test_sdk.py "$vectors" $elfs >> "$work/results" || true
    if [ -n "${FASTZK-}" ]; then
        echo "by $FASTZK:" >> "$work/results"
        python3 tools/test_sdk.py "$vectors" "$work/gcc/$name.elf" >> "$work/results" || true
    fi
done

picolibc=/usr/lib/picolibc/riscv64-unknown-elf
if [ ! -d "$picolibc" ]; then
    echo "skipped: guest with picolibc (no picolibc-riscv64-unknown-elf)"
else
    # As native/README.md says
    "${cross}gcc" $target -std=gnu11 -O2 -Wall -Wextra -Werror -mstrict-align -ffunction-sections -fdata-sections -Isdk/c/include -isystem "$picolibc/include" \
        $gcc_link -Tsdk/c/fastzk.ld -Wl,-u,memcpy,-u,memmove,-u,memset,-u,memcmp sdk/c/picolibc/start.S sdk/c/picolibc/support.c sdk/c/test/picolibc.c \
        "$work/gcc/libfastzk.a" "$picolibc/lib/rv32im/ilp32/libc.a" -lgcc -o "$work/picolibc.elf"
    status=0
    printf '5 3 0x10 -7 99999999999 2 -99999999999 8' | qemu-riscv32 "$work/picolibc.elf" 3> "$work/journal" 2> "$work/log" || status=$?
    printf -- '-2147483648,-7,2,3,5,8,16,2147483647\nbfff43bd0000bc43 1 X me\n' | cmp -s - "$work/journal" || status=1
    printf ' 99999999999 2 -99999999999 8 is too large\n -99999999999 8 is too large\n8 values\nno newline at the end' | cmp -s - "$work/log" || status=1
    note "$status" "guest with picolibc"
fi

cat "$work/results"
sed -nE 's/^.*: ([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$work/results" |
    awk '{ p += $1; f += $2 } END { print p + 0 " passed, " f + 0 " failed"; exit f != 0 }'
