#!/usr/bin/env python3
"""Vectors for the routines on big numbers and signatures: guests/signatures/vectors.json, records for the guest `signatures` with the journal they give.

    signature_vectors.py               rewrites the file (a minute, for the RSA keys)
    signature_vectors.py --run ELF...  runs them by qemu-riscv32, each ELF all of them; non-zero if any journal differs

Expected results come from the plain Python below (affine points, pow), which shares no formula with the guests. Sources: RFC 6979 (A.2.5), RFC 8032 (7.1),
FIPS 180-4's algorithm by hashlib; the rest is made here, after the kinds of cases that Project Wycheproof and NIST's CAVP try.
"""

import hashlib
import hmac
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from curve_tables import K1, R1, split

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "guests", "signatures", "vectors.json")
rng = random.Random("fastzk signatures")  # fixed, so that the file is too
CASES = []


def case(name, record, journal):
    CASES.append({"name": name, "input": record.hex(), "journal": journal.hex()})


def le(x, n=4):
    return x.to_bytes(n, "little")


def be(x, n=32):
    return x.to_bytes(n, "big")


def yes(holds):
    return bytes([holds])


# Big numbers

def modmul(name, a, b, c, d, m):
    q, r = divmod(a * b + c + d, m)
    assert q < 2**256
    case(f"modmul256: {name}", le(0) + b"".join(le(v, 32) for v in (a, b, c, d, m)), le(r, 32) + le(q, 32))


def mulwide(name, a, b, c, d):
    t = a * b + c + d
    case(f"mulwide256: {name}", le(1) + b"".join(le(v, 32) for v in (a, b, c, d)), le(t, 64))


def numbers():
    most = 2**256 - 1
    mulwide("all zero", 0, 0, 0, 0)
    mulwide("all ones", most, most, most, most)
    mulwide("carry through all words", 2**255, 2, most, 1)
    for m in (2, 3, 2**32 - 1, 2**32, 2**64 + 1, 2**255, 2**255 - 19, 2**255 + 1, most, most - 1, K1.p, K1.n, R1.p, R1.n, 2**224 - 1, 0xFFFFFFFF << 224):
        a, b = (m - 1, most) if m > 2**200 else (m - 1, m - 1)
        modmul(f"largest product, m = {m:#x}", a, b, 0, m - 1, m)
        modmul(f"quotient of ones, m = {m:#x}", m - 1, most, m - 1, 0, m)
        modmul(f"zero, m = {m:#x}", 0, 0, 0, 0, m)
        modmul(f"exact, m = {m:#x}", m, most, 0, 0, m)
        modmul(f"one below exact, m = {m:#x}", m, most - 1, m - 1, 0, m)
        modmul(f"unreduced addends, m = {m:#x}", 0, most, most, most, m) if m > 2 else None
    # Divisors and dividends of extreme words: where the first estimate of a quotient's digit is wrong.
    words = (0, 1, 2**31, 2**31 - 1, 2**32 - 1, 2**32 - 2)
    pick = lambda: sum(rng.choice(words) << 32 * i for i in range(8))
    made = 0
    while made < 60:
        a, b, c, d, m = pick(), pick(), pick(), pick(), pick() >> rng.choice((0, 0, 0, 1, 40, 130))
        if m >= 2 and (a * b + c + d) >> 256 < m:
            modmul("extreme words", a, b, c, d, m)
            mulwide("extreme words", a, b, c, d)
            made += 1
    for _ in range(20):
        m = rng.getrandbits(256) | 1 << 255
        modmul("random", rng.getrandbits(255), rng.getrandbits(255), rng.getrandbits(256), rng.getrandbits(256), m)


# ECDSA

LAMBDA = K1.n - split()["minus_lambda"]


def negative(c, s):
    return None if s is None else (s[0], -s[1] % c.p)


