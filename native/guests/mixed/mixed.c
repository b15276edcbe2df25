// Executes every RV32IM instruction on values from a generator, among them the
// corner cases (division by zero and overflow, shifts by 32 and more, writes to
// x0, jalr to an odd address). One checksum comes out: hosts that differ in any
// result differ in the journal.
//
// Input: seed, count, each 4 bytes LE, nothing more.
// Journal: checksum, 4 bytes LE.
//
// Inline assembler where C leaves the choice of instruction to the compiler.
// No result depends on where the program is linked.
#include "fastzk.h"

#define RR(op, x, y) ({ uint32_t r_; __asm__ volatile(#op " %0,%1,%2" : "=r"(r_) : "r"(x), "r"(y)); r_; })
#define RI(op, x, imm) ({ uint32_t r_; __asm__ volatile(#op " %0,%1," #imm : "=r"(r_) : "r"(x)); r_; })
#define LOAD(op, p, offset) ({ uint32_t r_; __asm__ volatile(#op " %0," #offset "(%1)" : "=r"(r_) : "r"(p) : "memory"); r_; })
#define STORE(op, v, p, offset) __asm__ volatile(#op " %0," #offset "(%1)" :: "r"(v), "r"(p) : "memory")
#define TAKEN(op, x, y) ({ uint32_t r_; __asm__ volatile("li %0,1\n\t" #op " %1,%2,1f\n\tli %0,0\n1:" \
    : "=&r"(r_) : "r"(x), "r"(y)); r_; })

static uint32_t generator, checksum;

static uint32_t next(void)
{
    uint32_t x = generator;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return generator = x;
}

static inline void mix(uint32_t value)
{
    checksum = (checksum ^ value) * 0x9e3779b1;
    checksum ^= checksum >> 15;
}

static void multiply(uint32_t x, uint32_t y)
{
    mix(RR(mul, x, y));
    mix(RR(mulh, x, y));
    mix(RR(mulhu, x, y));
    mix(RR(mulhsu, x, y));
    mix(RR(mulhsu, y, x));
}

static void divide(uint32_t x, uint32_t y)
{
    mix(RR(div, x, y));
    mix(RR(divu, x, y));
    mix(RR(rem, x, y));
    mix(RR(remu, x, y));
}

static void shift(uint32_t x, uint32_t y)
{
    mix(RR(sll, x, y));  // only y's low five bits may count
    mix(RR(srl, x, y));
    mix(RR(sra, x, y));
    mix(RI(slli, x, 1) ^ RI(slli, y, 31));
    mix(RI(srli, x, 7) ^ RI(srli, y, 31));
    mix(RI(srai, x, 19) ^ RI(srai, y, 31));
}

static void logic(uint32_t x, uint32_t y)
{
    mix(RR(add, x, y));
    mix(RR(sub, x, y));
    mix(RR(and, x, y));
    mix(RR(or, x, y));
    mix(RR(xor, x, y));
    mix(RI(addi, x, -2048) ^ RI(addi, y, 2047));
    mix(RI(andi, x, -2048) ^ RI(andi, y, 2047));
    mix(RI(ori, x, -2048) ^ RI(ori, y, 1365));
    mix(RI(xori, x, -1) ^ RI(xori, y, 1365));
}

static void compare(uint32_t x, uint32_t y)
{
    uint32_t bits = RR(slt, x, y) | RR(sltu, x, y) << 1 | RI(slti, x, -1) << 2 | RI(sltiu, y, -1) << 3;
    bits |= TAKEN(beq, x, y) << 4 | TAKEN(bne, x, y) << 5 | TAKEN(blt, x, y) << 6 | TAKEN(bge, x, y) << 7;
    bits |= TAKEN(bltu, x, y) << 8 | TAKEN(bgeu, x, y) << 9 | TAKEN(beq, x, x) << 10 | TAKEN(blt, x, x) << 11;
    bits |= TAKEN(bgeu, y, y) << 12 | RI(sltiu, x, 1) << 13;
    mix(bits);
}

