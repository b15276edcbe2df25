"""A small RV32IM interpreter that follows the guest ABI to the letter: registers
start at zero, all memory reads as zero, faults are named. It is the second opinion
beside qemu, which lets unaligned loads pass, and it counts instructions. Slow on purpose:
the point is to be easy to check against the specification."""

import struct
from collections import namedtuple

M32 = 0xFFFFFFFF
SHA256_COMPRESS, KECCAK_ABSORB, KECCAK_PERMUTE, MODMUL256, MULWIDE256 = range(0x1001, 0x1006)
RATE = 136
Result = namedtuple("Result", "exit fault journal instructions executed")


class Fault(Exception):
    def __init__(self, kind, address=None):
        self.kind, self.address = kind, address


def primes():
    n = 2
    while True:
        if all(n % k for k in range(2, n)):
            yield n
        n += 1


def cube_root(n):
    low, high = 0, 1 << 40
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle ** 3 <= n else (low, middle - 1)
    return low


# The first 32 bits behind the point of cube roots of primes.
SHA256_CONSTANTS = [cube_root(p << 96) & M32 for p, _ in zip(primes(), range(64))]


def load(memory, address, order, size=4):
    return int.from_bytes(bytes(memory.get(address + k, 0) for k in range(size)), order)


def store(memory, address, value, size=4):
    for k in range(size):
        memory[address + k] = value >> 8 * k & 255


def turn(x, n, width=32):
    """Rotated to the right."""
    return (x >> n | x << width - n) & (1 << width) - 1


def hash_blocks(memory, state, blocks, count):
    """FIPS 180-4, section 6.2.2, for aligned calls that do not overlap."""
    for at in range(blocks, blocks + 64 * count, 64):
        w = [load(memory, at + 4 * i, "big") for i in range(16)]
        for i in range(16, 64):
            x, y = w[i - 15], w[i - 2]
            w.append(w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ x >> 3) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ y >> 10) & M32)
        before = [load(memory, state + 4 * i, "little") for i in range(8)]
        a, b, c, d, e, f, g, h = before
        for i in range(64):
            x = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + SHA256_CONSTANTS[i] + w[i]
            y = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = x + y & M32, a, b, c, d + x & M32, e, f, g
        for i, (x, y) in enumerate(zip(before, (a, b, c, d, e, f, g, h))):
            store(memory, state + 4 * i, x + y & M32)


