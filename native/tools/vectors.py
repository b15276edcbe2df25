#!/usr/bin/env python3
"""Writes guests/vectors.json: inputs with the expected journal, exit code and
instruction count of every guest. Each is run by qemu-riscv32 and by rv32im.py, and
compared with a plain Python reference where there is one.

    vectors.py            rewrites the file
    vectors.py --check    compares with it; non-zero if anything differs
"""

import base64
import hashlib
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # leave no __pycache__ in the tree
import rv32im
import signature_vectors as signatures
from curve_tables import K1, R1

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


def ref_keccak256(data):
    state, padded = {}, bytearray(data + b"\1" + bytes(-(len(data) + 1) % rv32im.RATE))
    padded[-1] |= 0x80
    for at in range(0, len(padded), rv32im.RATE):
        for i in range(rv32im.RATE):
            state[i] = state.get(i, 0) ^ padded[at + i]
        rv32im.permute(state, 0)
    return 0, bytes(state[i] for i in range(32))


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


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def ref_merkle_path(data):
    depth, position = struct.unpack("<II", data[:8]) if len(data) >= 8 else (0, 0)
    if depth > 32 or position >> depth or len(data) != 72 + 32 * depth:
        return 2, b""
    node = sha256(b"\0", data[8:40])
    for level in range(depth):
        sibling = data[72 + 32 * level:][:32]
        node = sha256(b"\1", sibling, node) if position >> level & 1 else sha256(b"\1", node, sibling)
    return 0, node + data[40:72]


def ref_password_policy(data):
    salt, rest = data[:32], data[32:]
    if len(rest) < 8:
        return 2, b""
    shortest, longest, required, variety, size = struct.unpack("<BBBBI", rest[:8])
    listed, rest = rest[8:8 + size], rest[8 + size:]
    if not 1 <= shortest <= longest <= 128 or required > 15 or variety > 4 or size > 65536 or len(listed) != size or not rest or rest[0] > 128 or len(rest) != 1 + rest[0]:
        return 2, b""
    password, entries, at = rest[1:], [], 0
    while at < size:
        entries.append(listed[at + 1:at + 1 + listed[at]])
        if not 1 <= listed[at] <= 128 or len(entries[-1]) != listed[at] or entries[-1] != entries[-1].lower():
            return 2, b""
        at += 1 + listed[at]
    if any(not 0x20 <= c <= 0x7e for text in entries + [password] for c in text):
        return 2, b""
    classes = {1 if c.islower() else 2 if c.isupper() else 4 if c.isdigit() else 8 for c in password.decode()}
    if not shortest <= len(password) <= longest or required & ~sum(classes) or len(classes) < variety or password.lower() in entries:
        return 3, b""
    return 0, sha256(b"fastzk.password_policy.v1 commitment", salt, password) + sha256(b"fastzk.password_policy.v1 policy", data[32:40], listed)


class Number(str):
    """A number's text."""


def strict_json(text):
    """Python's own parser, with what it lets pass refused."""
    def depth(value):
        return 1 + max(map(depth, value.values() if isinstance(value, dict) else value), default=0) if isinstance(value, (dict, list)) else 0

    def unique(pairs):
        if len({k for k, _ in pairs}) != len(pairs):
            raise ValueError("duplicate key")
        return dict(pairs)

    def refuse(name):
        raise ValueError(name)

    value = json.loads(text.decode(), object_pairs_hook=unique, parse_int=Number, parse_float=Number, parse_constant=refuse)
    json.dumps(value, ensure_ascii=False).encode()  # raises where a surrogate stands alone
    if depth(value) > 32:
        raise ValueError("too deep")
    return value