static void memory(uint32_t x, uint32_t y)
{
    static uint32_t cells[64];
    uint32_t *p = cells + (y & 63);
    mix(LOAD(lw, p, 0));
    STORE(sw, x, p, 0);
    mix(LOAD(lb, p, 0) ^ LOAD(lbu, p, 1) << 1 ^ LOAD(lb, p, 2) << 2 ^ LOAD(lbu, p, 3) << 3);
    mix(LOAD(lh, p, 0) ^ LOAD(lhu, p, 2) << 1);
    mix(LOAD(lhu, p, 0) ^ LOAD(lh, p, 2) << 1);
    mix(LOAD(lbu, p, 0) ^ LOAD(lb, p, 1) << 1 ^ LOAD(lbu, p, 2) << 2 ^ LOAD(lb, p, 3) << 3);
    STORE(sb, y, p, 1);
    STORE(sb, y >> 8, p, 3);
    mix(LOAD(lw, p, 0));
    STORE(sb, y >> 16, p, 0);
    STORE(sb, y >> 24, p, 2);
    mix(LOAD(lw, p, 0));
    STORE(sh, x + y, p, 2);
    mix(LOAD(lw, p, 0));
    STORE(sh, x - y, p, 0);
    mix(LOAD(lw, p + 1, -4));
}

// Fixed code distances: neither the linker nor the assembler may change them.
static void jump(uint32_t x, uint32_t y)
{
    uint32_t r, s;
    __asm__ volatile(".option push\n\t.option norelax\n\t.option norvc\n\t"
                     "auipc %0,0\n\t"
                     "addi %0,%0,17\n\t"    // 4 x 4 + 1: the jump must clear the low bit
                     "jalr %1,0(%0)\n\t"
                     "addi %1,%1,64\n\t"    // skipped
                     "sub %1,%1,%0\n\t"
                     ".option pop" : "=&r"(r), "=&r"(s));
    mix(s);
    __asm__ volatile(".option push\n\t.option norelax\n\t.option norvc\n\t"
                     "auipc %0,0\n\t"
                     "mv %1,%0\n\t"
                     "jalr %0,20(%0)\n\t"   // link register = base register: the old value counts
                     "addi %0,%0,64\n\t"    // skipped, as is the next
                     "addi %0,%0,128\n\t"
                     "sub %0,%0,%1\n\t"
                     ".option pop" : "=&r"(r), "=&r"(s));
    mix(r);
    __asm__ volatile("auipc %0,0\n\tauipc %1,0x80000\n\tsub %0,%1,%0\n\tlui %1,0xfedcb" : "=&r"(r), "=&r"(s));
    mix(r ^ s);
    __asm__ volatile("jal %0,2f\n1:\tj 3f\n2:\tauipc %1,0\n\tsub %0,%1,%0\n\tbeq zero,zero,1b\n3:" : "=&r"(r), "=&r"(s));
    mix(r);
    // Writes to x0 vanish, whatever the instruction.
    __asm__ volatile("div zero,%1,%2\n\tmul zero,%1,%2\n\tlw zero,0(sp)\n\tsltiu zero,%1,-1\n\t"
                     "lui zero,0xfffff\n\taddi zero,%1,1\n\tsub %0,zero,%1" : "=&r"(r) : "r"(x), "r"(y));
    mix(r);
}

static void order(uint32_t x, uint32_t y)
{
    __asm__ volatile("fence\n\tfence rw,w\n\tfence r,r" ::: "memory");
    mix(x ^ (y << 1));
}

// Called through a table: jalr with a link.
static void (*const by_table[])(uint32_t, uint32_t) = { multiply, divide, shift, memory };

static const uint32_t corners[] = { 0, 1, 31, 32, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff };

int main(void)
{
    uint32_t input[2];
    fastzk_read_exact(input, sizeof input);
    fastzk_read_end();
    generator = input[0] != 0 ? input[0] : 0x9e3779b9;  // zero is xorshift's fixed point
    uint32_t count = input[1];
    const uint32_t corner_count = sizeof corners / sizeof *corners;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t r = next(), x = next(), y = next();
        // Random words nearly never hit a corner case: choose them on purpose.
        if (r & 0x100) x = corners[(r >> 16) % corner_count];
        if (r & 0x200) y = corners[(r >> 20) % corner_count];
        switch (r & 15) {
        case 0: case 1: multiply(x, y); break;
        case 2: case 3: divide(x, y); break;
        case 4: shift(x, y); break;
        case 5: case 6: logic(x, y); break;
        case 7: case 8: compare(x, y); break;
        case 9: case 10: memory(x, y); break;
        case 11: case 12: jump(x, y); break;
        case 13: order(x, y); break;
        case 14: by_table[(r >> 4) & 3](x, y); break;
        default: mix((int32_t)x < (int32_t)y ? x : x < y ? y : r); break;
        }
    }
    fastzk_commit(&checksum, sizeof checksum);
    return FASTZK_EXIT_OK;
}
