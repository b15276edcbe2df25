#!/usr/bin/env python3
"""Writes sdk/c/accelerators/bn254_constants.c and bls12_constants.c from the curves' definitions.

    curve_constants.py            rewrites the files
    curve_constants.py --check    compares with them; non-zero if anything differs

Everything but the isogenies' coefficients and the ceremony's point follows from the parameter x, and what is given is checked here.
"""

import os
import sys

sys.dont_write_bytecode = True  # leave no __pycache__ in the tree
import isogenies

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sdk", "c", "accelerators")


class Fp2:
    """a + b u with u^2 = -1 over the prime p."""

    def __init__(self, p, a, b=0):
        self.p, self.a, self.b = p, a % p, b % p

    def of(self, other):
        return other if isinstance(other, Fp2) else Fp2(self.p, other)

    def __add__(self, o):
        o = self.of(o)
        return Fp2(self.p, self.a + o.a, self.b + o.b)

    def __sub__(self, o):
        o = self.of(o)
        return Fp2(self.p, self.a - o.a, self.b - o.b)

    def __mul__(self, o):
        o = self.of(o)
        return Fp2(self.p, self.a * o.a - self.b * o.b, self.a * o.b + self.b * o.a)

    def __pow__(self, n):
        result, base = Fp2(self.p, 1), self
        while n:
            if n & 1:
                result = result * base
            base, n = base * base, n >> 1
        return result

    def inverse(self):
        n = pow(self.a * self.a + self.b * self.b, -1, self.p)
        return Fp2(self.p, self.a * n, -self.b * n)

    def conjugate(self):
        return Fp2(self.p, self.a, -self.b)

    def __eq__(self, o):
        o = self.of(o)
        return (self.a, self.b) == (o.a, o.b)