def ref_json_field(data):
    salt, texts, rest = data[:32], [], data[32:]
    for most in (1024, 65536):
        size = int.from_bytes(rest[:4], "little")
        texts.append(rest[4:4 + size])
        if len(rest) < 4 or size > most or len(texts[-1]) != size:
            return 2, b""
        rest = rest[4 + size:]
    path, document = texts
    try:
        value = strict_json(document)
        tokens = path.decode().split("/")
    except ValueError:
        return 2, b""
    if rest or tokens[0] or re.search(b"~(?![01])", path):
        return 2, b""
    for token in tokens[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and re.fullmatch("0|[1-9][0-9]*", token) and int(token) < len(value):
            value = value[int(token)]
        else:
            return 3, b""
    if isinstance(value, (dict, list)):
        return 3, b""
    kind = 2 if isinstance(value, Number) else 1 if isinstance(value, str) else {True: 3, False: 4, None: 5}[value]
    shown = value.encode() if kind < 3 else b""
    return 0, sha256(b"fastzk.json_field.v1", salt, document) + le32(len(path)) + path + le32(kind) + le32(len(shown)) + shown


def ref_rust_sdk(data):
    if len(data) != 1:
        return 2, b""
    b = data[0]
    if b:
        return {1: 101, 2: 101, 3: 101, 4: 101, 5: 101, 6: 66}.get(b, b), le32(b)
    state, words, count = 1, [], {}
    for _ in range(200):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        words.append(state >> 16)
        count[state >> 28] = count.get(state >> 28, 0) + 1
    total = sum(w * (i + 1) for i, w in enumerate(sorted(words))) & 0xFFFFFFFF
    return 0, le32(0) + le32(total) + le32(len(count) + 100 * sum(count.values()))


def ref_template(data):
    if len(data) != 8:
        return 2, b""
    a, b = struct.unpack("<II", data)
    return (2, b"") if a < 2 or b < 2 else (0, (a * b).to_bytes(8, "little"))


def merkle_cases(rng):
    """Every position of a tree of eight, and what is not of the form."""
    leaves = [rng.randbytes(32) for _ in range(8)]
    levels = [[sha256(b"\0", leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        levels.append([sha256(b"\1", a, b) for a, b in zip(levels[-1][::2], levels[-1][1::2])])
    context = rng.randbytes(32)
    proof = lambda i: le32(3) + le32(i) + leaves[i] + context + b"".join(level[(i >> k) ^ 1] for k, level in enumerate(levels[:3]))
    assert {ref_merkle_path(proof(i)) for i in range(8)} == {(0, levels[3][0] + context)}
    deep = lambda depth, position: le32(depth) + le32(position) + rng.randbytes(64 + 32 * depth)
    return [(f"leaf {i} of 8", proof(i)) for i in range(8)] + [
        ("one leaf", le32(0) + le32(0) + leaves[0] + context), ("depth 32", deep(32, 0xDEADBEEF)),
        # A node shown as a leaf, with a path that is one shorter: another root.
        ("a node is no leaf", le32(2) + le32(0) + levels[1][0] + context + levels[1][1] + levels[2][1]),
        ("position beyond the tree", deep(3, 8)), ("position in a tree of one", le32(0) + le32(1) + leaves[0] + context), ("depth 33", deep(33, 0)),
        ("depth 2^32 - 1", le32(0xFFFFFFFF) + le32(0) + leaves[0] + context), ("empty", b""), ("header only", le32(3) + le32(0)), ("no leaf", deep(0, 0)[:39]),
        ("no context", deep(0, 0)[:71]), ("short", proof(5)[:-1]), ("long", proof(5) + b"\0")]


def password_cases(rng):
    salt = rng.randbytes(32)
    entries = lambda *words: b"".join(bytes([len(w)]) + w for w in words)
    def case(password, listed=entries(b"password1!", b"letmein", b"qwertz123"), shortest=10, longest=64, required=0b0101, variety=3):
        return salt + bytes([shortest, longest, required, variety]) + le32(len(listed)) + listed + bytes([len(password)]) + password
    good = case(b"correct Horse 7")
    return [
        ("good", good), ("shortest", case(b"abcdefgh 1")), ("longest", case(b"a1 " + 61 * b"x")), ("no list", case(b"correct Horse 7", b"")),
        ("another salt", bytes(32) + good[32:]), ("anything goes", case(b"x", b"", 1, 128, 0, 0)), ("128 long", case(127 * b"~" + b" ", b"", 1, 128, 8, 1)),
        ("all four classes", case(b"aA0-", b"", 4, 4, 15, 4)), ("part of an entry", case(b"Password1", shortest=5)), ("more than an entry", case(b"password1!!")),
        ("too short", case(b"Horse 7ab")), ("too long", case(b"a1 " + 62 * b"x")), ("no digit", case(b"correct Horse")), ("no small letter", case(b"CORRECT HORSE 7")),
        ("two classes", case(b"correcthorse7")), ("on the list", case(b"password1!")), ("on the list but for case", case(b"PassWord1!")), ("empty password", case(b"")),
        ("not ASCII", case("größer als 7".encode())), ("control character", case(b"correct\tHorse 7")), ("capital on the list", case(b"correct Horse 7", entries(b"Letmein"))),
        ("empty entry", case(b"correct Horse 7", entries(b"letmein", b""))), ("entry of 129", case(b"correct Horse 7", entries(129 * b"x"))),
        ("entry cut off", case(b"correct Horse 7", entries(b"letmein") + b"\x05abc")), ("entry not ASCII", case(b"correct Horse 7", entries(b"\xff"))),
        ("shortest above longest", case(b"correct Horse 7", shortest=65)), ("shortest 0", case(b"correct Horse 7", shortest=0)),
        ("longest 129", case(b"correct Horse 7", longest=129)), ("class 16", case(b"correct Horse 7", required=16)), ("five classes", case(b"correct Horse 7", variety=5)),
        ("list over the cap", salt + bytes([1, 9, 0, 0]) + le32(65537)), ("password of 129", case(b"")[:-1] + bytes([129]) + 129 * b"x"),
        ("empty", b""), ("salt only", salt), ("short", good[:-1]), ("long", good + b"\0")]


def json_cases(rng):
    salt = rng.randbytes(32)
    def case(path, document):
        path, document = (x.encode() if isinstance(x, str) else x for x in (path, document))
        return salt + le32(len(path)) + path + le32(len(document)) + document
    person = """{"name": "Zoë \\u00e9\\ud83d\\ude00\\n", "born": 1979, "tags": ["a", {"b": -1.50e+3}, [], true], "": false, "a/b": null, "m~n": "~", "deep": {"x": {"y": "z"}}, "01": "one"}"""
    nested = lambda n, inner="1": n * "[" + inner + n * "]"
    keys = lambda n: "{" + ",".join(f'"k{i}":{i}' for i in range(n)) + "}"
    found = [(f"path {p or 'empty'}", case(p, person)) for p in (
        "/name", "/born", "/tags/0", "/tags/1/b", "/tags/3", "/", "/a~1b", "/m~0n", "/deep/x/y", "/01")] + [
        (f"document {d}", case("", d)) for d in ('"text"', '""', "0", "-0", "-0.0E-0", "1e5", "123456789012345678901234567890", "true", "false", "null", ' \t\r\n"x" \n',
                                                  '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000"', '"\\uFFFF\\uD800\\uDC00\\udbff\\udfff"', '"\x7f"')] + [
        ("nesting 32", case("/0" * 32, nested(32))), ("inner keys may repeat outer ones", case("/a/a/a", '{"a":{"a":{"a":"yes"}},"b":{"a":0}}')),
        ("a key that is an escape of the path's", case("/ab", '{"\\u0061b":1}'))]
    absent = [(f"nothing at {p or 'empty'}", case(p, person)) for p in (
        "", "/tags", "/deep/x", "/nobody", "/tags/4", "/tags/-", "/tags/00", "/tags/4294967296", "/name/0", "/born/", "/nam", "/names", "/tags/1/b/", "/deep//x")]
    refused = [("path without slash", case("name", person)), ("path with a bad escape", case("/m~2", person)), ("path that ends in ~", case("/m~", person)),
               ("path not UTF-8", case(b"/\xff", person)), ("path over the cap", salt + le32(1025) + 1025 * b"/"), ("nesting 33", case("/0" * 33, nested(33)))] + [
        (f"refused {i}", case("", d)) for i, d in enumerate((
            "", " ", "{", "}", "[", "]", '"', '"a', "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "--1", "1 2", "tru", "truex", "True", "NaN", "Infinity", "-Infinity", "'a'",
            '"\\x"', '"\\u12g4"', '"\\u123', '"\\ud800"', '"\\udc00"', '"\\ud800\\u0041"', '"\\ud800x"', '"a\nb"', '"\x00"', "1\x00", "\ufeff1", "\u00a01", "/**/1",
            "[1,]", "[,1]", "[1 2]", "[1", "[1}", '{"a"}', '{"a":}', '{"a":1,}', '{,}', '{"a" 1}', '{a:1}', "{1:1}", '{"a":1 "b":2}', '{"a":1]', '{"a":1', "[]]", "{}{}",
            '{"a":1,"a":1}', '{"a":1,"b":2,"\\u0061":3}', '[{"x":[{"":1,"":2}]}]', '{"a":{"b":1,"b":2},"c":3}'))] + [
        (f"invalid UTF-8 {d.hex()}", case("", b'"' + d + b'"')) for d in (b"\x80", b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xc3", b"\xff")]
    good = case("/born", person)
    return found + absent + refused + [("many keys", case("/k199", keys(200))), ("document over the cap", salt + le32(0) + le32(65537)),
        ("empty", b""), ("salt only", salt), ("short", good[:-1]), ("long", good + b" ")]


def ref_ecdsa_verify(data):
    if len(data) < 136:
        return 2, b""
    curve, key, signature, length = data[:4], data[4:68], data[68:132], int.from_bytes(data[132:136], "little")
    if int.from_bytes(curve, "little") > 1 or length > 65536 or len(data) != 136 + length:
        return 2, b""
    digest = hashlib.sha256(data[136:]).digest()
    e, r, s, x, y = (int.from_bytes(b, "big") for b in (digest, signature[:32], signature[32:], key[:32], key[32:]))
    return (0, curve + key + digest) if signatures.ecdsa_holds((K1, R1)[curve[0]], e, r, s, x, y, 0) else (3, b"")


class Malformed(Exception):
    pass


def refuse(_):  # NaN and Infinity, which Python takes
    raise ValueError


def ref_jwt_rs256(data):
    at = 0

    def take(n):
        nonlocal at
        at += n
        if at > len(data):
            raise Malformed
        return data[at - n:at]

    def taken(least, most):
        n = int.from_bytes(take(4), "little")
        if not least <= n <= most:
            raise Malformed
        return take(n)

    def decoded(part):
        if set(part) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") or len(part) % 4 == 1:
            raise Malformed
        plain = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
        if base64.urlsafe_b64encode(plain).rstrip(b"=") != part:
            raise Malformed
        return plain

    def members(part, names):
        """Of an object, found once; values as they stand. Latin 1 keeps the bytes."""
        text, found, decoder, space = decoded(part).decode("latin1"), {}, json.JSONDecoder(parse_constant=refuse), " \t\r\n"
        try:
            if not isinstance(decoder.decode(text), dict):
                raise Malformed
        except ValueError:
            raise Malformed from None
        at = text.index("{") + 1
        skip = lambda i: i + len(text[i:]) - len(text[i:].lstrip(space))
        while text[at := skip(at)] != "}":
            at = skip(at + 1) if text[at] == "," else at
            name, at = decoder.raw_decode(text, at)
            start = skip(skip(at) + 1)
            _, at = decoder.raw_decode(text, start)
            if name.encode("latin1") in names:
                if name in found:
                    raise Malformed
                found[name] = text[start:at].encode("latin1")
        return found

    try:
        challenge, modulus, name, token = take(32), taken(256, 512), taken(1, 64), taken(0, 8192)
        if at != len(data) or token.count(b".") != 2:
            raise Malformed
        header, payload, last = token.split(b".")
        signature = decoded(last)
        if len(signature) != len(modulus):
            raise Malformed
        digest = hashlib.sha256(header + b"." + payload).digest()
        if not signatures.rsa_holds(int.from_bytes(modulus, "big"), len(modulus), 65537, int.from_bytes(signature, "big"), digest, 0):
            return 3, b""
        parameters, claims = members(header, (b"alg", b"crit")), members(payload, (b"exp", name))
        if parameters != {"alg": b'"RS256"'} or "exp" not in claims or name.decode("latin1") not in claims:
            raise Malformed
        expires, value = claims["exp"], claims[name.decode("latin1")]
        if not expires.isdigit() or len(expires) > 15:
            raise Malformed
    except Malformed:
        return 2, b""
    return 0, challenge + hashlib.sha256(modulus).digest() + int(expires).to_bytes(8, "little") + le32(len(name)) + name + le32(len(value)) + value


def ecdsa_input(number, curve, d, message):
    r, s = signatures.sign(curve, d, hashlib.sha256(message).digest())
    return le32(number) + b"".join(v.to_bytes(32, "big") for v in (*curve.times(d, curve.g), r, s)) + le32(len(message)) + message


def jwt_inputs(rng):
    key = signatures.Rsa(2048, 65537, [signatures.prime(rng.getrandbits(1024) | 3 << 1022, 65537) for _ in range(2)])
    b64 = lambda b: base64.urlsafe_b64encode(b).rstrip(b"=")
    header = b'{"alg":"RS256","typ":"JWT","kid":"1"}'
    payload = b'{"iss":"https://issuer.example","sub":"alice","exp":1900000000,"over18":true,"n":[1,{"exp":2}]}'
    challenge = rng.randbytes(32)

    def token(header, payload):
        unsigned = b64(header) + b"." + b64(payload)
        s = key.raw(signatures.emsa(256, hashlib.sha256(unsigned).digest()))
        return unsigned + b"." + b64(s.to_bytes(256, "big"))

    def given(token, name=b"sub", modulus=key.n.to_bytes(256, "big")):
        return challenge + le32(len(modulus)) + modulus + le32(len(name)) + name + le32(len(token)) + token

    good = token(header, payload)
    yield "sub", given(good)
    for name in (b"over18", b"n", b"exp", b"iss"):
        yield name.decode(), given(good, name)
    for name in (b"aud", b"Sub", b"su", b"sub\0"):
        yield f"claim that is not there: {name}", given(good, name)
    for text in (b'{"sub":"a"}', b'{"sub":"a","exp":"1900000000"}', b'{"sub":"a","exp":1.9e9}', b'{"sub":"a","exp":-1}', b'{"sub":"a","exp":1234567890123456}',
                 b'{"sub":"a","exp":1,"exp":2}', b'{"sub":"a","sub":"b","exp":1}', b'{"sub":"a","exp":1,}', b'{"sub":"a","exp":01}', b'{"sub":"a" "exp":1}',
                 b'{"sub":"a","exp":1} x', b'{"sub":"a","exp":1', b'["sub","exp"]', b'', b'{}', b'{"sub":"a\n","exp":1}', b'{"sub":a,"exp":1}',
                 b'{"sub":"a","exp":1}}',
                 b'{"sub":"a","exp":1,"x":[1,2,]}', b'{"sub":"a","exp":1,"x":tru}', b'{"sub":"a","exp":1,"x":"\\q"}', b'{"sub":"a","exp":1,"x":"\\u12g4"}',
                 b'{"sub":"a","exp":1,"x":1.}', b'{"sub":"a","exp":1,"x":.5}', b'{"sub":"a","exp":1,"x":1e}', b'{"sub":"a","exp":1,"x":-}'):
        yield f"payload {text.decode()!r}", given(token(header, text))
    for text in (b'{"sub":"a","exp":0}', b' { "sub" : "a" , "exp" : 123456789012345 } ', b'{"x":{"sub":"b"},"sub":"\\"\\\\ ","exp":1}',
                 b'{"sub":-0.5e+10,"exp":1}',
                 b'{"sub":null,"exp":1,"y":[ ],"z":{ },"w":[[],[{}, 1E-2,false ]]}', '{"sub":"é","exp":1}'.encode(), b'{"sub":"a.b","exp":1,"x":"\\u00e9\\/"}'):
        yield f"payload {text.decode()!r}", given(token(header, text))
    for text in (b'{"alg":"none"}', b'{"alg":"HS256"}', b'{"alg":"RS256","crit":["b64"],"b64":false}', b'{"typ":"JWT"}', b'{"alg":"RS256","alg":"RS256"}',
                 b'{"alg":["RS256"]}', b'x'):
        yield f"header {text.decode()!r}", given(token(text, payload))
    first, second, last = good.split(b".")
    other = lambda part, i: part[:i] + (b"A" if part[i:i + 1] != b"A" else b"B") + part[i + 1:]
    yield "payload exchanged", given(b".".join((first, b64(payload.replace(b"alice", b"bobby")), last)))
    yield "signature exchanged", given(b".".join((first, second, other(last, 100))))
    yield "header exchanged", given(b".".join((b64(b'{"alg":"none"}'), second, last)))
    yield "no signature", given(b".".join((first, second, b"")))
    yield "two parts", given(b".".join((first, second)))
    yield "four parts", given(good + b".")
    yield "padding", given(good + b"==")
    yield "bits after the last byte", given(good[:-1] + bytes([good[-1] + 1]))
    yield "white space", given(good + b"\n")
    yield "plus for minus", given(good.replace(b"-", b"+"))
    yield "other key", given(good, modulus=(key.n - 2).to_bytes(256, "big"))
    yield "even modulus", given(good, modulus=(key.n - 1).to_bytes(256, "big"))
    yield "modulus too short", given(good, modulus=key.n.to_bytes(256, "big")[1:])
    yield "modulus of another length", given(good, modulus=key.n.to_bytes(384, "big"))
    yield "no name", given(good, b"")
    yield "long name", given(good, b"x" * 65)
    yield "long token", given(b"x" * 8193)
    yield "empty token", given(b"")
    yield "empty", b""
    yield "one byte short", given(good)[:-1]
    yield "one byte more", given(good) + b"\0"


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
    yield "sha256_digest", ref_sha256_stream, [("abc", b"abc")] + [(f"{n} bytes", rng.randbytes(n)) for n in (0, 55, 56, 63, 64, 65, 128, 65535, 65536, 65537)]
    yield "keccak256_digest", ref_keccak256, [("abc", b"abc")] + [(f"{n} bytes", rng.randbytes(n)) for n in (0, 1, 135, 136, 137, 271, 272, 1000, 65279, 65280, 65281)]
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
    holds = lambda name, n, c, d, message: (name, ecdsa_input(n, c, d, message))
    d = rng.randrange(1, 1 << 255)
    good = ecdsa_input(0, K1, d, b"a message")
    changed = lambda data, i: data[:i] + bytes([data[i] ^ 1]) + data[i + 1:]
    ecdsa = [holds("secp256k1", 0, K1, d, b"a message"), holds("secp256r1", 1, R1, d, b"a message"), holds("empty message", 1, R1, d, b""),
             holds("long message", 0, K1, d, rng.randbytes(5000)), ("other message", changed(good, 140)), ("other signature", changed(good, 130)),
             ("other key", changed(good, 60)), ("other curve", changed(good, 0)), ("no such curve", b"\2" + good[1:]), ("empty", b""),
             ("one byte short", good[:-1]), ("one byte more", good + b"\0"), ("length over the cap", good[:132] + le32(65537) + bytes(65537))]
    yield "ecdsa_verify", ref_ecdsa_verify, ecdsa
    yield "ecdsa_verify_rust", ref_ecdsa_verify, ecdsa
    yield "jwt_rs256", ref_jwt_rs256, list(jwt_inputs(rng))
    # The same journals as the one in C. It reads in three calls, so a short input is used up before the exit.
    yield "key_ownership_rust", ref_key_ownership, [
        ("zero secret and challenge", bytes(64)), ("random", secret + challenge), ("empty", b""), ("one byte short", (secret + challenge)[:63]),
        ("one byte more", secret + challenge + b"\0")]
    yield "merkle_path", ref_merkle_path, merkle_cases(rng)
    yield "password_policy", ref_password_policy, password_cases(rng)
    yield "json_field", ref_json_field, json_cases(rng)
    yield "rust_sdk", ref_rust_sdk, [(f"b = {b}", bytes([b])) for b in (0, 1, 2, 3, 4, 5, 6, 7, 255)] + [("short", b""), ("long", b"\x07\x07")]
    yield "template_rust", ref_template, [("3 by 5", le32(3) + le32(5)), ("largest", 2 * le32(0xFFFFFFFF)), ("a one", le32(1) + le32(5)),
        ("short", le32(3) + le32(5)[:3]), ("long", le32(3) + le32(5) + b"\0")]


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


if __name__ == "__main__":
    main()
