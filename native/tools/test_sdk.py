#!/usr/bin/env python3
"""Runs self-test guests on their vectors and compares journals.

    test_sdk.py VECTORS ELF...    VECTORS: sdk/c/test/vectors/<primitive>.json

Under qemu-riscv32, which has no accelerators; with FASTZK set, a command such as "dotnet FastZk.Cli.dll run", under that one.
Ends with "N passed, N failed"; non-zero if anything failed.
"""

import json
import os
import struct
import subprocess
import sys
import tempfile


def run(elf, data):
    """(exit code or minus the signal, journal, what went to the log)"""
    with tempfile.NamedTemporaryFile() as journal, tempfile.NamedTemporaryFile() as given:
        given.write(data)
        given.flush()
        if "FASTZK" in os.environ:
            command = [*os.environ["FASTZK"].split(), elf, "--input", given.name, "--journal", journal.name]
        else:
            command = ["sh", "-c", 'exec qemu-riscv32 "$0" < "$1" 3> "$2"', elf, given.name, journal.name]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        with open(journal.name, "rb") as f:
            return done.returncode, f.read(), done.stderr.decode(errors="replace").strip()


def output_length(cases):
    return max((len(c["output"]) // 2 for c in cases if "output" in c), default=0)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with open(sys.argv[1]) as f:
        cases = json.load(f)["cases"]
    primitive = os.path.basename(sys.argv[1]).split(".")[0]
    # All cases in one run: a guest that ends early leaves a short journal.
    data, expected = b"", []
    for case in cases:
        fields = [bytes.fromhex(field) for field in case["fields"]]
        data += b"".join(struct.pack("<I", len(field)) + field for field in fields)
        if "output" in case:
            expected.append(struct.pack("<b", case.get("status", 0)) + bytes.fromhex(case["output"]))
        else:
            # A call that fails returns -1 and leaves its output, which the guest filled with a5. modexp's is as long as the modulus.
            length = min(len(fields[2]), 1024) if primitive == "modexp" else output_length(cases)
            expected.append(b"\xff" + b"\xa5" * length)

    passed = failed = 0
    for elf in sys.argv[2:]:
        code, journal, log = run(elf, data)
        at = 0
        for case, want in zip(cases, expected):
            got = journal[at:at + len(want)]
            at += len(want)
            if got == want:
                passed += 1
            else:
                failed += 1
                print(f"FAILED {elf}: {case['name']}: {got.hex()} instead of {want.hex()}")
        if code != 0 or at != len(journal):
            failed += 1
            print(f"FAILED {elf}: exit code {code}, journal of {len(journal)} bytes instead of {at} {log}")
    print(f"{primitive}: {passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
