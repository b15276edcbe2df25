#!/bin/sh
# Runs the vectors of guests/signatures by qemu-riscv32 with each prebuilt guest that takes them, in C and in Rust. There the host has no accelerator, so this
# is the plain code; the tests of FastZk.Vm run the same vectors with it. Ends with "N passed, N failed".
set -eu
cd "$(dirname "$0")"
exec python3 tools/signature_vectors.py --run guests/prebuilt/signatures*.elf
