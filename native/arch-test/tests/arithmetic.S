/* Operations of RV32I on registers and with immediates. */
#include "check.h"

    begin

    rr      add, x1, x6, x11, 0x00000000, 0x00000000, 0x00000000
    rr      add, x21, x21, x26, 0x00000001, 0x00000001, 0x00000002
    rr      add, x13, x8, x13, 0x00000003, 0x00000005, 0x00000008
    rr      add, x18, x23, x28, 0xffffffff, 0x00000001, 0x00000000
    rr      add, x5, x10, x15, 0xffffffff, 0xffffffff, 0xfffffffe
    rr      add, x25, x25, x2, 0x80000000, 0xffffffff, 0x7fffffff
    rr      add, x17, x12, x17, 0x80000000, 0x80000000, 0x00000000
    rr      add, x22, x27, x4, 0x7fffffff, 0x00000001, 0x80000000
    rr      add, x9, x14, x19, 0x7fffffff, 0x80000000, 0xffffffff
    rr      add, x1, x1, x6, 0x12345678, 0x9abcdef0, 0xacf13568
    rr      add, x21, x16, x21, 0x9abcdef0, 0x12345678, 0xacf13568
    rr      add, x26, x3, x8, 0xaaaaaaaa, 0x55555555, 0xffffffff

    rr      sub, x13, x18, x23, 0x00000000, 0x00000000, 0x00000000
    rr      sub, x5, x5, x10, 0x00000001, 0x00000001, 0x00000000
    rr      sub, x25, x20, x25, 0x00000003, 0x00000005, 0xfffffffe
    rr      sub, x2, x7, x12, 0xffffffff, 0x00000001, 0xfffffffe
    rr      sub, x17, x22, x27, 0xffffffff, 0xffffffff, 0x00000000
    rr      sub, x9, x9, x14, 0x80000000, 0xffffffff, 0x80000001
    rr      sub, x1, x24, x1, 0x80000000, 0x80000000, 0x00000000
    rr      sub, x6, x11, x16, 0x7fffffff, 0x00000001, 0x7ffffffe
    rr      sub, x21, x26, x3, 0x7fffffff, 0x80000000, 0xffffffff
    rr      sub, x13, x13, x18, 0x12345678, 0x9abcdef0, 0x77777788
    rr      sub, x5, x28, x5, 0x9abcdef0, 0x12345678, 0x88888878
    rr      sub, x10, x15, x20, 0xaaaaaaaa, 0x55555555, 0x55555555

    rr      slt, x25, x2, x7, 0x00000000, 0x00000000, 0x00000000
    rr      slt, x17, x17, x22, 0x00000001, 0x00000001, 0x00000000
    rr      slt, x9, x4, x9, 0x00000003, 0x00000005, 0x00000001
    rr      slt, x14, x19, x24, 0xffffffff, 0x00000001, 0x00000001
    rr      slt, x1, x6, x11, 0xffffffff, 0xffffffff, 0x00000000
    rr      slt, x21, x21, x26, 0x80000000, 0xffffffff, 0x00000001
    rr      slt, x13, x8, x13, 0x80000000, 0x80000000, 0x00000000
    rr      slt, x18, x23, x28, 0x7fffffff, 0x00000001, 0x00000000
    rr      slt, x5, x10, x15, 0x7fffffff, 0x80000000, 0x00000000
    rr      slt, x25, x25, x2, 0x12345678, 0x9abcdef0, 0x00000000
    rr      slt, x17, x12, x17, 0x9abcdef0, 0x12345678, 0x00000001
    rr      slt, x22, x27, x4, 0xaaaaaaaa, 0x55555555, 0x00000001

    rr      sltu, x9, x14, x19, 0x00000000, 0x00000000, 0x00000000
    rr      sltu, x1, x1, x6, 0x00000001, 0x00000001, 0x00000000
    rr      sltu, x21, x16, x21, 0x00000003, 0x00000005, 0x00000001
    rr      sltu, x26, x3, x8, 0xffffffff, 0x00000001, 0x00000000
    rr      sltu, x13, x18, x23, 0xffffffff, 0xffffffff, 0x00000000
    rr      sltu, x5, x5, x10, 0x80000000, 0xffffffff, 0x00000001
    rr      sltu, x25, x20, x25, 0x80000000, 0x80000000, 0x00000000
    rr      sltu, x2, x7, x12, 0x7fffffff, 0x00000001, 0x00000000
    rr      sltu, x17, x22, x27, 0x7fffffff, 0x80000000, 0x00000001
    rr      sltu, x9, x9, x14, 0x12345678, 0x9abcdef0, 0x00000001
    rr      sltu, x1, x24, x1, 0x9abcdef0, 0x12345678, 0x00000000
    rr      sltu, x6, x11, x16, 0xaaaaaaaa, 0x55555555, 0x00000000

    rr      xor, x21, x26, x3, 0x00000000, 0x00000000, 0x00000000
    rr      xor, x13, x13, x18, 0x00000001, 0x00000001, 0x00000000
    rr      xor, x5, x28, x5, 0x00000003, 0x00000005, 0x00000006
    rr      xor, x10, x15, x20, 0xffffffff, 0x00000001, 0xfffffffe
    rr      xor, x25, x2, x7, 0xffffffff, 0xffffffff, 0x00000000
    rr      xor, x17, x17, x22, 0x80000000, 0xffffffff, 0x7fffffff
    rr      xor, x9, x4, x9, 0x80000000, 0x80000000, 0x00000000
    rr      xor, x14, x19, x24, 0x7fffffff, 0x00000001, 0x7ffffffe
    rr      xor, x1, x6, x11, 0x7fffffff, 0x80000000, 0xffffffff
    rr      xor, x21, x21, x26, 0x12345678, 0x9abcdef0, 0x88888888
    rr      xor, x13, x8, x13, 0x9abcdef0, 0x12345678, 0x88888888
    rr      xor, x18, x23, x28, 0xaaaaaaaa, 0x55555555, 0xffffffff

    rr      or, x5, x10, x15, 0x00000000, 0x00000000, 0x00000000
    rr      or, x25, x25, x2, 0x00000001, 0x00000001, 0x00000001
    rr      or, x17, x12, x17, 0x00000003, 0x00000005, 0x00000007
    rr      or, x22, x27, x4, 0xffffffff, 0x00000001, 0xffffffff
    rr      or, x9, x14, x19, 0xffffffff, 0xffffffff, 0xffffffff
    rr      or, x1, x1, x6, 0x80000000, 0xffffffff, 0xffffffff
    rr      or, x21, x16, x21, 0x80000000, 0x80000000, 0x80000000
    rr      or, x26, x3, x8, 0x7fffffff, 0x00000001, 0x7fffffff
    rr      or, x13, x18, x23, 0x7fffffff, 0x80000000, 0xffffffff
    rr      or, x5, x5, x10, 0x12345678, 0x9abcdef0, 0x9abcdef8
    rr      or, x25, x20, x25, 0x9abcdef0, 0x12345678, 0x9abcdef8
    rr      or, x2, x7, x12, 0xaaaaaaaa, 0x55555555, 0xffffffff

    rr      and, x17, x22, x27, 0x00000000, 0x00000000, 0x00000000
    rr      and, x9, x9, x14, 0x00000001, 0x00000001, 0x00000001
    rr      and, x1, x24, x1, 0x00000003, 0x00000005, 0x00000001
    rr      and, x6, x11, x16, 0xffffffff, 0x00000001, 0x00000001
    rr      and, x21, x26, x3, 0xffffffff, 0xffffffff, 0xffffffff
    rr      and, x13, x13, x18, 0x80000000, 0xffffffff, 0x80000000
    rr      and, x5, x28, x5, 0x80000000, 0x80000000, 0x80000000
    rr      and, x10, x15, x20, 0x7fffffff, 0x00000001, 0x00000001
    rr      and, x25, x2, x7, 0x7fffffff, 0x80000000, 0x00000000
    rr      and, x17, x17, x22, 0x12345678, 0x9abcdef0, 0x12345670
    rr      and, x9, x4, x9, 0x9abcdef0, 0x12345678, 0x12345670
    rr      and, x14, x19, x24, 0xaaaaaaaa, 0x55555555, 0x00000000

    rr      sll, x1, x6, x11, 0x00000001, 0x00000000, 0x00000001
    rr      sll, x21, x21, x26, 0x00000001, 0x0000001f, 0x80000000
    rr      sll, x13, x8, x13, 0x80000000, 0x0000001f, 0x00000000
    rr      sll, x18, x23, x28, 0x80000000, 0x00000001, 0x00000000
    rr      sll, x5, x10, x15, 0xdeadbeef, 0x00000010, 0xbeef0000
    rr      sll, x25, x25, x2, 0xdeadbeef, 0x00000020, 0xdeadbeef
    rr      sll, x17, x12, x17, 0xdeadbeef, 0xffffffe1, 0xbd5b7dde
    rr      sll, x22, x27, x4, 0x7fffffff, 0x0000000f, 0xffff8000
    rr      sll, x9, x14, x19, 0xffffffff, 0x00000011, 0xfffe0000

    rr      srl, x24, x1, x6, 0x00000001, 0x00000000, 0x00000001
    rr      srl, x16, x16, x21, 0x00000001, 0x0000001f, 0x00000000
    rr      srl, x8, x3, x8, 0x80000000, 0x0000001f, 0x00000001
    rr      srl, x13, x18, x23, 0x80000000, 0x00000001, 0x40000000
    rr      srl, x28, x5, x10, 0xdeadbeef, 0x00000010, 0x0000dead
    rr      srl, x20, x20, x25, 0xdeadbeef, 0x00000020, 0xdeadbeef
    rr      srl, x12, x7, x12, 0xdeadbeef, 0xffffffe1, 0x6f56df77
    rr      srl, x17, x22, x27, 0x7fffffff, 0x0000000f, 0x0000ffff
    rr      srl, x4, x9, x14, 0xffffffff, 0x00000011, 0x00007fff

    rr      sra, x19, x24, x1, 0x00000001, 0x00000000, 0x00000001
    rr      sra, x11, x11, x16, 0x00000001, 0x0000001f, 0x00000000
    rr      sra, x3, x26, x3, 0x80000000, 0x0000001f, 0xffffffff
    rr      sra, x8, x13, x18, 0x80000000, 0x00000001, 0xc0000000
    rr      sra, x23, x28, x5, 0xdeadbeef, 0x00000010, 0xffffdead
    rr      sra, x15, x15, x20, 0xdeadbeef, 0x00000020, 0xdeadbeef
    rr      sra, x7, x2, x7, 0xdeadbeef, 0xffffffe1, 0xef56df77
    rr      sra, x12, x17, x22, 0x7fffffff, 0x0000000f, 0x0000ffff
    rr      sra, x27, x4, x9, 0xffffffff, 0x00000011, 0xffffffff

    ri      addi, x14, x19, 0x00000000, 0, 0x00000000
    ri      addi, x6, x6, 0x00000000, -1, 0xffffffff
    ri      addi, x16, x21, 0xffffffff, 1, 0x00000000
    ri      addi, x3, x8, 0x7fffffff, 2047, 0x800007fe
    ri      addi, x23, x23, 0x80000000, -2048, 0x7ffff800
    ri      addi, x5, x10, 0x12345678, -2047, 0x12344e79
    ri      addi, x20, x25, 0xfffff800, -2048, 0xfffff000
    ri      addi, x12, x12, 0xdeadbeef, 1365, 0xdeadc444

    ri      slti, x22, x27, 0x00000000, 0, 0x00000000
    ri      slti, x14, x14, 0x00000000, -1, 0x00000000
    ri      slti, x24, x1, 0xffffffff, 1, 0x00000001
    ri      slti, x11, x16, 0x7fffffff, 2047, 0x00000000
    ri      slti, x3, x3, 0x80000000, -2048, 0x00000001
    ri      slti, x13, x18, 0x12345678, -2047, 0x00000000
    ri      slti, x28, x5, 0xfffff800, -2048, 0x00000000
    ri      slti, x20, x20, 0xdeadbeef, 1365, 0x00000001

    ri      sltiu, x2, x7, 0x00000000, 0, 0x00000000
    ri      sltiu, x22, x22, 0x00000000, -1, 0x00000001
    ri      sltiu, x4, x9, 0xffffffff, 1, 0x00000000
    ri      sltiu, x19, x24, 0x7fffffff, 2047, 0x00000000
    ri      sltiu, x11, x11, 0x80000000, -2048, 0x00000001
    ri      sltiu, x21, x26, 0x12345678, -2047, 0x00000001
    ri      sltiu, x8, x13, 0xfffff800, -2048, 0x00000000
    ri      sltiu, x28, x28, 0xdeadbeef, 1365, 0x00000000

    ri      xori, x10, x15, 0x00000000, 0, 0x00000000
    ri      xori, x2, x2, 0x00000000, -1, 0xffffffff
    ri      xori, x12, x17, 0xffffffff, 1, 0xfffffffe
    ri      xori, x27, x4, 0x7fffffff, 2047, 0x7ffff800
    ri      xori, x19, x19, 0x80000000, -2048, 0x7ffff800
    ri      xori, x1, x6, 0x12345678, -2047, 0xedcbae79
    ri      xori, x16, x21, 0xfffff800, -2048, 0x00000000
    ri      xori, x8, x8, 0xdeadbeef, 1365, 0xdeadbbba

    ri      ori, x18, x23, 0x00000000, 0, 0x00000000
    ri      ori, x10, x10, 0x00000000, -1, 0xffffffff
    ri      ori, x20, x25, 0xffffffff, 1, 0xffffffff
    ri      ori, x7, x12, 0x7fffffff, 2047, 0x7fffffff
    ri      ori, x27, x27, 0x80000000, -2048, 0xfffff800
    ri      ori, x9, x14, 0x12345678, -2047, 0xfffffe79
    ri      ori, x24, x1, 0xfffff800, -2048, 0xfffff800
    ri      ori, x16, x16, 0xdeadbeef, 1365, 0xdeadbfff

    ri      andi, x26, x3, 0x00000000, 0, 0x00000000
    ri      andi, x18, x18, 0x00000000, -1, 0x00000000
    ri      andi, x28, x5, 0xffffffff, 1, 0x00000001
    ri      andi, x15, x20, 0x7fffffff, 2047, 0x000007ff
    ri      andi, x7, x7, 0x80000000, -2048, 0x80000000
    ri      andi, x17, x22, 0x12345678, -2047, 0x12345000
    ri      andi, x4, x9, 0xfffff800, -2048, 0xfffff800
    ri      andi, x24, x24, 0xdeadbeef, 1365, 0x00000445

    ri      slli, x6, x11, 0x00000001, 0, 0x00000001
    ri      slli, x26, x26, 0x00000001, 31, 0x80000000
    ri      slli, x8, x13, 0x80000000, 31, 0x00000000
    ri      slli, x23, x28, 0xdeadbeef, 16, 0xbeef0000
    ri      slli, x15, x15, 0x80000001, 1, 0x00000002
    ri      slli, x25, x2, 0xffffffff, 7, 0xffffff80

    ri      srli, x12, x17, 0x00000001, 0, 0x00000001
    ri      srli, x4, x4, 0x00000001, 31, 0x00000000
    ri      srli, x14, x19, 0x80000000, 31, 0x00000001
    ri      srli, x1, x6, 0xdeadbeef, 16, 0x0000dead
    ri      srli, x21, x21, 0x80000001, 1, 0x40000000
    ri      srli, x3, x8, 0xffffffff, 7, 0x01ffffff

    ri      srai, x18, x23, 0x00000001, 0, 0x00000001
    ri      srai, x10, x10, 0x00000001, 31, 0x00000000
    ri      srai, x20, x25, 0x80000000, 31, 0xffffffff
    ri      srai, x7, x12, 0xdeadbeef, 16, 0xffffdead
    ri      srai, x27, x27, 0x80000001, 1, 0xc0000000
    ri      srai, x9, x14, 0xffffffff, 7, 0xffffffff

    end
