# Sourced by the build scripts: how C for FastZk is compiled and linked. Set cross before (riscv64-unknown-elf-, or another prefix).

# No unaligned loads and stores: they fault in FastZk. Nothing that a compiler would call but memcpy, memmove, memset and memcmp.
# Jump tables stay on: they are cheap here. No debug info, but symbols, for names in fault reports.
target="-march=rv32im -mabi=ilp32 -mcmodel=medlow"
common="$target -std=gnu11 -O2 -ffreestanding -fno-builtin -fno-pic -fno-pie -fno-stack-protector -fno-common -fno-ident
    -fno-asynchronous-unwind-tables -fno-unwind-tables -ffunction-sections -fdata-sections -fno-strict-aliasing -Wall -Wextra -Werror"
gcc_flags="$common -mstrict-align -fno-tree-loop-distribute-patterns -frandom-seed=fastzk"
gcc_link="$target -nostdlib -nostartfiles -static -no-pie -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,max-page-size=4096
    -Wl,--no-warn-rwx-segments -Wl,--fatal-warnings"

# clang never makes unaligned accesses for this target. LLVM's linker of that age cannot relax.
clang_flags="--target=riscv32-unknown-elf $common -mno-relax"
lld_link="--gc-sections --build-id=none -z max-page-size=4096 --fatal-warnings -static"
