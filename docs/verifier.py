#!/usr/bin/env python3
"""A second verifier, written from protocol.md and circuit.md, from which it also reads the tables and the constants.
It is there to check these documents and the C# verifier against each other; it takes some seconds for a receipt.

    verifier.py RECEIPT IMAGE_ID [EXIT_CODE]

Prints the journal in hex and ends with 0 when the receipt is accepted, with 1 when it is not.
"""

import copy
import hashlib
import os
import re
import struct
import sys

P = 15 * 2**27 + 1
MASK = 0xFFFFFFFF

# --- field -------------------------------------------------------------------------------------------------------------
def inv(a): return pow(a, P - 2, P)
def omega(k): return pow(31, (P - 1) >> k, P)

class E:
    __slots__ = ("c",)
    def __init__(self, c): self.c = c
    @staticmethod
    def of(v): return v if isinstance(v, E) else E((v % P, 0, 0, 0, 0))
    def __add__(a, b):
        b = E.of(b); return E(tuple((x + y) % P for x, y in zip(a.c, b.c)))
    __radd__ = __add__
    def __sub__(a, b):
        b = E.of(b); return E(tuple((x - y) % P for x, y in zip(a.c, b.c)))
    def __rsub__(a, b): return E.of(b) - a
    def __neg__(a): return E.of(0) - a
    def __mul__(a, b):
        if not isinstance(b, E): return E(tuple(x * b % P for x in a.c))
        r = [0] * 9
        for i, x in enumerate(a.c):
            for j, y in enumerate(b.c): r[i + j] += x * y
        return E(tuple((r[i] + 2 * (r[i + 5] if i < 4 else 0)) % P for i in range(5)))
    __rmul__ = __mul__
    def __truediv__(a, b): return a * (b.inv() if isinstance(b, E) else inv(b % P))
    def __pow__(a, n):
        r = E.of(1)
        while n:
            if n & 1: r = r * a
            a = a * a; n >>= 1
        return r
    def inv(a): return a ** (P**5 - 2)
    def __eq__(a, b): return a.c == E.of(b).c
X = E((0, 1, 0, 0, 0))
def comb(v): return sum((X ** k * v[k] for k in range(5)), E.of(0))

# --- hashing -----------------------------------------------------------------------------------------------------------
def primes(n):
    r, k = [], 2
    while len(r) < n:
        if all(k % q for q in r): r.append(k)
        k += 1
    return r
def root(n, k):
    lo, hi = 0, 1 << 80
    while lo < hi:
        m = (lo + hi + 1) // 2
        if m**k <= n: lo = m
        else: hi = m - 1
    return lo
KS = [root(q << 96, 3) & MASK for q in primes(64)]
IV = [root(q << 64, 2) & MASK for q in primes(8)]
def comp(state, w):
    w = list(w)
    for i in range(16, 64):
        a, b = w[i - 15], w[i - 2]
        s0 = ((a >> 7 | a << 25) ^ (a >> 18 | a << 14) ^ a >> 3) & MASK
        s1 = ((b >> 17 | b << 15) ^ (b >> 19 | b << 13) ^ b >> 10) & MASK
        w.append(w[i - 16] + s0 + w[i - 7] + s1 & MASK)
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        t1 = h + (((e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7)) & MASK) + (e & f ^ ~e & g) + KS[i] + w[i]
        t2 = (((a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10)) & MASK) + (a & b ^ a & c ^ b & c)
        h, g, f, e, d, c, b, a = g, f, e, d + t1 & MASK, c, b, a, t1 + t2 & MASK
    return [x + y & MASK for x, y in zip(state, (a, b, c, d, e, f, g, h))]
def domain(tag): return comp(IV, struct.unpack(">16I", tag.ljust(64, b"\0")))
LEAF, NODE, INJECT = domain(b"FastZk.Leaf.v1"), domain(b"FastZk.Node.v1"), domain(b"FastZk.Injection.v1")
assert hashlib.sha256(b"").digest() == struct.pack(">8I", *comp(IV, [1 << 31] + [0] * 15))
def leaf(salt, row):
    w = list(salt) + [v * 2**32 % P for v in row]
    w += [0] * (-len(w) % 16 or (0 if w else 16))
    s = LEAF
    for i in range(0, len(w), 16): s = comp(s, w[i:i + 16])
    return s