def lift(c, x):
    y2 = (x**3 + c.a * x + c.b) % c.p
    y = pow(y2, (c.p + 1) // 4, c.p)
    return (x, y) if y * y % c.p == y2 else None


def ecdsa_holds(c, e, r, s, x, y, flags):
    n = c.n
    if not (0 < r < n and 0 < s < n) or flags & 1 and s > n // 2:
        return False
    if x >= c.p or y >= c.p or (y * y - x**3 - c.a * x - c.b) % c.p:
        return False
    w = pow(s, -1, n)
    point = c.add(c.times(e * w % n, c.g), c.times(r * w % n, (x, y)))
    return point is not None and point[0] % n == r


def verify(c, name, e, r, s, key, holds=None, flags=0):
    expected = ecdsa_holds(c, e, r, s, *key, flags)
    assert holds is None or holds == expected, name
    case(f"ecdsa {LABEL[c]}: {name}", le(2) + le(CURVE[c]) + le(flags) + be(e) + be(r) + be(s) + be(key[0]) + be(key[1]), yes(expected))


def recover(c, name, e, r, s, which, flags=0, holds=None):
    key = None
    x = r + c.n * (which >> 1)
    if 0 < r < c.n and 0 < s < c.n and which < 4 and x < c.p and not (flags & 1 and s > c.n // 2):
        point = lift(c, x)
        if point is not None:
            if point[1] & 1 != which & 1:
                point = negative(c, point)
            w = pow(r, -1, c.n)
            key = c.add(c.times(-e * w % c.n, c.g), c.times(s * w % c.n, point))
    assert holds is None or holds == (key is not None), name
    case(f"recover {LABEL[c]}: {name}", le(3) + le(CURVE[c]) + le(flags) + le(which) + be(e) + be(r) + be(s),
         b"\0" if key is None else b"\1" + be(key[0]) + be(key[1]))
    return key


def rfc6979(c, d, digest):
    """The nonce for SHA-256 and an order of 256 bits."""
    mac = lambda k, v: hmac.new(k, v, hashlib.sha256).digest()
    seed = be(d) + be(int.from_bytes(digest, "big") % c.n)
    k, v = bytes(32), b"\1" * 32
    for tag in b"\0\1":
        k = mac(k, v + bytes([tag]) + seed)
        v = mac(k, v)
    while True:
        v = mac(k, v)
        t = int.from_bytes(v, "big")
        if 0 < t < c.n:
            return t
        k = mac(k, v + b"\0")
        v = mac(k, v)


def sign(c, d, digest):
    k, e = rfc6979(c, d, digest), int.from_bytes(digest, "big")
    r = c.times(k, c.g)[0] % c.n
    return r, pow(k, -1, c.n) * (e + r * d) % c.n


def by_scalars(c, name, u1, u2, d):
    """A hash and signature for the key dG, whose check calculates u1 G + u2 dG. Valid, unless that is infinity."""
    u1, u2, d = u1 % c.n, u2 % c.n, d % c.n
    key = c.times(d, c.g)
    point = c.add(c.times(u1, c.g), c.times(u2, key))
    r = 12345 if point is None else point[0] % c.n
    s = r * pow(u2, -1, c.n) % c.n
    verify(c, name, u1 * s % c.n, r, s, key, point is not None)


LABEL, CURVE = {K1: "secp256k1", R1: "secp256r1"}, {K1: 0, R1: 1}
RFC6979 = [  # P-256 with SHA-256
    (b"sample", 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716, 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8),
    (b"test", 0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367, 0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083)]


def ecdsa(c):
    n, p, g = c.n, c.p, c.g
    most = 2**256 - 1
    d = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721  # RFC 6979, A.2.5
    key = c.times(d, g)
    for message, r, s in RFC6979:
        digest = hashlib.sha256(message).digest()
        signature = sign(c, d, digest)
        if c is R1:
            assert signature == (r, s)
        verify(c, f"RFC 6979's nonce, {message.decode()}", int.from_bytes(digest, "big"), *signature, key, True)
    for i in range(12):
        secret, digest = rng.randrange(1, n), rng.randbytes(32)
        r, s = sign(c, secret, digest)
        e, public = int.from_bytes(digest, "big"), c.times(secret, g)
        verify(c, "random", e, r, s, public, True)
        if i < 4:
            verify(c, "other hash", e ^ 1 << rng.randrange(256), r, s, public, False)
            verify(c, "other r", e, r ^ 1 << rng.randrange(250), s, public, False)
            verify(c, "other s", e, r, s ^ 1 << rng.randrange(250), public, False)
            verify(c, "other key", e, r, s, key, False)
            verify(c, "negated key", e, r, s, negative(c, public), False)
            verify(c, "twin", e, r, n - s, public, True)
            verify(c, "low s wanted", e, r, min(s, n - s), public, True, 1)
            verify(c, "low s wanted, high s", e, r, max(s, n - s), public, False, 1)
            verify(c, "r and s exchanged", e, s, r, public, False)
            found = [recover(c, f"random, {w}", e, r, s, w) for w in range(4)]
            assert public in found

    # Ranges.
    e = int.from_bytes(hashlib.sha256(b"range").digest(), "big")
    r, s = sign(c, d, be(e))
    verify(c, "as it should be", e, r, s, key, True)
    for value, name in ((0, "0"), (n, "n"), (n + 1, "n + 1"), (p, "p"), (p - n, "p - n"), (most, "2^256 - 1"), (1, "1"), (n - 1, "n - 1")):
        verify(c, f"r = {name}", e, value, s, key, False)
        verify(c, f"s = {name}", e, r, value, key, False)
        verify(c, f"r = s = {name}", e, value, value, key, False)
        recover(c, f"r = {name}", e, value, s, 0)
        recover(c, f"s = {name}", e, r, value, 0)
    for value in (r + n, r - n, n - r):
        if 0 <= value <= most:
            verify(c, "r plus or minus n", e, value, s, key, False)
    for value in (s + n, s - n):
        if 0 <= value <= most:
            verify(c, "s plus or minus n", e, r, value, key, False)
    for s_made, name in ((1, "1"), (2, "2"), (n - 1, "n - 1"), (n // 2, "n/2"), (n // 2 + 1, "n/2 + 1")):
        k = rng.randrange(1, n)
        r_made = c.times(k, g)[0] % n
        e_made = (s_made * k - r_made * d) % n
        verify(c, f"s = {name} that fits", e_made, r_made, s_made, key, True)
        verify(c, f"s = {name} that fits, low s wanted", e_made, r_made, s_made, key, s_made <= n // 2, 1)
    recover(c, "no such recovery_id", e, r, s, 4, holds=False)
    recover(c, "no such recovery_id", e, r, s, 0xFFFFFFFE, holds=False)
    recover(c, "low s wanted, high s", e, r, max(s, n - s), 0, 1, holds=False)

    # Hashes.
    for value, name in ((0, "0"), (1, "1"), (n - 1, "n - 1"), (n, "n"), (n + 1, "n + 1"), (most, "2^256 - 1"), (p, "p")):
        verify(c, f"hash = {name}", value, *sign(c, d, be(value)), key, True)
    r, s = sign(c, d, be(5))
    verify(c, "hash = n + 5 for 5", n + 5, r, s, key, True)

    # x of the nonce's point at or above n: r is x - n. The key is made from the signature.
    key_for = lambda point, e, r, s: c.add(c.times(-e * pow(r, -1, n) % n, g), c.times(s * pow(r, -1, n) % n, point))
    e, s = rng.randrange(n), rng.randrange(1, n)
    x = next(v for v in range(n + 1, p) if lift(c, v))
    point = lift(c, x)
    verify(c, "r is x - n", e, x - n, s, key_for(point, e, x - n, s), True)
    verify(c, "r is x - n, sign of nonce", e, x - n, s, key_for(negative(c, point), e, x - n, s), True)
    verify(c, "x at or above n as r", e, x, s, key_for(point, e, x - n, s), False)
    for which in range(4):
        recover(c, f"r is x - n, {which}", e, x - n, s, which, holds=True if which > 1 else None)
    x = next(v for v in range(p - 1, n, -1) if lift(c, v))
    verify(c, "r is x - n, the highest x", e, x - n, s, key_for(lift(c, x), e, x - n, s), True)
    x = next(v for v in range(p - n - 1, 0, -1) if lift(c, v))
    verify(c, "r is x, r + n below p", e, x, s, key_for(lift(c, x), e, x, s), True)
    x = next(v for v in range(1, p) if lift(c, v))
    verify(c, "r + n is x + p", e, x + p - n, s, key_for(lift(c, x), e, x + p - n, s), False)
    recover(c, "r + n at or above p", e, x + p - n, s, 2, holds=False)
    x = next(v for v in range(2, p) if not lift(c, v))
    recover(c, "r is no x", e, x, s, 0, holds=False)
    recover(c, "r + n is no x", e, next(v for v in range(1, p - n) if not lift(c, v + n)), s, 3, holds=False)
    point = c.times(7, g)
    recover(c, "the key would be infinity", s * 7 % n, point[0] % n, s, point[1] & 1, holds=False)
    recover(c, "hash 0", 0, point[0] % n, s, point[1] & 1, holds=True)
    recover(c, "hash n", n, point[0] % n, s, point[1] & 1, holds=True)

    # Infinity and equal summands, at the end and on the way.
    by_scalars(c, "u1 G = -u2 Q", 5, n - 5 * pow(9, -1, n), 9)
    by_scalars(c, "u1 G = u2 Q", 5, 5 * pow(9, -1, n), 9)
    u = rng.randrange(1, n)
    by_scalars(c, "u1 G = -u2 Q, random", u * d, n - u, d)
    by_scalars(c, "u1 G = u2 Q, random", u * d, u, d)
    for factor, name in [(k, str(k)) for k in (1, 2, 3, 5, 15, 17, 31, 33, 63)] + [(2**128, "2^128"), (3 * 2**128, "3 2^128"), (LAMBDA, "lambda"),
                         (LAMBDA**2, "lambda^2"), (LAMBDA + 1, "lambda + 1"), (pow(2, -1, n), "1/2"), (pow(3, -1, n), "1/3"), (2**127, "2^127")]:
        for sign_of, mark in ((1, ""), (-1, "-")):
            by_scalars(c, f"key {mark}{name} G, u1 = u2 = 1", 1, 1, sign_of * factor)
            by_scalars(c, f"key {mark}{name} G, u1 = {name}, u2 = 1", factor, 1, sign_of * factor)
    for sign_of, mark in ((1, ""), (-1, "-")):
        by_scalars(c, f"key {mark}G, random", u, 3 * u + 1, sign_of)
        by_scalars(c, f"key {mark}G, sum infinity", u, -sign_of * u, sign_of)
        by_scalars(c, f"key {mark}G, sum twice", u, sign_of * u, sign_of)
        by_scalars(c, f"key {mark}G/u, digits that meet", 3, 5, sign_of * 3 * pow(5, -1, n))
        by_scalars(c, f"key {mark}G, 2^128", 2**128, 1, sign_of * 2**128)
        by_scalars(c, f"key {mark}lambda G, 1 and lambda", 1, LAMBDA, sign_of * pow(LAMBDA, -1, n))
        by_scalars(c, f"key {mark}G, lambda", 0, LAMBDA + 1, sign_of)
        by_scalars(c, f"key {mark}G, lambda and what undoes it", LAMBDA + 1, LAMBDA + 1, -sign_of)
    # Scalars with long runs, borders of the windows, of the halves and of the endomorphism.
    scalars = [1, 2, 3, n - 1, n - 2, 2**128 - 1, 2**128, 2**128 + 1, 2**127, 2**255, 2**255 - 1, n // 2, n // 2 + 1, LAMBDA, n - LAMBDA, LAMBDA**2 % n,
               int("5" * 63, 16), int("a" * 63, 16), int("f0" * 31, 16), 2**64 - 1, 2**192, n - 2**128, 0x3086D221A7D46BCDE86C90E49284EB15,
               0xE4437ED6010E88286F547FA90ABFE4C3, 0x114CA50F7A8E2F3F657C1108D9D44CFD8]
    for i, u2 in enumerate(scalars):
        by_scalars(c, f"u2 = {u2:#x}", scalars[-1 - i], u2, d)
        by_scalars(c, f"u2 = {u2:#x}, u1 = 0", 0, u2, d)

    # Keys.
    e, s = rng.randrange(n), rng.randrange(1, n)
    for x in range(1, 40):
        point = lift(c, x)
        if point is None:
            continue
        point = c.times(rng.randrange(1, n), point) if x > 8 else point
        k = rng.randrange(1, n)
        # r and s for a key of unknown secret: R = a G + b Q, r = x(R), s = r/b, e = a r/b.
        b = rng.randrange(1, n)
        nonce = c.add(c.times(k, g), c.times(b, point))
        r = nonce[0] % n
        s = r * pow(b, -1, n) % n
        e = k * s % n
        verify(c, f"key of small x {x}" if x <= 8 else "key of unknown secret", e, r, s, point, True)
        if x <= 8:
            verify(c, f"key of small x {x}, plus p", e, r, s, (x + p, point[1]), False)
            verify(c, f"key of small x {x}, minus y", e, r, s, negative(c, point), False)
            verify(c, f"key of small x {x}, y + 1", e, r, s, (x, point[1] + 1), False)
    if c is K1:
        # p is 7 modulo 9: cube roots are powers.
        for y in range(1, 60):
            x = pow(y * y - 7, (p + 2) // 9, p)
            if (x**3 + 7 - y * y) % p == 0 and y + p <= most:
                point = (x, y)
                nonce = c.add(c.times(3, g), c.times(5, point))
                r = nonce[0] % n
                s = r * pow(5, -1, n) % n
                verify(c, f"key of small y {y}", 3 * s % n, r, s, point, True)
                verify(c, f"key of small y {y}, plus p", 3 * s % n, r, s, (x, y + p), False)
                break
    r, s = sign(c, d, be(1))
    off = next(v for v in range(2, p) if not lift(c, v))
    for point, name in (((0, 0), "zero"), ((0, 1), "(0, 1)"), ((key[0], (key[1] + 1) % p), "off the curve"), ((key[0], 0), "y = 0"),
                        ((key[1], key[0]), "exchanged"), ((p, key[1]), "x = p"), ((key[0], p), "y = p"), ((most, most), "all ones"),
                        ((off, 1), "on the twist")):
        verify(c, f"key {name}", 1, r, s, point, False)


# Ed25519

Q, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, Q) % Q
ROOT = pow(2, (Q - 1) // 4, Q)


def ed_add(s, t):
    e = D * s[0] * t[0] * s[1] * t[1]
    return (s[0] * t[1] + s[1] * t[0]) * pow(1 + e, -1, Q) % Q, (s[1] * t[1] + s[0] * t[0]) * pow(1 - e, -1, Q) % Q


def ed_times(k, s):
    r = (0, 1)
    while k:
        if k & 1:
            r = ed_add(r, s)
        s, k = ed_add(s, s), k >> 1
    return r


def ed_x(y, sign_bit):
    u = (y * y - 1) * pow(D * y * y + 1, -1, Q) % Q
    x = pow(u, (Q + 3) // 8, Q)
    if (x * x - u) % Q:
        x = x * ROOT % Q
    if (x * x - u) % Q or x == 0 and sign_bit:
        return None
    return x if x & 1 == sign_bit else Q - x


def ed_encode(s):
    return le(s[1] | (s[0] & 1) << 255, 32)


def ed_decode(b):
    v = int.from_bytes(b, "little")
    y, bit = v & (1 << 255) - 1, v >> 255
    if y >= Q:
        return None
    x = ed_x(y, bit)
    return None if x is None else (x, y)


B = (ed_x(4 * pow(5, -1, Q) % Q, 0), 4 * pow(5, -1, Q) % Q)


def ed_challenge(r, key, message):
    return int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L


def ed_secret(seed):
    h = hashlib.sha512(seed).digest()
    return (int.from_bytes(h[:32], "little") & (1 << 254) - 8) | 1 << 254, h[32:]


def ed_sign(seed, message):
    a, prefix = ed_secret(seed)
    key = ed_encode(ed_times(a, B))
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    commitment = ed_encode(ed_times(r, B))
    return key, commitment + le((r + ed_challenge(commitment, key, message) * a) % L, 32)


def ed_holds(key, signature, message, flags):
    s = int.from_bytes(signature[32:], "little")
    a = ed_decode(key)
    if s >= L or a is None or flags & 1 and ed_times(8, a) == (0, 1):
        return False
    minus_a = (Q - a[0], a[1])
    return ed_encode(ed_add(ed_times(s, B), ed_times(ed_challenge(signature[:32], key, message), minus_a))) == signature[:32]


def ed_verify(name, key, signature, message, holds=None, flags=0):
    expected = ed_holds(key, signature, message, flags)
    assert holds is None or holds == expected, name
    case(f"ed25519: {name}", le(4) + le(flags) + key + signature + le(len(message)) + message, yes(expected))


RFC8032 = [  # seed, message, start of key and of signature
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "", "d75a980182b10ab7d54bfed3c964073a", "e5564300c360ac729086e2cc806e828a"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72", "3d4017c3e843895a92b70aa74d1b7ebc", "92a009a9f0d4cab8720e820b5f642540"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82", "fc51cd8e6218a1a38da47ed00230f058", "6291d657deec24024827e69c3abe01a3")]


def ed25519():
    for seed, message, key_start, start in RFC8032:
        key, signature = ed_sign(bytes.fromhex(seed), bytes.fromhex(message))
        assert key.hex().startswith(key_start) and signature.hex().startswith(start), seed
        ed_verify(f"RFC 8032, message {message or 'empty'}", key, signature, bytes.fromhex(message), True)
    for n in (1, 31, 47, 48, 63, 64, 65, 127, 128, 175, 176, 300, 1023):
        message = rng.randbytes(n)
        key, signature = ed_sign(rng.randbytes(32), message)
        ed_verify(f"random, {n} bytes", key, signature, message, True, n & 1)
    message = b"the quick brown fox"
    seed = rng.randbytes(32)
    a, _ = ed_secret(seed)
    key, signature = ed_sign(seed, message)
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    for bit in (0, 7, 100, 254, 255):
        ed_verify(f"bit {bit} of R", key, (int.from_bytes(r, "little") ^ 1 << bit).to_bytes(32, "little") + signature[32:], message, False)
        ed_verify(f"bit {bit} of s", key, r + le(s ^ 1 << bit, 32), message, False)
        ed_verify(f"bit {bit} of the key", (int.from_bytes(key, "little") ^ 1 << bit).to_bytes(32, "little"), signature, message, False)
    ed_verify("other message", key, signature, message + b".", False)
    for i in range(1, 15):
        ed_verify(f"s + {i} L", key, r + le(s + i * L, 32), message, False)
    for value, name in ((0, "0"), (1, "1"), (L - 1, "L - 1"), (L, "L"), (L + 1, "L + 1"), (2**252, "2^252"), (2**256 - 1, "2^256 - 1"), (L - s, "L - s")):
        ed_verify(f"s = {name}", key, r + le(value, 32), message, False)
        # s that fits s = value: R = [s]B with a key of small order 1.
        one = ed_encode((0, 1))
        ed_verify(f"key (0, 1), s = {name}", one, ed_encode(ed_times(value, B)) + le(value, 32), message, value < L)
        ed_verify(f"key (0, 1), s = {name}, small orders refused", one, ed_encode(ed_times(value, B)) + le(value, 32), message, False, 1)

    # Points of small order, and sums with them.
    y8 = next(y for y in small_order_y())
    eighth = (ed_x(y8, 0), y8)
    small = [ed_times(i, eighth) for i in range(8)]
    assert len(set(small)) == 8 and ed_times(8, eighth) == (0, 1)
    for i, point in enumerate(small):
        encoded = ed_encode(point)
        ed_verify(f"key {i} eighths, R = (0, 1), s = 0", encoded, ed_encode((0, 1)) + bytes(32), message)
        # A message that the same signature fits, made by trying.
        for j in range(100):
            m = b"message %d" % j
            k = ed_challenge(ed_encode(ed_times(5, B)), encoded, m)
            if ed_times(k, point) == (0, 1):
                ed_verify(f"key {i} eighths, signature that fits", encoded, ed_encode(ed_times(5, B)) + le(5, 32), m, True)
                ed_verify(f"key {i} eighths, signature that fits, small orders refused", encoded, ed_encode(ed_times(5, B)) + le(5, 32), m, False, 1)
                break
        ed_verify(f"R of small order {i}", key, encoded + le(ed_challenge(encoded, key, message) * a % L, 32), message)
        mixed = ed_encode(ed_add(ed_times(a, B), point))
        commitment = ed_encode(ed_times(77, B))
        ed_verify(f"key plus {i} eighths", mixed, commitment + le((77 + ed_challenge(commitment, mixed, message) * a) % L, 32), message, flags=1)
        commitment = ed_encode(ed_add(ed_times(77, B), point))
        ed_verify(f"R plus {i} eighths", key, commitment + le((77 + ed_challenge(commitment, key, message) * a) % L, 32), message, i == 0)
    # Keys that are multiples of B by numbers that the windows meet.
    for d in (1, 2, 3, 5, 15, 63, L - 1, L - 3):
        k_bytes = ed_encode(ed_times(d, B))
        commitment = ed_encode(ed_times(9, B))
        ed_verify(f"key {d:#x} B", k_bytes, commitment + le((9 + ed_challenge(commitment, k_bytes, message) * d) % L, 32), message, True)
        commitment = ed_encode((0, 1))
        ed_verify(f"key {d:#x} B, R = (0, 1)", k_bytes, commitment + le(ed_challenge(commitment, k_bytes, message) * d % L, 32), message, True)

    # Encodings that are not canonical, with signatures that fit what they would decode to.
    for y in range(19):
        for bit in (0, 1):
            x = ed_x(y, bit)
            for value, name in ((y, ""), (y + Q, " plus p")):
                encoded = le(value | bit << 255, 32)
                ed_verify(f"key y = {y}{name}, sign {bit}", encoded, ed_encode((0, 1)) + bytes(32), message, None if name == "" and x is not None else False)
                if x is not None and ed_times(8, (x, y)) == (0, 1):
                    t = ed_challenge(encoded, key, message) * a % L
                    if name:
                        ed_verify(f"R y = {y}{name}, sign {bit}", key, encoded + le(t, 32), message, False)
    ed_verify("key x = 0 with a sign", le(1 | 1 << 255, 32), ed_encode((0, 1)) + bytes(32), message, False)
    ed_verify("key y = -1, x = 0 with a sign", le(Q - 1 | 1 << 255, 32), ed_encode((0, 1)) + bytes(32), message, False)
    ed_verify("R x = 0 with a sign", key, le(1 | 1 << 255, 32) + le(ed_challenge(le(1 | 1 << 255, 32), key, message) * a % L, 32), message, False)
    ed_verify("key all ones", b"\xff" * 32, signature, message, False)
    for n in list(range(0, 260, 17)) + [111, 112, 127, 128, 129, 239, 240, 256]:
        data = rng.randbytes(n)
        case(f"sha512: {n} bytes", le(6) + le(n) + data, hashlib.sha512(data).digest())


def small_order_y():
    """y of a point of order 8: L times a point, until that has order 8."""
    for y in range(2, 100):
        x = ed_x(y, 0)
        if x is None:
            continue
        point = ed_times(L, (x, y))
        if ed_times(4, point) != (0, 1):
            yield point[1]


# RSA

DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def is_prime(n):
    if any(n % q == 0 for q in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
        return False
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for base in (2, 3, 5, 7, 11, 13):
        x = pow(base, d, n)
        if x in (1, n - 1):
            continue
        if not any((x := x * x % n) == n - 1 for _ in range(s - 1)):
            return False
    return True


def prime(start, e):
    """The first one from start on that e does not divide, less one."""
    n = start | 1
    while n % e == 1 or not is_prime(n):
        n += 2
    return n


class Rsa:
    """A key; or, with one prime, a modulus that makes the same calculation but no secret."""

    def __init__(self, bits, e, primes):
        self.n, self.bits, self.e, order = 1, bits, e, 1
        for q in primes:
            self.n *= q
            order *= q - 1
        assert self.n.bit_length() == bits
        self.d = pow(e, -1, order)

    @staticmethod
    def random(bits, e):
        return Rsa(bits, e, [prime(rng.getrandbits(bits // 2) | 3 << bits // 2 - 2, e) for _ in range(2)])

    def raw(self, encoded):
        return pow(int.from_bytes(encoded, "big"), self.d, self.n)


def emsa(size, digest, info=DIGEST_INFO, block=b"\0\1", padding=None, zero=b"\0", after=b""):
    tail = zero + info + digest + after
    return block + (b"\xff" * (size - len(block) - len(tail)) if padding is None else padding) + tail


def rsa_holds(n, size, e, s, digest, flags):
    if size not in (256, 384, 512) or not (e == 65537 or e == 3 and flags & 1) or n % 2 == 0 or n.bit_length() != 8 * size or s >= n:
        return False
    return be(pow(s, e, n), size) == emsa(size, digest)


def rsa_verify(name, key, s, digest, holds=None, flags=0, e=None, n=None, size=None):
    size, n, e = size or key.bits // 8, key.n if n is None else n, key.e if e is None else e
    expected = rsa_holds(n, size, e, s, digest, flags)
    assert holds is None or holds == expected, name
    case(f"rsa {8 * size}: {name}", le(5) + le(flags) + le(size) + le(e) + be(n, size) + be(s, size) + digest, yes(expected))


def cube_root(n):
    x = 1 << (n.bit_length() + 2) // 3
    while True:
        y = (2 * x + n // (x * x)) // 3
        if y >= x:
            return x
        x = y


def rsa():
    key = Rsa.random(2048, 65537)
    digest = lambda text: hashlib.sha256(text).digest()
    h = digest(b"message")
    s = key.raw(emsa(256, h))
    rsa_verify("as it should be", key, s, h, True)
    rsa_verify("other hash", key, s, digest(b"other"), False)
    rsa_verify("one bit of s", key, s ^ 1 << 700, h, False)
    rsa_verify("-s", key, key.n - s, h, False)
    rsa_verify("s + n", key, s + key.n, h, False) if s + key.n < 2**2048 else None
    for value, name in ((0, "0"), (1, "1"), (key.n - 1, "n - 1"), (key.n, "n"), (2**2048 - 1, "2^2048 - 1")):
        rsa_verify(f"s = {name}", key, value, h, False)
    for i in range(3):
        other = digest(b"%d" % i)
        rsa_verify("random", key, key.raw(emsa(256, other)), other, True, i & 1)
    null_less = bytes.fromhex("302f300b0609608648016503040201") + bytes.fromhex("0420")
    sha1 = bytes.fromhex("3021300906052b0e03021a05000414")
    long_form = bytes.fromhex("308131300d060960864801650304020105000420")
    for name, encoded in (
            ("no NULL", emsa(256, h, null_less)), ("SHA-1's name", emsa(256, h[:20], sha1)),
            ("SHA-384's name", emsa(256, h, DIGEST_INFO.replace(b"\x02\x01\x05", b"\x02\x02\x05"))),
            ("long form of a length", emsa(256, h, long_form)), ("no DigestInfo", emsa(256, h, b"")), ("block type 2", emsa(256, h, block=b"\0\2")),
            ("block type 0", emsa(256, h, block=b"\0\0")), ("no leading zero", emsa(256, h, block=b"\1\1")),
            ("no zero before DigestInfo", emsa(256, h, zero=b"\xff")), ("a zero in the padding", emsa(256, h).replace(b"\xff\xff", b"\xff\0", 1)),
            ("padding not all ones", emsa(256, h).replace(b"\xff", b"\xfe", 1)), ("padding of zeros", emsa(256, h, padding=bytes(202))),
            ("one byte after the hash", emsa(256, h, after=b"\0")),
            ("garbage after the hash, padding of 8", emsa(256, h, padding=b"\xff" * 8, after=rng.randbytes(194))),
            ("garbage after the hash, no padding", emsa(256, h, padding=b"", after=rng.randbytes(202))),
            ("short padding, shifted", emsa(256, h, padding=b"\xff" * 8, block=bytes(194) + b"\0\1")),
            ("hash one byte short", emsa(256, h[:31])),
            ("parameters with garbage", emsa(256, h, bytes.fromhex("3039301506096086480165030402010508") + bytes(8) + b"\4\x20")),
            ("hash first", h + emsa(256, h)[32:]), ("all ones", b"\0\1" + b"\xff" * 254)):
        assert len(encoded) == 256, name
        value = int.from_bytes(encoded, "big")
        rsa_verify(name, key, key.raw(encoded) if value < key.n else value, h, False)
    rsa_verify("exponent 3 that nobody asked for", key, s, h, False, e=3)
    for e in (0, 1, 2, 4, 17, 65536, 65539, 2**32 - 1):
        rsa_verify(f"exponent {e}", key, s, h, False, 1, e=e)
    rsa_verify("exponent 1, the padded hash itself", key, int.from_bytes(emsa(256, h), "big"), h, False, 1, e=1)
    rsa_verify("even modulus", key, s, h, False, n=key.n - 1)
    rsa_verify("modulus without its highest bit", key, s & (1 << 2046) - 1, h, False, n=key.n & (1 << 2047) - 1)
    rsa_verify("modulus 0", key, 0, h, False, n=0)
    rsa_verify("modulus 1", key, 0, h, False, n=1)
    for size in (0, 1, 255, 257, 320):
        case(f"rsa: size {size}", le(5) + le(1) + le(size) + le(65537) + b"\xff" * size + b"\1" * size + h, b"\0")

    # Exponent 3: Bleichenbacher's forgeries, cube roots without the secret.
    three = Rsa.random(2048, 3)
    s = three.raw(emsa(256, h))
    rsa_verify("exponent 3", three, s, h, False)
    rsa_verify("exponent 3 as asked", three, s, h, True, 1)
    for padding in (0, 1, 8, 30):
        front = b"\0\1" + b"\xff" * padding + b"\0" + DIGEST_INFO + h
        forged = cube_root(int.from_bytes(front + b"\xff" * (256 - len(front)), "big"))
        assert be(forged**3, 256).startswith(front)
        rsa_verify(f"cube root with garbage after the hash, padding of {padding}", three, forged, h, False, 1)
    odd_h = next(v for v in (digest(b"%d" % i) for i in range(9)) if v[31] & 1)
    tail = b"\0" + DIGEST_INFO + odd_h
    value, root = int.from_bytes(tail, "big"), 1
    for i in range(8 * len(tail)):
        if (root**3 - value) >> i & 1:
            root |= 1 << i
    root &= (1 << 8 * len(tail)) - 1
    assert be(pow(root, 3, 2**(8 * len(tail))), len(tail)) == tail
    rsa_verify("cube root with the right end", three, root, odd_h, False, 1)

    # Other lengths, and moduli whose limbs are extreme: one prime, so that signatures can be made.
    for bits in (3072, 4096):
        other = Rsa.random(bits, 65537)
        s = other.raw(emsa(bits // 8, h))
        rsa_verify("as it should be", other, s, h, True)
        rsa_verify("other hash", other, s, digest(b"other"), False)
        rsa_verify("s = n", other, other.n, h, False)
    ones = 2**256 - 1
    for start, name in ((2**2048 - 2**64, "near 2^2048"), (2**2047, "near 2^2047"), (2**2048 - 2**1792, "ones, then zeros"),
                        (2**2047 + 2**1792 - 2**256, "half, then ones"), ((2**2048 - 1) // (2**512 - 1) * ones, "limbs of zeros and ones"),
                        ((2**2048 - 1) // (2**512 - 1) * (ones << 256), "limbs of ones and zeros"),
                        (2**2048 - 2**2040 + 2**1792 - 1, "255 bits and ones")):
        if start.bit_length() < 2048:
            start |= 1 << 2047
        q = Rsa(2048, 65537, [prime(start, 65537)])
        for i in range(2):
            other = digest(name.encode() + b"%d" % i)
            rsa_verify(f"modulus {name}", q, q.raw(emsa(256, other)), other, True)
        rsa_verify(f"modulus {name}, s = n - 1", q, q.n - 1, h, False)


# What qemu says

def run(path):
    """Runs all records at once, or one by one from the first that is wrong on."""
    vectors = json.load(open(PATH))["vectors"]
    total = b"".join(bytes.fromhex(v["input"]) for v in vectors)
    expected = b"".join(bytes.fromhex(v["journal"]) for v in vectors)
    if journal(path, total) == expected:
        return len(vectors), 0
    failed = 0
    for v in vectors:
        got = journal(path, bytes.fromhex(v["input"]))
        if got != bytes.fromhex(v["journal"]):
            print(f"{os.path.basename(path)}: {v['name']}: {got.hex()}, not {v['journal']}")
            failed += 1
    return len(vectors) - failed, failed


def journal(path, data):
    with tempfile.TemporaryFile() as out:
        subprocess.run(["sh", "-c", f'exec 3>&{out.fileno()}; exec qemu-riscv32 "$0"', path], input=data, stdout=subprocess.DEVNULL, pass_fds=[out.fileno()])
        out.seek(0)
        return out.read()


def main():
    if sys.argv[1:2] == ["--run"] and len(sys.argv) > 2:
        results = [run(path) for path in sys.argv[2:]]
        passed, failed = (sum(r[i] for r in results) for i in (0, 1))
        print(f"{passed} passed, {failed} failed")
        sys.exit(failed != 0 or passed == 0)
    if sys.argv[1:]:
        sys.exit(__doc__)
    numbers()
    ecdsa(K1)
    ecdsa(R1)
    ed25519()
    rsa()
    with open(PATH, "w", newline="\n") as f:
        about = "Written by tools/signature_vectors.py, which names the sources. input: one record for the guest `signatures`; hex."
        f.write(json.dumps({"about": about, "vectors": CASES}, indent=0) + "\n")
    print(f"{len(CASES)} vectors")


if __name__ == "__main__":
    main()