def square_root(a):
    """A square root in Fp2 by way of the norm's, for p = 3 mod 4."""
    p = a.p
    root = lambda n: pow(n, (p + 1) // 4, p)
    s = root(a.a * a.a + a.b * a.b)
    for t in ((a.a + s) * pow(2, -1, p) % p, (a.a - s) * pow(2, -1, p) % p):
        c = root(t)
        if c and c * c % p == t:
            r = Fp2(p, c, a.b * pow(2 * c, -1, p))
            if r * r == a:
                return r
    raise ValueError("not a square")


class Writer:
    """C text of constants: words of 32 bits, low first, in the representation a -> a * factor mod p."""

    def __init__(self, p, factor, limbs):
        self.p, self.factor, self.limbs = p, factor, limbs

    def words(self, n):
        return "{{" + ", ".join(f"0x{n >> 32 * i & 0xFFFFFFFF:08x}" for i in range(self.limbs)) + "}}"

    def plain(self, n):
        return self.words(n)

    def fp(self, n):
        return self.words(n * self.factor % self.p)

    def fp2(self, n):
        return "{" + self.fp(n.a) + ",\n         " + self.fp(n.b) + "}"


def curve(name, about, w, limbs, radix_bits, multiply, p, b, xi, twist_is_divided, method_comment):
    x = Fp2(p, *xi)
    gamma = [x ** (i * (p - 1) // 6) for i in range(1, 6)]
    twist = Fp2(p, b) * (x.inverse() if twist_is_divided else x)
    psi = gamma[1:3] if twist_is_divided else [g.inverse() for g in gamma[1:3]]
    lines = [f"// {about}", f"const struct fz_curve {name} = {{", f"    .limbs = {limbs},", f"    .multiply = {multiply},{method_comment}",
             f"    .inverse = 0x{-pow(p, -1, 1 << 32) % (1 << 32):08x},",
             f"    .xi = {xi[0]},", f"    .p = {w.plain(p)},", f"    .one = {w.fp(1)},",
             "    .factor =", f"        {w.plain(pow(2, 2 * radix_bits, p) if w.factor != 1 else 1)},",
             "    .minus_one =", f"        {w.fp(p - 1)},",
             f"    .b = {w.fp(b)},", f"    .twist_b =\n        {w.fp2(twist)},", "    .gamma = {"]
    lines += [f"        {w.fp2(g)}," for g in gamma]
    lines += ["    },", f"    .psi_x =\n        {w.fp2(psi[0])},", f"    .psi_y =\n        {w.fp2(psi[1])},", "};"]
    return lines


HEAD = ["// Written by tools/curve_constants.py.", '#include "curve.h"', ""]


def bn254():
    x = 4965661367192848881
    p = 36 * x**4 + 36 * x**3 + 24 * x**2 + 6 * x + 1
    r = 36 * x**4 + 36 * x**3 + 18 * x**2 + 6 * x + 1
    # What bn254_pairing.c computes: a multiple of the final exponentiation's hard part, prime to r.
    l3, l2, l1, l0 = (e + 6 * x**2 + 12 * x**3 for e in (4 * x - 1, 6 * x, 4 * x, 1 + 6 * x + 6 * x**2))
    hard = l0 + l1 * p + l2 * p**2 + l3 * p**3
    assert (p**4 - p**2 + 1) % r == 0 and hard % ((p**4 - p**2 + 1) // r) == 0 and hard // ((p**4 - p**2 + 1) // r) % r != 0
    R = 1 << 256
    lines = list(HEAD)
    for name, about, factor, multiply in (
            ("fz_bn254_plain", "Values as they are: for the host's modular multiplication.", 1, "FZ_MODMUL"),
            ("fz_bn254_montgomery", "Values times 2^256: for multiplication in plain C.", R, "FZ_MONTGOMERY")):
        lines += curve(name, about, Writer(p, factor, 8), 8, 256, multiply, p, 3, (9, 1), True, "") + [""]
    return lines[:-1]


def evaluate(coefficients, x, monic):
    result = x.of(1) if monic else x.of(0)
    for c in reversed(coefficients):
        result = result * x + (x.of(c) if isinstance(c, int) else Fp2(x.p, *c))
    return result


def bls12():
    z = 0xD201000000010000  # the parameter is -z
    r = z**4 - z**2 + 1
    p = (z + 1) ** 2 * r // 3 - z
    x = -z
    hard = (x - 1) ** 2 * (x + p) * (x**2 + p**2 - 1) + 3
    assert hard % ((p**4 - p**2 + 1) // r) == 0 and hard // ((p**4 - p**2 + 1) // r) == 3
    w = Writer(p, 1 << 384, 12)
    lines = HEAD + curve("fz_bls12", "Values times 2^384.", w, 12, 384, "FZ_MONTGOMERY", p, 4, (1, 1), False, "  // or FZ_MULWIDE, of the same form")

    gx = 0x17F1D3A73197D7942695638C4FA9AC0FC3688C4F9774B905A14E3A3F171BAC586C55E83FF97A1AEFFB3AF00ADB22C6BB
    gy = 0x08B3F481E3AAA0F1A09E30ED741D8AE4FCF5E095D5D00AF600DB18CB2C04B3EDD03CC744A2888AE40CAA232946C5E7E1
    assert (gy * gy - gx**3 - 4) % p == 0
    hx = Fp2(p, 0x024AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
             0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E)
    hy = Fp2(p, 0x0CE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
             0x0606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE)
    b2 = Fp2(p, 4, 4)
    assert hy * hy == hx**3 + b2

    # The point tau G2 of Ethereum's KZG ceremony (g2_monomial[1] of the trusted setup), compressed.
    tau = bytes.fromhex("b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72"
                        "185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2")
    tx = Fp2(p, int.from_bytes(tau[48:], "big"), int.from_bytes(tau[:48], "big") & (1 << 381) - 1)
    ty = square_root(tx**3 + b2)
    if (ty.b * 2 > p) != bool(tau[0] & 0x20):
        ty = Fp2(p, -ty.a, -ty.b)

    def points(name, about, values):
        nonlocal lines
        lines += ["", f"// {about}", f"{name} = {{"] + [f"    {v}," for v in values] + ["};"]

    points("const fz_fp fz_bls12_g1_generator[2]", "The generator of G1: x, y.", [w.fp(gx), w.fp(gy)])
    points("const fz_fp2 fz_bls12_g2_minus_generator[2]", "Minus the generator of G2: x, y.", [w.fp2(hx), w.fp2(Fp2(p, -hy.a, -hy.b))])
    points("const fz_fp2 fz_bls12_g2_tau[2]", "tau G2 of Ethereum's KZG ceremony: x, y.", [w.fp2(tx), w.fp2(ty)])
    beta = next(c for c in (pow(g, (p - 1) // 3, p) for g in range(2, 9)) if c != 1)
    beta = choose_beta(p, z, gx, gy, beta)
    points("const fz_fp fz_bls12_beta", "The cube root of one with (beta x, y) = -z^2 (x, y) in G1.", [w.fp(beta)[1:-1]])

    a1 = 0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D
    b1 = 0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0
    check_isogeny(Fp2(p, a1), Fp2(p, b1), Fp2(p, 4), p, isogenies.G1_X_NUMERATOR, isogenies.G1_X_DENOMINATOR,
                  isogenies.G1_Y_NUMERATOR, isogenies.G1_Y_DENOMINATOR)
    check_isogeny(Fp2(p, 0, 240), Fp2(p, 1012, 1012), b2, p, isogenies.G2_X_NUMERATOR, isogenies.G2_X_DENOMINATOR,
                  isogenies.G2_Y_NUMERATOR, isogenies.G2_Y_DENOMINATOR)
    map1 = HEAD[:1] + ['#include "bls12.h"', ""]
    map2 = list(map1)
    lines, kept = map1, lines
    points("const fz_fp fz_bls12_map1_curve[3]", "E': y^2 = x^3 + a x + b, and the constant of the map: a, b, 11 (RFC 9380, 8.8.1).",
           [w.fp(a1), w.fp(b1), w.fp(11)])
    for n in ("x_numerator", "x_denominator", "y_numerator", "y_denominator"):
        c = getattr(isogenies, "G1_" + n.upper())
        points(f"const fz_fp fz_bls12_map1_{n}[{len(c)}]", f"RFC 9380, E.2: {n.replace('_', ', ')}{', monic' if 'den' in n else ''}.", [w.fp(v) for v in c])
    lines = map2
    points("const fz_fp2 fz_bls12_map2_curve[3]", "E': y^2 = x^3 + a x + b, and the constant of the map: a, b, -(2 + u) (RFC 9380, 8.8.2).",
           [w.fp2(Fp2(p, 0, 240)), w.fp2(Fp2(p, 1012, 1012)), w.fp2(Fp2(p, -2, -1))])
    for n in ("x_numerator", "x_denominator", "y_numerator", "y_denominator"):
        c = getattr(isogenies, "G2_" + n.upper())
        points(f"const fz_fp2 fz_bls12_map2_{n}[{len(c)}]", f"RFC 9380, E.3: {n.replace('_', ', ')}{', monic' if 'den' in n else ''}.",
               [w.fp2(Fp2(p, *v)) for v in c])
    kept[1] = '#include "bls12.h"'
    return kept, map1, map2


def choose_beta(p, z, gx, gy, beta):
    """The one of the two cube roots for which (beta x, y) is -z^2 times the generator."""
    def add(a, b):
        if a is None or b is None:
            return a or b
        if a == b:
            slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, p)
        elif a[0] == b[0]:
            return None
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
        x = (slope * slope - a[0] - b[0]) % p
        return x, (slope * (a[0] - x) - a[1]) % p
    n, result, base = z * z, None, (gx, gy)
    while n:
        if n & 1:
            result = add(result, base)
        base, n = add(base, base), n >> 1
    for c in (beta, beta * beta % p):
        if (c * gx % p, -gy % p) == result:
            return c
    raise AssertionError


def check_isogeny(a, b, target, p, xn, xd, yn, yd):
    """Some points of y^2 = x^3 + a x + b land on y^2 = x^3 + target."""
    found = 0
    for i in range(1, 60):
        x = Fp2(p, i, 0 if a.b == 0 and b.b == 0 and target.b == 0 else i)
        try:
            y = square_root(x**3 + a * x + b)
        except ValueError:
            continue
        nx = evaluate(xn, x, False) * evaluate(xd, x, True).inverse()
        ny = y * evaluate(yn, x, False) * evaluate(yd, x, True).inverse()
        assert ny * ny == nx**3 + target
        found += 1
    assert found > 5


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    constants, map1, map2 = bls12()
    for name, lines in (("bn254_constants.c", bn254()), ("bls12_constants.c", constants), ("bls12_map1_constants.c", map1), ("bls12_map2_constants.c", map2)):
        path = os.path.join(FOLDER, name)
        text = "\n".join(lines) + "\n"
        if sys.argv[1:]:
            with open(path) as f:
                if f.read() != text:
                    sys.exit(f"{name} is out of date: run tools/curve_constants.py")
        else:
            with open(path, "w", newline="\n") as f:
                f.write(text)


main()
