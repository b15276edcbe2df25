#!/usr/bin/env python3
"""Writes circuit.h and circuit.c: the tables of docs/circuit.md and the constants of docs/protocol.md, as data for the verifier in C.

    generate.py            writes both files
    generate.py --check    writes nothing; ends with 1 if a file differs from what would be written

Formulas become one list of instructions for each table, in which equal subexpressions occur once. Whatever the verifier's arrays are sized by is
computed here from the limits that protocol.md states. The documents are the only source; what cannot be found in them is an error.
"""

import ast
import pathlib
import re
import sys

P = 15 * 2**27 + 1
HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parent.parent / "docs"


def need(pattern, text, flags=re.M):
    """The groups of a pattern that must be in the text."""
    m = re.search(pattern, text, flags)
    if m is None:
        sys.exit(f"generate.py: the documents no longer say /{pattern}/")
    return m.groups()


class Protocol:
    """Constants of protocol.md."""

    def __init__(self, text):
        number = lambda pattern: int(need(pattern, text)[0])
        self.name, longest, buses, tables = need(r"Protocol name `(.*?)`, L = (\d+), (\d+) buses, (\d+) tables", text)
        self.longest, self.buses, self.tables = int(longest), int(buses), int(tables)
        self.min_top, self.max_top = map(int, need(r"Heights: N from 2\^(\d+) to 2\^(\d+);", text))
        self.max_domain = number(r"B·height <= 2\^(\d+)")
        self.max_journal = 1 << number(r"journal length, at most 2\^(\d+)")
        self.key_bytes = number(r"^\| (\d+) \| program key \|$")
        self.max_grinding = number(r"More than (\d+) refuses the shape")
        self.query_grinding = number(r'nonce "queries" \((\d+) bits\)')
        self.query_bits = number(r"q = ceil\((\d+)/that\)")
        self.final = number(r"such that N/8\^folds <= (\d+)")
        self.end_pc = 1 << number(r"State\(2\^(\d+), 0\)")
        self.max_receipt = int(need(r"none of\s+more than ([\d,]+) bytes can pass", text)[0].replace(",", ""))
        self.point_slack = number(r"\| point \(ζ\) \| 4N \+ (\d+) \|")
        buses = need(r"<!-- generated:buses -->\n(.*?)<!-- end -->", text, re.S)[0]
        self.bus_names = [line.split("|")[2].strip() for line in buses.splitlines()[2:]]
        rows = need(r"<!-- generated:tables -->\n(.*?)\n\n", text, re.S)[0].splitlines()
        cells = [[c.strip() for c in line.split("|")[1:-1]] for line in rows]
        self.step = {c[1]: int(c[cells[0].index("step")]) for c in cells[2:]}
        self.again = {c[1]: [int(x) for x in c[cells[0].index("again")].split(", ") if x] for c in cells[2:]}
        rows = need(r"<!-- generated:profiles -->\n(.*?)<!-- end -->", text, re.S)[0].splitlines()
        cells = [[c.strip().strip("`") for c in line.split("|")[1:-1]] for line in rows]
        self.profiles = []
        for column in range(1, len(cells[0])):
            p = {row[0]: row[column] for row in cells}
            log = lambda key: int(p[key].removeprefix("2^"))
            self.profiles.append({
                "id": int(p["id"]), "name": cells[0][column], "log_blowup": int(p["blow-up B"]).bit_length() - 1, "random_rows": int(p["random rows h"]),
                "piece_mask": int(p["piece mask M"]), "log_min": log("smallest height"), "log_last_piece": log("height of P_2"),
                "circuits": [
                    {"min_top": int(key.split("^")[1]), "heights": [(n, log("height of table " + n)) for n in p[key].split(", ")],
                     "root": bytes.fromhex(p[key.replace("the circuit's tables", "root of their tree")])}
                    for key in p if key.startswith("the circuit's tables, N from 2^")]})
            tops = [c["min_top"] for c in self.profiles[-1]["circuits"]]
            if tops != sorted(tops) or tops[:1] != [self.min_top]:
                sys.exit("generate.py: the trees of the circuit do not cover the heights that section 11 allows")
        if len(self.bus_names) != self.buses:
            sys.exit("generate.py: the list of buses has another length than protocol.md says")
        if [p["id"] for p in self.profiles] != list(range(1, len(self.profiles) + 1)) or self.key_bytes != 8 + 35 * len(self.profiles):
            sys.exit("generate.py: the program key does not have the profiles' entries")

    def queries(self, profile, log_top):
        """q of section 11, exactly."""
        n, b = 1 << log_top, 1 << profile["log_blowup"]
        x, bits = (2 * b * n << 63) // (b * n + n + 2), 0
        for _ in range(48):
            x = x * x >> 63
            bits <<= 1
            if x >> 64:
                x >>= 1
                bits |= 1
        q = -(-(self.query_bits << 48) // bits)
        if 3 * q + 10 > profile["random_rows"] or 2 * q + 5 > profile["piece_mask"]:
            sys.exit(f"generate.py: {q} queries reveal more than profile {profile['name']} hides")
        return q

    def folds(self, log_top):
        folds = 0
        while (1 << log_top) >> 3 * folds > self.final:
            folds += 1
        return folds


class Table:
    """One declaration of circuit.md, compiled: inputs take the first slots (preprocessed, main, next row), each instruction the next one."""

    def __init__(self, section, protocol):
        head, _, body = section.partition("\n")
        self.id, self.name = int(head.split()[0]), head.split()[1]
        listed = lambda key: (re.search(f"^{key}: (.*)\\.$", body, re.M) or ["", ""])[1]
        main, dummies = listed("Main"), 0
        m = re.search(r"(?:, )?and (\d+) dummies$", main)
        if m:
            main, dummies = main[:m.start()].rstrip(", "), int(m[1])
        main = [x for x in main.split(", ") if x]
        self.fixed = [x for x in listed("Preprocessed").split(", ") if x]
        self.main = len(main) + dummies
        following = [x for x in listed("Opened at the next row").split(", ") if x]
        self.next = [main.index(x) for x in following]
        self.slot = {x: i for i, x in enumerate(self.fixed)}
        self.slot |= {x: len(self.fixed) + i for i, x in enumerate(main)}
        self.slot |= {x + "_next": len(self.fixed) + self.main + i for i, x in enumerate(following)}
        if len(self.slot) != len(self.fixed) + len(main) + len(following):
            sys.exit(f"generate.py: table {self.name} has two columns of one name")
        self.inputs = len(self.fixed) + self.main + len(following)
        self.code, self.constants, self.known = [], [], {}
        self.rows, self.transitions, self.first, self.fractions, self.pairs = [], [], [], [], []
        self.weight = [0] * protocol.buses
        self.step = protocol.step[self.name]
        for i, line in enumerate(need(r"```text\n(.*?)```", body, re.S)[0].splitlines()):
            m = re.fullmatch(r"p(\d+) \[.*\] (\w+)\((.*)\) -> (\w+)\((.*)\)", line)
            if m:
                bus = protocol.bus_names.index(m[2])
                consumed, produced = ([self.formula(x) for x in self.split(side)] for side in (m[3], m[5]))
                if int(m[1]) != len(self.pairs) or m[2] != m[4] or len(consumed) != len(produced) or len(consumed) > protocol.longest:
                    sys.exit(f"generate.py: table {self.name}, {line}")
                self.pairs.append((bus, consumed, produced))
                continue
            m = re.fullmatch(r"f(\d+) ([+-]) \[(.*)\] (\w+)\((.*)\) max (\d+)", line)
            if m:
                bus = protocol.bus_names.index(m[4])
                entries = [self.formula(x) for x in self.split(m[5])]
                if int(m[1]) != len(self.fractions) or self.pairs or len(entries) > protocol.longest:
                    sys.exit(f"generate.py: table {self.name}, {line}")
                self.fractions.append((bus, m[2] == "-", self.formula(m[3]), entries))
                self.weight[bus] += int(m[6])
            elif self.fractions or self.pairs:
                sys.exit(f"generate.py: table {self.name}: a constraint behind the fractions")
            elif line.startswith("first "):
                self.first.append(self.formula(line.split(": ", 1)[1]))
            elif self.first:
                sys.exit(f"generate.py: table {self.name}: a constraint behind those of the first row")
            elif line.startswith("transition "):
                self.transitions.append(self.formula(line.split(": ", 1)[1]))
            elif self.transitions:
                sys.exit(f"generate.py: table {self.name}: a row constraint behind the transitions")
            else:
                self.rows.append(self.formula(line.split(": ", 1)[1]))

    @staticmethod
    def split(text):
        """Splits at commas outside of parentheses."""
        parts, depth = [""], 0
        for c in text:
            depth += (c == "(") - (c == ")")
            if c == "," and depth == 0:
                parts.append("")
            else:
                parts[-1] += c
        return parts

    def formula(self, text):
        """Compiles a formula; the slot of its value."""
        tree = ast.parse(re.sub(r"(\w+)'", r"\1_next", text.strip()).replace("·", "*"), mode="eval")
        return self.place(self.value(tree.body))

    def value(self, node):
        """A constant in [0, p), or ("slot", n)."""
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return node.value % P
        if isinstance(node, ast.Name):
            return ("slot", self.slot[node.id])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self.operate(ast.Sub, 0, self.value(node.operand))
        if isinstance(node, ast.BinOp):
            return self.operate(type(node.op), self.value(node.left), self.value(node.right))
        sys.exit(f"generate.py: table {self.name}: cannot read {ast.unparse(node)}")

    def operate(self, op, a, b):
        constant = isinstance(a, int), isinstance(b, int)
        if op is ast.Div:
            if not constant[1] or b == 0:
                sys.exit(f"generate.py: table {self.name}: a division by what is no constant")
            op, b = ast.Mult, pow(b, P - 2, P)
        if all(constant):
            return {ast.Add: a + b, ast.Sub: a - b, ast.Mult: a * b}[op] % P
        if op is ast.Mult and constant[0]:
            a, b = b, a
        if op is ast.Mult and isinstance(b, int):
            return self.emit("SCALE", a[1], self.constant(b))
        a, b = self.place(a), self.place(b)
        if op is not ast.Sub and a > b:
            a, b = b, a
        return self.emit({ast.Add: "ADD", ast.Sub: "SUB", ast.Mult: "MULTIPLY"}[op], a, b)

    def place(self, v):
        return (self.emit("CONSTANT", self.constant(v), 0) if isinstance(v, int) else v)[1]

    def constant(self, v):
        if v not in self.constants:
            self.constants.append(v)
        return self.constants.index(v)

    def emit(self, *instruction):
        if instruction not in self.known:
            self.known[instruction] = ("slot", self.inputs + len(self.code))
            self.code.append(instruction)
        return self.known[instruction]

    def auxiliary(self, w):
        return 5 * (-(-len(self.fractions) // w) + -(-len(self.pairs) // w))

    def opened(self, w):
        """Values of the table at ζ and at ζ·g."""
        return len(self.fixed) + self.main + self.auxiliary(w) + len(self.next) + (10 if self.pairs else 5)


class Circuit:
    def __init__(self):
        self.protocol = Protocol((DOCS / "protocol.md").read_text(encoding="utf-8"))
        sections = re.split(r"^## ", (DOCS / "circuit.md").read_text(encoding="utf-8"), flags=re.M)[1:]
        self.declared = [Table(s, self.protocol) for s in sections]
        uses = sorted((id_, i) for i, t in enumerate(self.declared) for id_ in [t.id] + self.protocol.again[t.name])
        if [id_ for id_, _ in uses] != list(range(self.protocol.tables)):
            sys.exit("generate.py: tables are missing, or an id occurs twice")
        self.declaration = [i for _, i in uses]
        id_of = {t.name: t.id for t in self.declared}
        self.ids = [id_of[n] for n in ("program", "image")]
        self.id_of = id_of
        in_trees = self.ids + [id_of[n] for n, _ in sum([c["heights"] for c in self.protocol.profiles[0]["circuits"]], [])]
        for t in self.declared:
            if bool(t.fixed) != (t.id in in_trees):
                sys.exit(f"generate.py: table {t.name} should not have preprocessed columns, or should")

    def limits(self):
        p, tables = self.protocol, [self.declared[d] for d in self.declaration]
        queries = max(p.queries(x, n) for x in p.profiles for n in range(p.min_top, p.max_top + 1))
        folds = p.folds(p.max_top)
        values = 15 + sum(t.opened(2) for t in tables)
        final = max((1 << n) >> 3 * p.folds(n) for n in range(p.min_top, p.max_top + 1))
        path = queries * p.max_domain * 32
        rows = sum(len(t.fixed) + t.main + t.auxiliary(2) for t in tables) + 20
        proof = 3 * 32 + 5 * 8 + folds * 40 + 20 * (len(tables) + sum(1 for t in tables if t.pairs) + values + final)
        proof += queries * (4 * rows + 3 * 32) + 5 * path + folds * (queries * 160 + path)
        receipt = 4 + 2 + 1 + (len(tables) + 1) // 2 + p.key_bytes + 8 + p.max_journal + proof
        if receipt != p.max_receipt:
            sys.exit(f"generate.py: protocol.md should say that a receipt has at most {receipt:,} bytes")
        return {
            "DECLARATIONS": len(self.declared), "TABLES": len(tables), "HEIGHT_BYTES": (len(tables) + 1) // 2, "BUSES": p.buses, "LONGEST_TUPLE": p.longest, "PROFILES": len(p.profiles),
            "TABLE_PROGRAM": self.ids[0], "TABLE_IMAGE": self.ids[1],
            "CIRCUIT_TREES": len(p.profiles[0]["circuits"]), "CIRCUIT_TABLES": max(len(c["heights"]) for x in p.profiles for c in x["circuits"]),
            "BUS_STATE": p.bus_names.index("State"), "BUS_PUBLIC": p.bus_names.index("Public"), "END_PC": p.end_pc,
            "KEY_BYTES": p.key_bytes, "MIN_LOG_TOP": p.min_top, "MAX_LOG_TOP": p.max_top, "MAX_LOG_DOMAIN": p.max_domain,
            "MIN_LOG_HEIGHT": min(x["log_min"] for x in p.profiles), "MAX_FINAL": p.final, "MAX_GRINDING": p.max_grinding,
            "QUERY_GRINDING": p.query_grinding, "POINT_SLACK": p.point_slack, "FIELD_ORDER_SHIFTED": f"UINT64_C({P**5 >> 96})",
            "MAX_QUERIES": queries, "MAX_FOLDS": folds, "MAX_VALUES": values, "MAX_SLOTS": max(t.inputs + len(t.code) for t in tables),
            "MAX_COLUMNS": max(max(len(t.fixed), t.main, t.auxiliary(2)) for t in tables),
            "MAX_FRACTIONS": max(len(t.fractions) for t in tables), "MAX_NEXT": max(max(len(t.next) for t in tables), 5),
            "MAX_JOURNAL_BYTES": p.max_journal, "MAX_RECEIPT_BYTES": receipt,
        }


HEADER = """/* Generated by generate.py from docs/circuit.md and docs/protocol.md; do not edit. */
#ifndef FASTZK_CIRCUIT_H
#define FASTZK_CIRCUIT_H

#include <stdint.h>

{limits}

/* slot[n] of the next free slot n = f(a, b): slots, but b of SCALE and a of CONSTANT number the table's constants. */
enum {{ FASTZK_ADD, FASTZK_SUB, FASTZK_MULTIPLY, FASTZK_SCALE, FASTZK_CONSTANT }};

typedef struct {{
    uint16_t operation, a, b;
}} fastzk_instruction;

typedef struct {{
    uint8_t bus, negative, entries; /* negative: the multiplicity enters with a minus */
    uint16_t multiplicity;          /* a slot, as are the tuple's entries */
    uint16_t tuple[FASTZK_LONGEST_TUPLE];
}} fastzk_fraction;

typedef struct {{
    uint8_t bus, entries;
    uint16_t consumed[FASTZK_LONGEST_TUPLE], produced[FASTZK_LONGEST_TUPLE]; /* slots */
}} fastzk_pair;

/* One table of circuit.md. Slots hold the preprocessed columns, the main columns (dummies too), the columns of the next row, then one value an instruction. */
typedef struct {{
    const char *name;
    uint16_t fixed, main, next, rows, transitions, first, fractions, pairs, step, instructions;
    uint16_t next_column[FASTZK_MAX_NEXT];    /* main columns that are opened at the next row */
    uint16_t bus_weight[FASTZK_BUSES];        /* sum of "max" for each bus */
    const fastzk_instruction *code;
    const uint32_t *constants;                /* canonical */
    const uint16_t *constraints;              /* slots: rows, transitions, first row */
    const fastzk_fraction *fraction;
    const fastzk_pair *pair;
}} fastzk_table;

/* A preprocessed tree of the circuit, for N from 2^min_log_top on up to the next one's. */
typedef struct {{
    uint8_t min_log_top, tables;
    uint8_t table[FASTZK_CIRCUIT_TABLES], log_height[FASTZK_CIRCUIT_TABLES]; /* by id */
    uint8_t root[32];
}} fastzk_circuit_tree;

typedef struct {{
    uint8_t id, log_blowup, log_min_height, log_last_piece;
    uint16_t random_rows, piece_mask;
    uint16_t queries[FASTZK_MAX_LOG_TOP - FASTZK_MIN_LOG_TOP + 1]; /* by log N */
    fastzk_circuit_tree circuit[FASTZK_CIRCUIT_TREES];             /* by ascending N */
}} fastzk_profile;

extern const char fastzk_protocol_name[{name_length}]; /* no terminating zero */
extern const fastzk_table fastzk_declared[FASTZK_DECLARATIONS];
extern const uint8_t fastzk_declaration[FASTZK_TABLES]; /* by table id */
extern const fastzk_profile fastzk_profiles[FASTZK_PROFILES]; /* by id - 1 */

#endif
"""


def lines(items, indent="    ", width=150):
    """Items joined by commas, broken into lines."""
    out, line = [], indent
    for item in items:
        if len(line) + len(item) + 2 > width and line.strip():
            out.append(line.rstrip())
            line = indent
        line += item + ", "
    return "\n".join(out + [line.rstrip()])


def header(circuit):
    limits = "\n".join(f"#define FASTZK_{k} {v}" for k, v in circuit.limits().items())
    return HEADER.format(limits=limits, name_length=len(circuit.protocol.name.encode()))


def source(circuit):
    p = circuit.protocol
    parts = ["/* Generated by generate.py from docs/circuit.md and docs/protocol.md; do not edit. */\n#include \"circuit.h\"\n"]
    array = lambda kind, name, items: parts.append(f"static const {kind} {name}[] = {{\n{lines(items)}\n}};\n") if items else None
    name = ", ".join(f"0x{b:02x}" for b in p.name.encode())
    parts.append(f"/* {p.name} */\nconst char fastzk_protocol_name[{len(p.name.encode())}] = {{\n{lines(name.split(', '))}\n}};\n")
    short = {"ADD": 0, "SUB": 1, "MULTIPLY": 2, "SCALE": 3, "CONSTANT": 4}
    entries = []
    for t in circuit.declared:
        array("fastzk_instruction", t.name + "_code", [f"{{{short[o]}, {a}, {b}}}" for o, a, b in t.code])
        array("uint32_t", t.name + "_constants", [f"{c}u" for c in t.constants])
        array("uint16_t", t.name + "_constraints", [str(s) for s in t.rows + t.transitions + t.first])
        array("fastzk_fraction", t.name + "_fractions",
              [f"{{{bus}, {int(negative)}, {len(tuple_)}, {m}, {{{', '.join(map(str, tuple_))}}}}}" for bus, negative, m, tuple_ in t.fractions])
        side = lambda tuple_: f"{{{', '.join(map(str, tuple_))}}}"
        array("fastzk_pair", t.name + "_pairs", [f"{{{bus}, {len(consumed)}, {side(consumed)}, {side(produced)}}}" for bus, consumed, produced in t.pairs])
        pointer = lambda suffix, items: f"{t.name}_{suffix}" if items else "0"
        entries.append(
            f"    {{\"{t.name}\", {len(t.fixed)}, {t.main}, {len(t.next)}, {len(t.rows)}, {len(t.transitions)}, {len(t.first)}, {len(t.fractions)}, {len(t.pairs)}, {t.step}, {len(t.code)},\n"
            f"     {{{', '.join(map(str, t.next or [0]))}}}, {{{', '.join(map(str, t.weight))}}},\n"
            f"     {pointer('code', t.code)}, {pointer('constants', t.constants)}, {pointer('constraints', t.rows + t.transitions + t.first)}, {pointer('fractions', t.fractions)}, "
            f"{pointer('pairs', t.pairs)}}},")
    parts.append("const fastzk_table fastzk_declared[FASTZK_DECLARATIONS] = {\n" + "\n".join(entries) + "\n};\n")
    parts.append(f"const uint8_t fastzk_declaration[FASTZK_TABLES] = {{\n{lines(map(str, circuit.declaration))}\n}};\n")
    def tree(c):
        ids, logs = zip(*sorted((circuit.id_of[n], log) for n, log in c["heights"]))
        return (f"         {{{c['min_top']}, {len(ids)}, {{{', '.join(map(str, ids))}}}, {{{', '.join(map(str, logs))}}},\n"
                f"          {{\n{lines([f'0x{b:02x}' for b in c['root']], '             ')}\n          }}}},")

    profiles = []
    for x in p.profiles:
        queries = [str(p.queries(x, n)) for n in range(p.min_top, p.max_top + 1)]
        profiles.append(f"    /* {x['name']} */\n    {{{x['id']}, {x['log_blowup']}, {x['log_min']}, {x['log_last_piece']}, {x['random_rows']}, {x['piece_mask']}, "
                        f"{{{', '.join(queries)}}},\n     {{\n" + "\n".join(tree(c) for c in x["circuits"]) + "\n     }},")
    parts.append("const fastzk_profile fastzk_profiles[FASTZK_PROFILES] = {\n" + "\n".join(profiles) + "\n};\n")
    return "\n".join(parts)


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    circuit = Circuit()
    different = False
    for name, text in (("circuit.h", header(circuit)), ("circuit.c", source(circuit))):
        path = HERE / name
        if not sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"native/verifier/{name} is not what the documents say; run native/verifier/generate.py", file=sys.stderr)
            different = True
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
