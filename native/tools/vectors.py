#!/usr/bin/env python3
"""Writes guests/vectors.json: inputs with the expected journal, exit code and
instruction count of every guest. Each is run by qemu-riscv32 and by rv32im.py, and
compared with a plain Python reference where there is one.

    vectors.py            rewrites the file
    vectors.py --check    compares with it; non-zero if anything differs
"""

import hashlib
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # leave no __pycache__ in the tree
import rv32im

GUESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "guests")
le32 = struct.Struct("<I").pack


def ref_key_ownership(data):
    if len(data) != 64:
        return 2, b""
    digest = lambda b: hashlib.sha256(b).digest()
    return 0, digest(data[:32]) + data[32:] + digest(b"fastzk.key_ownership.v1" + data)


def ref_fibonacci(data):
    if len(data) != 4:
        return 2, b""
    a, b = 0, 1
    for _ in range(int.from_bytes(data, "little")):
        a, b = b, (a + b) % 7919
    return 0, le32(a)


def ref_sha256_stream(data):
    return 0, hashlib.sha256(data).digest()


def ref_sort(data):
    if len(data) != 8:
        return 2, b""
    n, x = struct.unpack("<II", data)
    if not 1 <= n <= 1 << 20:
        return 2, b""
    x, values = x or 0x9E3779B9, []
    for _ in range(n):
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        values.append(x)
    values.sort()
    check = n
    for v in values:
        check = (check ^ v) * 0x9E3779B1 & 0xFFFFFFFF
        check ^= check >> 15
    return 0, b"".join(map(le32, (values[0], values[n // 2], values[-1], check)))


def ref_edit_distance(data):
    if len(data) < 8:
        return 2, b""
    m, n = struct.unpack("<II", data[:8])
    if m > 4096 or n > 4096 or len(data) != 8 + m + n:
        return 2, b""
    a, b = data[8:8 + m], data[8 + m:]
    row = list(range(n + 1))
    for i, x in enumerate(a):
        new = [i + 1]
        for j, y in enumerate(b):
            new.append(min(row[j] + (x != y), row[j + 1] + 1, new[j] + 1))
        row = new
    return 0, le32(row[n])


def cases():
    rng = random.Random("fastzk vectors")  # fixed, so that the file is too
    secret, challenge = rng.randbytes(32), rng.randbytes(32)
    yield "key_ownership", ref_key_ownership, [
        ("zero secret and challenge", bytes(64)), ("random", secret + challenge),
        ("same secret, other challenge", secret + rng.randbytes(32)),
        ("empty", b""), ("one byte short", (secret + challenge)[:63]), ("one byte more", secret + challenge + b"\0")]
    yield "fibonacci", ref_fibonacci, [(f"n = {n}", le32(n)) for n in (0, 1, 2, 10, 100, 1000, 20000, 174750)] + [
        ("short", b"\x01\0\0"), ("long", le32(1) + b"\0")]
    yield "sha256_stream", ref_sha256_stream, [("abc", b"abc")] + [
        (f"{n} bytes", rng.randbytes(n)) for n in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 4095, 4096, 4097)]
    yield "sort", ref_sort, [(f"n = {n}, seed = {s}", le32(n) + le32(s)) for n, s in (
        (1, 1), (2, 1), (3, 7), (12, 5), (13, 5), (100, 0), (1000, 42), (8000, 0xFFFFFFFF))] + [
        ("n = 0", le32(0) + le32(1)), ("n over the cap", le32((1 << 20) + 1) + le32(1)),
        ("short", le32(5)), ("long", le32(5) + le32(1) + b"\0")]
    texts = lambda a, b: le32(len(a)) + le32(len(b)) + a + b
    some = lambda n: bytes(rng.choice(b"acgt") for _ in range(n))
    yield "edit_distance", ref_edit_distance, [("empty texts", texts(b"", b"")), ("one empty", texts(b"", b"abc")), ("other empty", texts(b"abc", b"")),
        ("kitten, sitting", texts(b"kitten", b"sitting")), ("equal", texts(b"same", b"same")), ("bytes 0 and 255", texts(b"\0\xff\0", b"\xff\0\xff"))] + [
        (f"{m} and {n} letters", texts(some(m), some(n))) for m, n in ((1, 1), (7, 31), (100, 100), (300, 200))] + [
        ("length over the cap", le32(4097) + le32(0) + bytes(4097)), ("short", texts(b"abc", b"de")[:-1]), ("long", texts(b"abc", b"de") + b"\0")]
    yield "mixed", None, [(f"seed = {s}, count = {n}", le32(s) + le32(n)) for s, n in (
        (0, 0), (1, 1), (1, 100), (0xDEADBEEF, 1000), (0, 3000), (0xFFFFFFFF, 10000))] + [("short", le32(1))]
    yield "fault", None, [(f"b = {b}", bytes([b])) for b in (0, 1, 2, 3, 4, 5, 6, 255)] + [
        ("short", b""), ("long", b"\x05\x05")]
    # The same journals as the one in C. It reads in three calls, so a short input is used up before the exit.
    yield "key_ownership_rust", ref_key_ownership, [
        ("zero secret and challenge", bytes(64)), ("random", secret + challenge), ("empty", b""), ("one byte short", (secret + challenge)[:63]),
        ("one byte more", secret + challenge + b"\0")]


def qemu(path, data):
    """(exit code or minus the signal, journal)"""
    with tempfile.TemporaryFile() as journal, tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        # The shell moves the journal to fd 3, where the guest wants it.
        done = subprocess.run(["sh", "-c", f'exec 3>&{journal.fileno()}; exec qemu-riscv32 "$0"', path], stdin=given,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[journal.fileno()])
        journal.seek(0)
        return done.returncode, journal.read()


# What qemu does where FastZk faults; None: it ends by a signal.
QEMU_AFTER_FAULT = {"misalignedLoad": 1, "unknownEcall": 1}


def vector(path, elf, reference, name, data):
    got = rv32im.run(elf, data)
    code, journal = qemu(path, data)
    assert journal == got.journal, (path, name, "journal: qemu", journal.hex(), "rv32im", got.journal.hex())
    if got.fault is None:
        assert code == got.exit, (path, name, "exit: qemu", code, "rv32im", got.exit)
    else:
        wanted = QEMU_AFTER_FAULT.get(got.fault["kind"])
        assert code < 0 if wanted is None else code == wanted, (path, name, got.fault, code)
    if reference is not None:
        assert (got.exit, got.journal) == reference(data), (path, name, "differs from the Python reference")
    v = {"name": name, "input": data.hex(), "journal": got.journal.hex(), "instructions": got.instructions}
    if got.fault is None:
        v["exit"] = got.exit
    else:
        v["fault"] = {k: f"0x{x:08x}" if isinstance(x, int) else x for k, x in got.fault.items()}
    return v, got.executed


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    guests = {}
    for guest, reference, inputs in cases():
        path = os.path.join(GUESTS, "prebuilt", guest + ".elf")
        with open(path, "rb") as f:
            image = f.read()
        elf, executed, vectors = rv32im.Elf(image), set(), []
        for name, data in inputs:
            v, seen = vector(path, elf, reference, name, data)
            vectors.append(v)
            executed |= seen
        if guest == "mixed":
            missing = rv32im.MNEMONICS - executed - {"ebreak"}  # ebreak can only fault
            assert not missing, ("mixed does not execute", missing)
        guests[guest] = {"elf": f"prebuilt/{guest}.elf", "elfSha256": hashlib.sha256(image).hexdigest(), "vectors": vectors}
        print(f"{guest}: {len(vectors)} vectors, at most {max(v['instructions'] for v in vectors)} instructions")

    text = json.dumps({
        "about": "Written by tools/vectors.py; input and journal are hex. instructions counts every executed instruction, "
                 "the final ecall included; for a fault those completed before it.",
        "guests": guests}, indent=1) + "\n"
    path = os.path.join(GUESTS, "vectors.json")
    if sys.argv[1:]:
        with open(path) as f:
            if f.read() != text:
                sys.exit("guests/vectors.json is out of date: run tools/vectors.py")
    else:
        with open(path, "w", newline="\n") as f:
            f.write(text)


main()