def H(b): return hashlib.sha256(b).digest()

class Reject(Exception): pass
def demand(ok, why):
    if not ok: raise Reject(why)

class Reader:
    def __init__(self, b): self.b, self.at = b, 0
    def take(self, n):
        demand(self.at + n <= len(self.b), "cut short")
        self.at += n; return self.b[self.at - n:self.at]
    def u(self, n): return int.from_bytes(self.take(n), "little")
    def f(self):
        v = self.u(4); demand(v < P, "not canonical"); return v
    def e(self): return E(tuple(self.f() for _ in range(5)))
    def digest(self): return list(struct.unpack(">8I", self.take(32)))

class Transcript:
    def __init__(self): self.s = bytes(32)
    def absorb(self, label, data): self.s = H(self.s + bytes([len(label)]) + label + struct.pack("<Q", len(data)) + data)
    def words(self, label):
        k = 0
        while True:
            yield from struct.unpack("<8I", H(self.s + b"\xff" + label + struct.pack("<I", k))); k += 1
    def end(self, label): self.s = H(self.s + b"\xfd" + label)
    def ext(self, label):
        c, w = [], self.words(label)
        while len(c) < 5:
            v = next(w) & 0x7FFFFFFF
            if v < P: c.append(v)
        self.end(label); return E(tuple(c))
    def indexes(self, label, n, log):
        w = self.words(label); r = [next(w) & (1 << log) - 1 for _ in range(n)]
        self.end(label); return r
    def nonce(self, label, g, v):
        data = struct.pack("<Q", v)
        if g == 0: demand(v == 0, "nonce")
        else: demand(int.from_bytes(H(self.s + b"\xfe" + label + data), "big") >> (256 - g) == 0, "nonce " + label.decode())
        self.absorb(label, data)
    def exts(self, label, v): self.absorb(label, b"".join(struct.pack("<5I", *e.c) for e in v))

# --- circuit -----------------------------------------------------------------------------------------------------------
class Table: pass
def split(s):
    r, depth, cur = [], 0, ""
    for ch in s:
        depth += (ch == "(") - (ch == ")")
        if ch == "," and depth == 0: r.append(cur); cur = ""
        else: cur += ch
    return r + [cur]
