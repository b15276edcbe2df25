#!/usr/bin/env python3
"""Writes the constants of the curves, a file for each: sdk/c/curves_*.c and sdk/rust/guest/src/curves/*.rs.

    curve_tables.py            rewrites them
    curve_tables.py --check    compares with them; non-zero if anything differs

The parameters are those of SEC 2 (secp256k1, secp256r1) and RFC 8032 (Ed25519); all else is computed here, and checked.
"""

import os
import sys

SDK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sdk")
WINDOW = 7  # of the generators: odd multiples up to 2^(WINDOW-1) - 1
ODD = range(1, 1 << (WINDOW - 1), 2)


class Weierstrass:
    """y^2 = x^3 + ax + b over the field of p elements; points are pairs, None is infinity."""

    def __init__(self, p, a, b, n, g):
        self.p, self.a, self.b, self.n, self.g = p, a % p, b, n, g
        assert (g[1] ** 2 - g[0] ** 3 - a * g[0] - b) % p == 0 and self.times(n, g) is None

    def add(self, s, t):
        p = self.p
        if s is None or t is None:
            return s or t
        if s[0] == t[0]:
            if (s[1] + t[1]) % p == 0:
                return None
            slope = (3 * s[0] ** 2 + self.a) * pow(2 * s[1], -1, p)
        else:
            slope = (t[1] - s[1]) * pow(t[0] - s[0], -1, p)
        x = (slope * slope - s[0] - t[0]) % p
        return x, (slope * (s[0] - x) - s[1]) % p

    def times(self, k, s):
        r = None
        while k:
            if k & 1:
                r = self.add(r, s)
            s, k = self.add(s, s), k >> 1
        return r

    def table(self, s):
        """Odd multiples: -x, y, -y."""
        return [[self.p - x, y, self.p - y] for x, y in (self.times(k, s) for k in ODD)]


K1 = Weierstrass(
    2**256 - 2**32 - 977, 0, 7, 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798, 0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8))
R1 = Weierstrass(
    2**256 - 2**224 + 2**192 + 2**96 - 1, -3, 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5))