def permute(memory, state):
    """Keccak-f[1600], FIPS 202, section 3.3."""
    lanes = {(i % 5, i // 5): load(memory, state + 8 * i, "little", 8) for i in range(25)}
    bit = 1
    for _ in range(24):
        column = [lanes[x, 0] ^ lanes[x, 1] ^ lanes[x, 2] ^ lanes[x, 3] ^ lanes[x, 4] for x in range(5)]
        for x, y in lanes:
            lanes[x, y] ^= column[(x + 4) % 5] ^ turn(column[(x + 1) % 5], 63, 64)
        moved, x, y = {(0, 0): lanes[0, 0]}, 1, 0
        for t in range(24):
            moved[y, (2 * x + 3 * y) % 5] = turn(lanes[x, y], 64 - (t + 1) * (t + 2) // 2 % 64, 64)
            x, y = y, (2 * x + 3 * y) % 5
        for x, y in lanes:
            lanes[x, y] = moved[x, y] ^ ~moved[(x + 1) % 5, y] & moved[(x + 2) % 5, y]
        # The constants come from a shift register of eight bits.
        for j in range(7):
            if bit & 1:
                lanes[0, 0] ^= 1 << (1 << j) - 1
            bit = bit << 1 ^ (0x171 if bit & 0x80 else 0)
    for (x, y), lane in lanes.items():
        store(memory, state + 8 * (x + 5 * y), lane, 8)


class Elf:
    def __init__(self, data):
        if data[:7] != b"\x7fELF\x01\x01\x01":
            raise ValueError("not a 32-bit little-endian ELF")
        kind, machine, _, self.entry, phoff, shoff, flags, _, phsize, phnum, shsize, shnum, _ = \
            struct.unpack_from("<HHIIIIIHHHHHH", data, 16)
        if kind != 2 or machine != 243 or flags != 0:
            raise ValueError("not a plain RV32IM executable")
        self.memory, self.text, self.symbols = {}, set(), []
        for i in range(phnum):
            ptype, offset, vaddr, _, filesz, _, pflags, _ = struct.unpack_from("<8I", data, phoff + i * phsize)
            if ptype != 1:
                continue
            for k in range(filesz):
                self.memory[vaddr + k] = data[offset + k]
            if pflags & 1:
                self.text.update(range(vaddr, vaddr + filesz, 4))
        sections = [struct.unpack_from("<10I", data, shoff + i * shsize) for i in range(shnum)]
        for s in sections:
            if s[1] != 2:
                continue
            names = sections[s[6]][4]
            for at in range(s[4], s[4] + s[5], 16):
                name, value, size, info, _, _ = struct.unpack_from("<IIIBBH", data, at)
                if info & 15 == 2:  # functions
                    end = data.index(b"\0", names + name)
                    self.symbols.append((value, size, data[names + name:end].decode()))

    def function(self, pc):
        return next((n for v, s, n in self.symbols if v <= pc < v + s), None)


def signed(x):
    return x - (1 << 32) if x & 0x80000000 else x


def bits(word, high, low):
    return word >> low & (1 << (high - low + 1)) - 1


def extend(value, width):
    return (value ^ 1 << width - 1) - (1 << width - 1)


def div(x, y):  # towards zero; y = 0 is the callers' case
    q = abs(x) // abs(y)
    return q if (x < 0) == (y < 0) else -q


ALU = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "sll": lambda x, y: x << (y & 31),
    "slt": lambda x, y: signed(x) < signed(y),
    "sltu": lambda x, y: x < y,
    "xor": lambda x, y: x ^ y,
    "srl": lambda x, y: x >> (y & 31),
    "sra": lambda x, y: signed(x) >> (y & 31),
    "or": lambda x, y: x | y,
    "and": lambda x, y: x & y,
    "mul": lambda x, y: x * y,
    "mulh": lambda x, y: signed(x) * signed(y) >> 32,
    "mulhsu": lambda x, y: signed(x) * y >> 32,
    "mulhu": lambda x, y: x * y >> 32,
    "div": lambda x, y: div(signed(x), signed(y)) if y else M32,
    "divu": lambda x, y: x // y if y else M32,
    "rem": lambda x, y: signed(x) - signed(y) * div(signed(x), signed(y)) if y else x,
    "remu": lambda x, y: x % y if y else x,
}
REG = {(0, 0): "add", (0, 32): "sub", (1, 0): "sll", (2, 0): "slt", (3, 0): "sltu", (4, 0): "xor", (5, 0): "srl",
       (5, 32): "sra", (6, 0): "or", (7, 0): "and", (0, 1): "mul", (1, 1): "mulh", (2, 1): "mulhsu", (3, 1): "mulhu",
       (4, 1): "div", (5, 1): "divu", (6, 1): "rem", (7, 1): "remu"}
IMM = {0: "add", 2: "slt", 3: "sltu", 4: "xor", 6: "or", 7: "and"}
LOADS = {0: ("lb", 1), 1: ("lh", 2), 2: ("lw", 4), 4: ("lbu", 1), 5: ("lhu", 2)}
STORES = {0: ("sb", 1), 1: ("sh", 2), 2: ("sw", 4)}
BRANCHES = {0: ("beq", lambda x, y: x == y), 1: ("bne", lambda x, y: x != y),
            4: ("blt", lambda x, y: signed(x) < signed(y)), 5: ("bge", lambda x, y: signed(x) >= signed(y)),
            6: ("bltu", lambda x, y: x < y), 7: ("bgeu", lambda x, y: x >= y)}
MNEMONICS = set(ALU) | {"addi", "slti", "sltiu", "xori", "ori", "andi", "slli", "srli", "srai", "lui", "auipc", "jal",
                        "jalr", "fence", "ecall", "ebreak"} \
    | {n for n, _ in LOADS.values()} | {n for n, _ in STORES.values()} | {n for n, _ in BRANCHES.values()}


def decode(w):
    """(mnemonic, kind, rd, rs1, rs2, immediate, helper)"""
    op, f3, f7 = w & 127, bits(w, 14, 12), bits(w, 31, 25)
    rd, rs1, rs2 = bits(w, 11, 7), bits(w, 19, 15), bits(w, 24, 20)
    i = extend(w >> 20, 12)
    if op == 0x33 and (f3, f7) in REG:
        name = REG[f3, f7]
        return name, "alu", rd, rs1, rs2, None, ALU[name]
    if op == 0x13:
        if f3 in IMM:
            name = IMM[f3]
            return ("sltiu" if name == "sltu" else name + "i"), "alu", rd, rs1, None, i & M32, ALU[name]
        name = {(1, 0): "sll", (5, 0): "srl", (5, 32): "sra"}.get((f3, f7))
        if name:
            return name + "i", "alu", rd, rs1, None, rs2, ALU[name]
    if op == 0x03 and f3 in LOADS:
        return LOADS[f3][0], "load", rd, rs1, None, i, (LOADS[f3][1], f3 < 2)
    if op == 0x23 and f3 in STORES:
        return STORES[f3][0], "store", 0, rs1, rs2, extend(f7 << 5 | rd, 12), STORES[f3][1]
    if op == 0x63 and f3 in BRANCHES:
        imm = extend(bits(w, 31, 31) << 12 | bits(w, 7, 7) << 11 | bits(w, 30, 25) << 5 | bits(w, 11, 8) << 1, 13)
        return BRANCHES[f3][0], "branch", 0, rs1, rs2, imm, BRANCHES[f3][1]
    if op == 0x37:
        return "lui", "lui", rd, 0, None, w & 0xFFFFF000, None
    if op == 0x17:
        return "auipc", "auipc", rd, 0, None, w & 0xFFFFF000, None
    if op == 0x6F:
        imm = extend(bits(w, 31, 31) << 20 | bits(w, 19, 12) << 12 | bits(w, 20, 20) << 11 | bits(w, 30, 21) << 1, 21)
        return "jal", "jal", rd, 0, None, imm, None
    if op == 0x67 and f3 == 0:
        return "jalr", "jalr", rd, rs1, None, i, None
    if op == 0x0F and f3 == 0:
        return "fence", "fence", 0, 0, None, 0, None
    if w == 0x00000073:
        return "ecall", "ecall", 0, 0, None, 0, None
    if w == 0x00100073:
        return "ebreak", "ebreak", 0, 0, None, 0, None
    return None


def run(elf, data, limit=1 << 26):
    memory, regs, pc = dict(elf.memory), [0] * 32, elf.entry
    last = pc  # the instruction at work
    at, journal, count, decoded, executed = 0, bytearray(), 0, {}, set()

    def load(address, size):
        return sum(memory.get(address + k, 0) << 8 * k for k in range(size))

    def number(address):
        return load(address, 32)

    def multiply(call, args):
        """modmul256 and mulwide256: a0 r, a1 a, a2 b, a3 c, a4 d, a5 m (not of mulwide256), a6 q. All is read before anything is written."""
        r, *inputs, m, q = args
        pointers = [r, *inputs, q] + ([m] if call == MODMUL256 else [])
        for p in pointers:
            if p % 4 or p >= (1 << 32) - 256:
                raise Fault("badAcceleratorCall", p)
        if abs(r - q) < 32:
            raise Fault("badAcceleratorCall", q)
        a, b, c, d = map(number, inputs)
        divisor = number(m) if call == MODMUL256 else 1 << 256
        if divisor < 2 or a * b + c + d >> 256 >= divisor:
            raise Fault("badAcceleratorCall", m)
        for address, value in zip((q, r), divmod(a * b + c + d, divisor)):
            for k in range(32):
                memory[address + k] = value >> 8 * k & 255

    def word(address):  # the program is fixed at load: stores to it change nothing
        return sum(elf.memory.get(address + k, 0) << 8 * k for k in range(4))

    try:
        while True:
            if count == limit:
                raise RuntimeError("instruction limit")
            if pc not in elf.text:
                raise Fault("jumpOutside", pc)
            ins = decoded.get(pc)
            if ins is None:
                ins = decoded[pc] = decode(word(pc))
                if ins is None:
                    last = pc
                    raise Fault("illegalInstruction")
                executed.add(ins[0])
            _, kind, rd, rs1, rs2, imm, helper = ins
            last, pc, value, x = pc, pc + 4, None, regs[rs1]
            if kind == "alu":
                value = helper(x, regs[rs2] if imm is None else imm)
            elif kind == "load":
                address, (size, sign) = x + imm & M32, helper
                if address % size:
                    raise Fault("misalignedLoad", address)
                value = load(address, size)
                if sign:
                    value = extend(value, 8 * size)
            elif kind == "store":
                address = x + imm & M32
                if address % helper:
                    raise Fault("misalignedStore", address)
                for k in range(helper):
                    memory[address + k] = regs[rs2] >> 8 * k & 255
            elif kind == "branch":
                if helper(x, regs[rs2]):
                    pc = last + imm & M32
            elif kind == "lui":
                value = imm
            elif kind == "auipc":
                value = last + imm
            elif kind == "jal":
                value, pc = pc, last + imm & M32
            elif kind == "jalr":
                value, pc = pc, x + imm & M32 & ~1
            elif kind == "ebreak":
                raise Fault("ebreak")
            elif kind == "ecall":
                call, a, b, n = regs[17], regs[10], regs[11], regs[12]
                rd = 10
                if call == 93:
                    return Result(a, None, bytes(journal), count + 1, executed)
                if call == 63 and a == 0:
                    value = min(n, len(data) - at)
                    for k in range(value):
                        memory[b + k] = data[at + k]
                    at += value
                elif call == 64 and a in (1, 2, 3):
                    value = n
                    if a == 3:
                        journal += bytes(memory.get(b + k, 0) for k in range(n))
                elif call == 0x1000:
                    value = count
                elif call == SHA256_COMPRESS:
                    hash_blocks(memory, a, b, n)
                    value = 0
                elif call == KECCAK_ABSORB:
                    for k in range(n):
                        for i in range(RATE):
                            memory[a + i] = memory.get(a + i, 0) ^ memory.get(b + RATE * k + i, 0)
                        permute(memory, a)
                    value = 0
                elif call == KECCAK_PERMUTE:
                    permute(memory, a)
                    value = 0
                elif call in (MODMUL256, MULWIDE256):
                    multiply(call, regs[10:17])
                    value = 0
                elif 0x1000 < call <= 0x10FF:
                    value = -38
                else:
                    raise Fault("unknownEcall", call)
            if rd and value is not None:
                regs[rd] = value & M32
            count += 1
    except Fault as f:
        # A jump outside is reported at the jump, which has completed; `address` is where it led.
        where = last
        info = {"kind": f.kind}
        info["function"] = elf.function(where)
        info["pc"] = where
        info["instruction"] = word(where)
        if f.kind == "unknownEcall":
            info["number"] = f.address
        elif f.address is not None:
            info["address"] = f.address
        return Result(None, info, bytes(journal), count, executed)