def formula(s): return compile(re.sub(r"(\w+)'", r"\1__next", s.strip()).replace("·", "*"), s, "eval")
def circuit(docs):
    text, doc = open(docs + "/circuit.md").read(), open(docs + "/protocol.md").read()
    generated = lambda part: [[x.strip().strip("`") for x in line.split("|")[1:-1]]
        for line in re.search(rf"<!-- generated:{part} -->\n(.*?)<!-- end -->", doc, re.S)[1].splitlines() if line.startswith("|")]
    buses = [row[1] for row in generated("buses")[2:]]
    tables = []
    for sec in re.split(r"^## ", text, flags=re.M)[1:]:
        t = Table(); head, _, body = sec.partition("\n")
        t.id, t.name = int(head.split()[0]), head.split()[1]
        def names(key):
            m = re.search("^" + key + r": (.*)\.$", body, re.M)
            return m.group(1) if m else ""
        main = names("Main"); dummies = 0
        m = re.search(r"(?:, )?and (\d+) dummies$", main)
        if m: dummies = int(m.group(1)); main = main[:m.start()]
        t.main = [x for x in main.split(", ") if x]; t.width = len(t.main) + dummies
        t.fixed = [x for x in names("Preprocessed").split(", ") if x]
        t.next = [x for x in names("Opened at the next row").split(", ") if x]
        t.rows, t.trans, t.first, t.frac, t.pairs = [], [], [], [], []
        for line in re.search(r"```text\n(.*?)```", body, re.S).group(1).splitlines():
            m = re.match(r"f\d+ ([+-]) \[(.*)\] (\w+)\((.*)\) max (\d+)$", line)
            pair = re.match(r"p\d+ \[.*\] (\w+)\((.*)\) -> (\w+)\((.*)\)$", line)
            if m:
                t.frac.append((1 if m[1] == "+" else -1, formula(m[2]), buses.index(m[3]), [formula(x) for x in split(m[4])], int(m[5])))
            elif pair:
                t.pairs.append([(buses.index(pair[i]), [formula(x) for x in split(pair[i + 1])]) for i in (1, 3)])
            elif line.startswith("transition "): t.trans.append(formula(line.split(": ", 1)[1]))
            elif line.startswith("first "): t.first.append(formula(line.split(": ", 1)[1]))
            else: t.rows.append(formula(line.split(": ", 1)[1]))
        tables.append(t)
    rows = generated("tables")
    column = rows[0].index
    again = {}
    for row in rows[2:]:
        t = tables[[t.id for t in tables].index(int(row[column("id")]))]
        demand(t.name == row[column("table")], "documents")
        t.step = int(row[column("step")])
        again |= {int(i): t for i in row[column("again")].split(", ") if i}
    m = re.search(r"Protocol name `(.*?)`, L = (\d+)", doc)
    rows = generated("profiles")
    profiles = {}
    for column in range(1, len(rows[0])):
        p = {row[0]: row[column] for row in rows}
        number = lambda key: int(p[key].removeprefix("2^"))
        profiles[number("id")] = (number("blow-up B").bit_length() - 1, number("random rows h"), number("piece mask M"),
            number("smallest height"), number("height of P_2"),
            [(int(key.split("^")[1]), {n: number("height of table " + n) for n in p[key].split(", ")}, bytes.fromhex(p[key.replace("the circuit's tables", "root of their tree")]))
                for key in p if key.startswith("the circuit's tables, N from 2^")])
    # Some declarations are used several times.
    for i, t in again.items():
        t = copy.copy(t)
        t.id = i
        tables.append(t)
    tables.sort(key=lambda t: t.id)
    demand([t.id for t in tables] == list(range(len(tables))), "documents")
    return tables, m[1], int(m[2]), len(buses), profiles

def grinding(numerator):
    g = 0
    while numerator << 32 > (P**5 >> 96) << g: g += 1
    demand(g <= 24, "too much grinding"); return g

def path(r, logsize, idx, digests, groups):
    """groups: {log: {index: digest}}"""
    known = dict(zip(idx, digests))
    for log in range(logsize - 1, -1, -1):
        half, nxt = 1 << log, {}
        for k in sorted({i % half for i in known}):
            a = known.get(k); b = known.get(k + half)
            if a is None: a = r.digest()
            elif b is None: b = r.digest()
            nxt[k] = comp(NODE, a + b)
        if log in groups:
            for k in nxt: nxt[k] = comp(INJECT, nxt[k] + groups[log][k])
        known = nxt
    return known[0]