def split():
    """secp256k1's endomorphism (x, y) -> (beta x, y) = lambda (x, y), and what splits k into k1 + k2 lambda with halves of 128 bits:
    c = (k * g) >> 384 for both g, k2 = c1 (-b1) + c2 (-b2), k1 = k - k2 lambda."""
    p, n = K1.p, K1.n
    beta = 0x7AE96A2B657C07106E64479EAC3434E99CF0497512F58995C1396C28719501EE
    lam = 0x5363AD4CC05C30E0A5261C028812645A122E22EA20816678DF02967C1B23BD72
    assert pow(beta, 3, p) == 1 and pow(lam, 3, n) == 1 and K1.times(lam, K1.g) == (beta * K1.g[0] % p, K1.g[1])
    # A short basis of the vectors (a, b) with a + b lambda = 0: the remainders of Euclid's algorithm on both sides of n's root.
    rows = [(n, 0), (lam, 1)]
    while rows[-1][0] ** 2 >= n:
        q = rows[-2][0] // rows[-1][0]
        rows.append((rows[-2][0] - q * rows[-1][0], rows[-2][1] - q * rows[-1][1]))
    (a1, b1), (a2, b2) = sorted(((r, -t) for r, t in rows[-2:]), key=lambda v: v[1])
    assert (a1 + b1 * lam) % n == 0 == (a2 + b2 * lam) % n and a1 * b2 - a2 * b1 == n
    g = [(v * 2**384 + n // 2) // n for v in (b2, -b1)]
    assert all(0 <= v < 2**256 for v in g), g

    def halves(k):
        c1, c2 = (k * g[0]) >> 384, (k * g[1]) >> 384
        k2 = (-c1 * b1 - c2 * b2) % n
        k1 = (k - k2 * lam) % n
        return [min(v, n - v) for v in (k1, k2)]

    for k in [0, 1, 2, n - 1, n // 2, lam, n - lam, *(pow(7, i, n) for i in range(2000))]:
        assert max(halves(k)) < 2**129
    return {"beta": beta, "minus_lambda": n - lam, "minus_b": [-b1 % n, -b2 % n], "reciprocal": g}


def curve(c):
    p, n = c.p, c.n
    assert p % 4 == 3 and n < p < n + 2**255
    half = pow(2, -1, p)
    return {"p": p, "n": n, "a": c.a, "b": c.b, "half_a": c.a * half % p, "three_halves": 3 * half % p, "minus_one": p - 1,
            "inverse_exponent": p - 2, "root_exponent": (p + 1) // 4, "scalar_inverse_exponent": n - 2, "half_n": n // 2, "p_minus_n": p - n}


def edwards():
    """-x^2 + y^2 = 1 + d x^2 y^2."""
    p, order = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    d = -121665 * pow(121666, -1, p) % p
    root = pow(2, (p - 1) // 4, p)
    y = 4 * pow(5, -1, p) % p
    u = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
    x = pow(u, (p + 3) // 8, p)
    if (x * x - u) % p:
        x = x * root % p
    x = min(x, p - x) if min(x, p - x) % 2 == 0 else max(x, p - x)
    assert (-x * x + y * y - 1 - d * x * x * y * y) % p == 0 and x % 2 == 0

    def add(s, t):
        e = d * s[0] * t[0] * s[1] * t[1]
        return ((s[0] * t[1] + s[1] * t[0]) * pow(1 + e, -1, p) % p, (s[1] * t[1] + s[0] * t[0]) * pow(1 - e, -1, p) % p)

    def times(k, s):
        r = (0, 1)
        while k:
            if k & 1:
                r = add(r, s)
            s, k = add(s, s), k >> 1
        return r

    assert times(order, (x, y)) == (0, 1)
    points = [times(k, (x, y)) for k in ODD]
    table = [[x, p - x, y, d * x * y % p, -d * x * y % p] for x, y in points]
    return {"p": p, "order": order, "d": d, "minus_d": p - d, "minus_one": p - 1, "minus_two": p - 2, "root_of_minus_one": root,
            "two_to_256": 2**256 % order}, table


def words(value):
    return [value >> 32 * i & 0xFFFFFFFF for i in range(8)]


def c_number(value):
    v = words(value)
    while len(v) > 1 and v[-1] == 0:
        v.pop()
    return "{" + ", ".join(f"0x{w:08x}" for w in v) + "}"


def c_value(value):
    return "{\n" + "".join(f"        {c_number(v)},\n" for v in value) + "    }" if isinstance(value, list) else c_number(value)


def c_struct(kind, name, fields, more=""):
    return f"const {kind} {name} = {{\n" + "".join(f"    .{k} = {c_value(v)},\n" for k, v in fields.items()) + more + "};\n"


def c_table(kind, name, names, rows):
    lines = "".join("    {\n" + "".join(f"        .{k} = {c_number(v)},\n" for k, v in zip(names, row)) + "    },\n" for row in rows)
    return f"static const {kind} {name}[{len(rows)}] = {{\n{lines}}};\n"


def rust_number(value):
    return "[" + ", ".join(f"0x{w:08x}" for w in words(value)) + "]"


def rust_value(value):
    return "[\n" + "".join(f"        {rust_number(v)},\n" for v in value) + "    ]" if isinstance(value, list) else rust_number(value)


def rust_struct(kind, name, fields, more=""):
    lines = "".join(f"    {k}: {rust_value(v)},\n" for k, v in fields.items())
    return f"pub static {name}: {kind} = {kind} {{\n{lines}{more}}};\n"


def rust_table(kind, name, names, rows):
    lines = "".join(f"    {kind} {{\n" + "".join(f"        {k}: {rust_number(v)},\n" for k, v in zip(names, row)) + "    },\n" for row in rows)
    return f"static {name}: [{kind}; {len(rows)}] = [\n{lines}];\n"


AFFINE = ["minus_x", "y", "minus_y"]
EDWARDS = ["x", "minus_x", "y", "dt", "minus_dt"]
K1_LOW, K1_HIGH, R1_TABLE = K1.table(K1.g), K1.table(K1.times(2**128, K1.g)), R1.table(R1.g)


HEAD = "// Written by tools/curve_tables.py.\n"


def c_texts():
    head = HEAD + "#include \"curves.h\"\n"
    ed, ed_table = edwards()
    yield "secp256k1", [
        head, *(c_table("fastzk_affine", name, AFFINE, rows) for name, rows in (("low", K1_LOW), ("high", K1_HIGH))),
        "static " + c_struct("fastzk_endomorphism", "endomorphism", split()),
        c_struct("fastzk_curve", "fastzk_secp256k1", curve(K1), "    .multiples = low,\n    .multiples_high = high,\n    .endomorphism = &endomorphism,\n")]
    yield "secp256r1", [
        head, c_table("fastzk_affine", "multiples", AFFINE, R1_TABLE), c_struct("fastzk_curve", "fastzk_secp256r1", curve(R1), "    .multiples = multiples,\n")]
    yield "edwards25519", [
        head, c_struct("fastzk_edwards", "fastzk_edwards25519", ed),
        c_table("fastzk_edwards_affine", "fastzk_edwards25519_multiples", EDWARDS, ed_table).replace("static ", "", 1)]


def rust_texts():
    ed, ed_table = edwards()
    yield "secp256k1", [
        HEAD, "use crate::ecdsa::{Affine, Curve, Endomorphism};\n",
        *(rust_table("Affine", name, AFFINE, rows) for name, rows in (("LOW", K1_LOW), ("HIGH", K1_HIGH))),
        rust_struct("Endomorphism", "ENDOMORPHISM", split()).replace("pub ", "", 1),
        "/// Bitcoin's and Ethereum's curve.\n" + rust_struct(
            "Curve", "SECP256K1", curve(K1), "    multiples: &LOW,\n    multiples_high: Some(&HIGH),\n    endomorphism: Some(&ENDOMORPHISM),\n")]
    yield "secp256r1", [
        HEAD, "use crate::ecdsa::{Affine, Curve};\n", rust_table("Affine", "MULTIPLES", AFFINE, R1_TABLE),
        "/// NIST's P-256.\n" + rust_struct("Curve", "SECP256R1", curve(R1), "    multiples: &MULTIPLES,\n    multiples_high: None,\n    endomorphism: None,\n")]
    yield "edwards25519", [
        HEAD, "use crate::ed25519::{Edwards, EdwardsAffine};\n", rust_struct("Edwards", "EDWARDS25519", ed).replace("pub ", "pub(crate) ", 1),
        rust_table("EdwardsAffine", "EDWARDS25519_MULTIPLES", EDWARDS, ed_table).replace("static", "pub(crate) static", 1)]


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    files = {f"c/curves_{name}.c": parts for name, parts in c_texts()} | {f"rust/guest/src/curves/{name}.rs": parts for name, parts in rust_texts()}
    for path, parts in files.items():
        path, text = os.path.join(SDK, path), "\n".join(parts)
        if sys.argv[1:]:
            with open(path) as f:
                if f.read() != text:
                    sys.exit(f"{path} is out of date: run tools/curve_tables.py")
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", newline="\n") as f:
                f.write(text)


if __name__ == "__main__":
    main()