def verify(receipt, image_id, exit_code, docs=os.path.dirname(os.path.abspath(__file__))):
    tables, name, L, buses, profiles = circuit(docs)
    id_of = {t.name: t.id for t in reversed(tables)}
    r = Reader(receipt)
    demand(r.take(4) == b"FZKR" and r.u(2) == 1, "magic")
    pid = r.u(1); demand(pid in profiles, "profile")
    lb, h, M, logmin, loglast, circuits = profiles[pid]; B = 1 << lb
    hb = r.take((len(tables) + 1) // 2)
    logs = [x + 8 if x else -1 for b in hb for x in (b & 15, b >> 4)]
    demand(all(x < 0 for x in logs[len(tables):]), "heights")
    del logs[len(tables):]
    key = r.take(78); code = r.u(4); jlen = r.u(4); demand(jlen <= 1 << 20, "journal")
    journal = r.take(jlen)
    demand(H(b"FastZk.ImageId.v1" + key) == image_id and code == exit_code, "image id or exit code")
    k = Reader(key); demand(k.u(2) == 1 and k.u(2) == 1, "versions"); entry = k.u(4)
    for i in sorted(profiles):
        demand(k.u(1) == i, "key"); lp, li, rt = k.u(1), k.u(1), k.take(32)
        if i == pid: demand((logs[id_of["program"]], logs[id_of["image"]]) == (lp, li), "heights"); program_root = rt
    present = [t for t in tables if logs[t.id] >= 0]
    top = max(logs); N = 1 << top; demand(12 <= top <= 23, "heights")
    circuit_logs, circuit_root = max(c for c in circuits if c[0] <= top)[1:]
    demand({t.name: logs[t.id] for t in present if t.fixed and t.name not in ("program", "image")} == circuit_logs, "heights")
    for t in present:
        t.w = 4 if lb >= 2 and logs[t.id] < top else 2
        t.helpers = -(-len(t.frac) // t.w) - 1; t.products = -(-len(t.pairs) // t.w); t.aux = 5 * (t.helpers + 1 + t.products)
        t.running = 10 if t.pairs else 5  # columns of S and Z_0
    demand(all(logmin <= logs[t.id] and logs[t.id] + lb <= 26 for t in present), "heights")
    public = 3 + jlen
    for b in range(buses):
        demand(public + sum(sum(f[4] for f in t.frac if f[2] == b) << logs[t.id] for t in present) < P, "wrap")
    demand(sum(t.step << logs[t.id] for t in present) < P, "clock")
    # parameters
    opened = 15 + sum(len(t.fixed) + t.width + t.aux + len(t.next) + t.running for t in present)
    powers = sum(len(t.rows) + len(t.trans) + len(t.first) + t.helpers + 3 + (t.products + 2 if t.pairs else 0) for t in present)
    g = {b"logup": grinding((public + sum(len(t.frac) + 2 * len(t.pairs) << logs[t.id] for t in present)) * (L + 2)), b"gamma": grinding(powers),
         b"zeta": grinding(4 * N + 4097), b"lambda": grinding(opened * B * N)}
    folds, left = [], N
    while left > 128:
        left //= 8; folds.append(grinding(7 * B * left))
    x = (2 * B * N << 63) // (B * N + N + 2); bits = 0
    for i in range(48):
        x = x * x >> 63; bits <<= 1
        if x >> 64: x >>= 1; bits |= 1
    q = -(-(108 << 48) // bits)
    demand(3 * q + 10 <= h and 2 * q + 5 <= M, "zk")
    # transcript
    t_ = Transcript(); t_.absorb(b"protocol", name.encode())
    t_.absorb(b"parameters", struct.pack("<14I", P, 5, pid, lb, h, M, logmin, 3, q, len(folds), left, 20, L, buses))
    t_.absorb(b"statement", key + struct.pack("<IQ", code, jlen) + H(journal))
    t_.absorb(b"heights", hb); t_.absorb(b"program", program_root); t_.absorb(b"circuit", circuit_root)
    roots = [program_root, circuit_root]
    def commit(label): x = r.take(32); t_.absorb(label, x); return x
    roots.append(commit(b"main")); t_.nonce(b"logup", g[b"logup"], r.u(8)); alpha, beta = t_.ext(b"alpha"), t_.ext(b"beta")
    roots.append(commit(b"auxiliary")); totals = [r.e() for _ in present]
    products = [r.e() for t in present if t.pairs]; t_.exts(b"totals", totals + products)
    t_.nonce(b"gamma", g[b"gamma"], r.u(8)); gamma = t_.ext(b"gamma")
    roots.append(commit(b"quotient")); t_.nonce(b"zeta", g[b"zeta"], r.u(8))
    while True:
        zeta = t_.ext(b"zeta")
        if not (zeta ** N == 1 or (zeta * inv(31)) ** (B * N) == 1): break
    values = [r.e() for _ in range(opened)]; t_.exts(b"values", values)
    t_.nonce(b"lambda", g[b"lambda"], r.u(8)); lam = t_.ext(b"lambda")
    fri_roots, cs = [], []
    for gk in folds: fri_roots.append(commit(b"fri")); t_.nonce(b"fold", gk, r.u(8)); cs.append(t_.ext(b"fold"))
    final = [r.e() for _ in range(left)]; t_.exts(b"final", final)
    t_.nonce(b"queries", 20, r.u(8)); indexes = t_.indexes(b"indexes", q, top + lb)
    # buses
    bp = [beta ** i for i in range(L + 1)]
    def finger(bus, m): return sum((bp[i] * v for i, v in enumerate(m)), alpha) + bp[L] * (bus + 1)
    def public(bus, m):
        d = finger(bus, m); demand(d != 0, "zero fingerprint"); return d.inv()
    total = sum(totals, E.of(0)) - public(9, [2, code & 0xFFFF, code >> 16])
    for i, b in enumerate(journal): total = total - public(9, [1, i, b])
    demand(total == 0, "buses")
    end = finger(0, [1 << 30, 0]); product = finger(0, [entry, 0])
    for u in products: product = product * u
    demand(end != 0 and product == end, "products")
    # constraints
    at, Q, gp, starts = 0, E.of(0), E.of(1), {}
    products = iter(products)
    for t, T in zip(present, totals):
        starts[t.id] = at; n = 1 << logs[t.id]; a = n - h - 1; w = omega(logs[t.id])
        fx = values[at:at + len(t.fixed)]; at += len(fx); mn = values[at:at + t.width]; at += t.width
        ax = values[at:at + t.aux]; at += t.aux; nx = values[at:at + len(t.next)]; at += len(nx); sn, zn = (comb(values[at + k:at + k + 5]) for k in (0, 5)); at += t.running
        env = dict(zip(t.fixed, fx)); env.update(zip(t.main, mn)); env.update((k + "__next", v) for k, v in zip(t.next, nx))
        ev = lambda f: E.of(eval(f, {}, env))
        inner = E.of(0)
        for f in t.rows: inner = inner + gp * ev(f); gp = gp * gamma
        for f in t.trans: inner = inner + gp * (ev(f) * (zeta - pow(w, a - 1, P))); gp = gp * gamma
        for f in t.first: Q = Q + gp * ev(f) / (zeta - 1); gp = gp * gamma
        D = [finger(f[2], [ev(x) for x in f[3]]) for f in t.frac]; m = [ev(f[1]) * f[0] for f in t.frac]
        hs = [comb(ax[j:j + 5]) for j in range(0, t.aux, 5)]; S, zs = hs[t.helpers], hs[t.helpers + 1:] + [zn]; del hs[t.helpers:]
        for j, hj in enumerate(hs + [sum((-x for x in hs), sn - S)]):
            c = hj; prod = E.of(1)
            for i in range(t.w * j, min(t.w * (j + 1), len(D))): c = c * D[i] - m[i] * prod; prod = prod * D[i]
            inner = inner + gp * c; gp = gp * gamma
        Q = Q + gp * S / (zeta - 1); gp = gp * gamma
        Q = Q + gp * (S + comb(mn[:5]) - T) / (zeta - pow(w, a, P)); gp = gp * gamma
        if t.pairs:
            for j in range(t.products):
                before, after = zs[j], zs[j + 1]
                for consumed, produced in t.pairs[t.w * j:t.w * (j + 1)]:
                    after = after * finger(consumed[0], [ev(x) for x in consumed[1]]); before = before * finger(produced[0], [ev(x) for x in produced[1]])
                inner = inner + gp * (after - before); gp = gp * gamma
            Q = Q + gp * (zs[0] - 1) / (zeta - 1); gp = gp * gamma
            Q = Q + gp * (zs[0] * comb(mn[5:10]) - next(products)) / (zeta - pow(w, a, P)); gp = gp * gamma
        tn = E.of(1)
        for j in range(a, n): tn = tn * (zeta - pow(w, j, P))
        Q = Q + tn / (zeta ** n - 1) * inner
    pc = at; K = N - M; zk = zeta ** K
    demand(Q == comb(values[pc:pc + 5]) + zk * (comb(values[pc + 5:pc + 10]) + zk * comb(values[pc + 10:pc + 15])), "constraints")
    # openings
    lp = [lam]
    while len(lp) < opened: lp.append(lp[-1] * lam)
    red = lambda log: sorted({i & (1 << log + lb) - 1 for i in indexes})
    sums = {}  # log -> index -> [at zeta, at zeta g, R]
    def acc(log, i): return sums.setdefault(log, {}).setdefault(i, [E.of(0), E.of(0), E.of(0)])
    def groups(kind):
        g = {}
        if kind == 4: return {top: "top", loglast: "last"}
        for t in tables:
            if logs[t.id] >= 0 and (kind > 1 or t.name in (("program", "image"), circuit_logs)[kind]): g.setdefault(logs[t.id], []).append(t)
        return g
    for kind in range(5):
        gs = groups(kind); dig = {}
        for log in sorted(gs, reverse=True):
            for i in red(log):
                salt = [r.u(4) for _ in range(8)] if kind >= 2 and log == max(gs) else []
                row = []; s = acc(log, i)
                if kind == 4:
                    row = [r.f() for _ in range(15 if log == top else 5)]
                    off = pc if log == top else pc + 10
                    for c in range(10 if log == top else 5): s[0] = s[0] + lp[off + c] * row[c] - lp[off + c] * values[off + c]
                    if log == top: s[2] = s[2] + E(tuple(row[10:15]))
                else:
                    for t in gs[log]:
                        width = (len(t.fixed), len(t.fixed), t.width, t.aux)[kind]; off = starts[t.id] + (0, 0, len(t.fixed), len(t.fixed) + t.width)[kind]
                        part = [r.f() for _ in range(width)]; row += part
                        for c, v in enumerate(part): s[0] = s[0] + (lp[off + c] * v - lp[off + c] * values[off + c])
                        nx = starts[t.id] + len(t.fixed) + t.width + t.aux
                        if kind == 2:
                            for j, nm in enumerate(t.next): s[1] = s[1] + lp[nx + j] * part[t.main.index(nm)] - lp[nx + j] * values[nx + j]
                        if kind == 3:
                            for j in range(t.running): s[1] = s[1] + lp[nx + len(t.next) + j] * part[5 * t.helpers + j] - lp[nx + len(t.next) + j] * values[nx + len(t.next) + j]
                dig.setdefault(log, {})[i] = leaf(salt, row)
        hi = max(gs)
        got = path(r, hi + lb, red(hi), [dig[hi][i] for i in red(hi)], {l + lb: d for l, d in dig.items() if l != hi})
        demand(struct.pack(">8I", *got) == roots[kind], f"tree {kind}")
    for log, d in sums.items():
        for i, s in d.items():
            y = 31 * pow(omega(log + lb), i, P)
            d[i] = s[0] / (y - zeta) + s[1] / (y - zeta * omega(log)) + s[2]
    cur = {i: sum((d[i & (1 << log + lb) - 1] for log, d in sums.items()), E.of(0)) for i in red(top)}
    # FRI
    log = top + lb; shift = 31
    for root_, c in zip(fri_roots, cs):
        leaves = sorted({i & (1 << log - 3) - 1 for i in cur}); ent, dg = {}, []
        for i in leaves:
            ws = [r.f() for _ in range(40)]; dg.append(leaf([], ws)); ent[i] = [E(tuple(ws[5 * e:5 * e + 5])) for e in range(8)]
        demand(struct.pack(">8I", *path(r, log - 3, leaves, dg, {})) == root_, "fri root")
        for i, v in cur.items(): demand(ent[i & (1 << log - 3) - 1][i >> log - 3] == v, "fri fold")
        nxt = {}
        for i in leaves:
            v, x, cc, w3 = ent[i], shift * pow(omega(log), i, P) % P, c, omega(3)
            while len(v) > 1:
                half = len(v) // 2
                v = [((v[j] + v[j + half]) + cc * (v[j] - v[j + half]) / (x * pow(w3, j, P))) / 2 for j in range(half)]
                cc, x, w3 = cc * cc, x * x % P, w3 * w3 % P
            nxt[i] = v[0]
        cur, log, shift = nxt, log - 3, pow(shift, 8, P)
    for i, v in cur.items():
        x = shift * pow(omega(log), i, P) % P; y = E.of(0)
        for c in reversed(final): y = y * x + c
        demand(y == v, "final")
    demand(r.at == len(receipt), "trailing bytes")
    return journal

def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as f:
        receipt = f.read()
    try:
        print(verify(receipt, bytes.fromhex(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) == 4 else 0).hex())
    except Reject as e:
        sys.exit(f"rejected: {e}")


if __name__ == "__main__":
    main()
