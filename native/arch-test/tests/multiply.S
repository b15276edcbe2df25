/* Multiplication and division: the M extension, with its results for division by zero and overflow. */
#include "check.h"

    begin

    rr      mul, x1, x6, x11, 0x00000000, 0x00000000, 0x00000000
    rr      mul, x21, x21, x26, 0x00000001, 0x00000001, 0x00000001
    rr      mul, x13, x8, x13, 0x00000003, 0x00000005, 0x0000000f
    rr      mul, x18, x23, x28, 0xffffffff, 0x00000001, 0xffffffff
    rr      mul, x5, x10, x15, 0xffffffff, 0xffffffff, 0x00000001
    rr      mul, x25, x25, x2, 0x80000000, 0xffffffff, 0x80000000
    rr      mul, x17, x12, x17, 0x80000000, 0x80000000, 0x00000000
    rr      mul, x22, x27, x4, 0x7fffffff, 0x00000001, 0x7fffffff
    rr      mul, x9, x14, x19, 0x7fffffff, 0x80000000, 0x80000000
    rr      mul, x1, x1, x6, 0x12345678, 0x9abcdef0, 0x242d2080
    rr      mul, x21, x16, x21, 0x9abcdef0, 0x12345678, 0x242d2080
    rr      mul, x26, x3, x8, 0xaaaaaaaa, 0x55555555, 0x71c71c72
    rr      mul, x13, x18, x23, 0x00010000, 0x00010000, 0x00000000
    rr      mul, x5, x5, x10, 0x0000ffff, 0x00010001, 0xffffffff
    rr      mul, x25, x20, x25, 0xffffffff, 0x80000000, 0x80000000

    rr      mulh, x2, x7, x12, 0x00000000, 0x00000000, 0x00000000
    rr      mulh, x22, x22, x27, 0x00000001, 0x00000001, 0x00000000
    rr      mulh, x14, x9, x14, 0x00000003, 0x00000005, 0x00000000
    rr      mulh, x19, x24, x1, 0xffffffff, 0x00000001, 0xffffffff
    rr      mulh, x6, x11, x16, 0xffffffff, 0xffffffff, 0x00000000
    rr      mulh, x26, x26, x3, 0x80000000, 0xffffffff, 0x00000000
    rr      mulh, x18, x13, x18, 0x80000000, 0x80000000, 0x40000000
    rr      mulh, x23, x28, x5, 0x7fffffff, 0x00000001, 0x00000000
    rr      mulh, x10, x15, x20, 0x7fffffff, 0x80000000, 0xc0000000
    rr      mulh, x2, x2, x7, 0x12345678, 0x9abcdef0, 0xf8cc93d6
    rr      mulh, x22, x17, x22, 0x9abcdef0, 0x12345678, 0xf8cc93d6
    rr      mulh, x27, x4, x9, 0xaaaaaaaa, 0x55555555, 0xe38e38e3
    rr      mulh, x14, x19, x24, 0x00010000, 0x00010000, 0x00000001
    rr      mulh, x6, x6, x11, 0x0000ffff, 0x00010001, 0x00000000
    rr      mulh, x26, x21, x26, 0xffffffff, 0x80000000, 0x00000000

    rr      mulhsu, x3, x8, x13, 0x00000000, 0x00000000, 0x00000000
    rr      mulhsu, x23, x23, x28, 0x00000001, 0x00000001, 0x00000000
    rr      mulhsu, x15, x10, x15, 0x00000003, 0x00000005, 0x00000000
    rr      mulhsu, x20, x25, x2, 0xffffffff, 0x00000001, 0xffffffff
    rr      mulhsu, x7, x12, x17, 0xffffffff, 0xffffffff, 0xffffffff
    rr      mulhsu, x27, x27, x4, 0x80000000, 0xffffffff, 0x80000000
    rr      mulhsu, x19, x14, x19, 0x80000000, 0x80000000, 0xc0000000
    rr      mulhsu, x24, x1, x6, 0x7fffffff, 0x00000001, 0x00000000
    rr      mulhsu, x11, x16, x21, 0x7fffffff, 0x80000000, 0x3fffffff
    rr      mulhsu, x3, x3, x8, 0x12345678, 0x9abcdef0, 0x0b00ea4e
    rr      mulhsu, x23, x18, x23, 0x9abcdef0, 0x12345678, 0xf8cc93d6
    rr      mulhsu, x28, x5, x10, 0xaaaaaaaa, 0x55555555, 0xe38e38e3
    rr      mulhsu, x15, x20, x25, 0x00010000, 0x00010000, 0x00000001
    rr      mulhsu, x7, x7, x12, 0x0000ffff, 0x00010001, 0x00000000
    rr      mulhsu, x27, x22, x27, 0xffffffff, 0x80000000, 0xffffffff

    rr      mulhu, x4, x9, x14, 0x00000000, 0x00000000, 0x00000000
    rr      mulhu, x24, x24, x1, 0x00000001, 0x00000001, 0x00000000
    rr      mulhu, x16, x11, x16, 0x00000003, 0x00000005, 0x00000000
    rr      mulhu, x21, x26, x3, 0xffffffff, 0x00000001, 0x00000000
    rr      mulhu, x8, x13, x18, 0xffffffff, 0xffffffff, 0xfffffffe
    rr      mulhu, x28, x28, x5, 0x80000000, 0xffffffff, 0x7fffffff
    rr      mulhu, x20, x15, x20, 0x80000000, 0x80000000, 0x40000000
    rr      mulhu, x25, x2, x7, 0x7fffffff, 0x00000001, 0x00000000
    rr      mulhu, x12, x17, x22, 0x7fffffff, 0x80000000, 0x3fffffff
    rr      mulhu, x4, x4, x9, 0x12345678, 0x9abcdef0, 0x0b00ea4e
    rr      mulhu, x24, x19, x24, 0x9abcdef0, 0x12345678, 0x0b00ea4e
    rr      mulhu, x1, x6, x11, 0xaaaaaaaa, 0x55555555, 0x38e38e38
    rr      mulhu, x16, x21, x26, 0x00010000, 0x00010000, 0x00000001
    rr      mulhu, x8, x8, x13, 0x0000ffff, 0x00010001, 0x00000000
    rr      mulhu, x28, x23, x28, 0xffffffff, 0x80000000, 0x7fffffff

    rr      div, x5, x10, x15, 0x00000000, 0x00000001, 0x00000000
    rr      div, x25, x25, x2, 0x00000007, 0x00000003, 0x00000002
    rr      div, x17, x12, x17, 0x00000007, 0xfffffffd, 0xfffffffe
    rr      div, x22, x27, x4, 0xfffffff9, 0x00000003, 0xfffffffe
    rr      div, x9, x14, x19, 0xfffffff9, 0xfffffffd, 0x00000002
    rr      div, x1, x1, x6, 0x80000000, 0xffffffff, 0x80000000
    rr      div, x21, x16, x21, 0x80000000, 0x80000000, 0x00000001
    rr      div, x26, x3, x8, 0x80000000, 0x00000001, 0x80000000
    rr      div, x13, x18, x23, 0x7fffffff, 0xffffffff, 0x80000001
    rr      div, x5, x5, x10, 0x00000005, 0x00000000, 0xffffffff
    rr      div, x25, x20, x25, 0x80000000, 0x00000000, 0xffffffff
    rr      div, x2, x7, x12, 0xffffffff, 0x00000000, 0xffffffff
    rr      div, x17, x22, x27, 0x00000000, 0x00000000, 0xffffffff
    rr      div, x9, x9, x14, 0xffffffff, 0xffffffff, 0x00000001
    rr      div, x1, x24, x1, 0x80000000, 0x00000002, 0xc0000000
    rr      div, x6, x11, x16, 0xfedcba98, 0x00001234, 0xfffff000

    rr      divu, x21, x26, x3, 0x00000000, 0x00000001, 0x00000000
    rr      divu, x13, x13, x18, 0x00000007, 0x00000003, 0x00000002
    rr      divu, x5, x28, x5, 0x00000007, 0xfffffffd, 0x00000000
    rr      divu, x10, x15, x20, 0xfffffff9, 0x00000003, 0x55555553
    rr      divu, x25, x2, x7, 0xfffffff9, 0xfffffffd, 0x00000000
    rr      divu, x17, x17, x22, 0x80000000, 0xffffffff, 0x00000000
    rr      divu, x9, x4, x9, 0x80000000, 0x80000000, 0x00000001
    rr      divu, x14, x19, x24, 0x80000000, 0x00000001, 0x80000000
    rr      divu, x1, x6, x11, 0x7fffffff, 0xffffffff, 0x00000000
    rr      divu, x21, x21, x26, 0x00000005, 0x00000000, 0xffffffff
    rr      divu, x13, x8, x13, 0x80000000, 0x00000000, 0xffffffff
    rr      divu, x18, x23, x28, 0xffffffff, 0x00000000, 0xffffffff
    rr      divu, x5, x10, x15, 0x00000000, 0x00000000, 0xffffffff
    rr      divu, x25, x25, x2, 0xffffffff, 0xffffffff, 0x00000001
    rr      divu, x17, x12, x17, 0x80000000, 0x00000002, 0x40000000
    rr      divu, x22, x27, x4, 0xfedcba98, 0x00001234, 0x000e0042

    rr      rem, x9, x14, x19, 0x00000000, 0x00000001, 0x00000000
    rr      rem, x1, x1, x6, 0x00000007, 0x00000003, 0x00000001
    rr      rem, x21, x16, x21, 0x00000007, 0xfffffffd, 0x00000001
    rr      rem, x26, x3, x8, 0xfffffff9, 0x00000003, 0xffffffff
    rr      rem, x13, x18, x23, 0xfffffff9, 0xfffffffd, 0xffffffff
    rr      rem, x5, x5, x10, 0x80000000, 0xffffffff, 0x00000000
    rr      rem, x25, x20, x25, 0x80000000, 0x80000000, 0x00000000
    rr      rem, x2, x7, x12, 0x80000000, 0x00000001, 0x00000000
    rr      rem, x17, x22, x27, 0x7fffffff, 0xffffffff, 0x00000000
    rr      rem, x9, x9, x14, 0x00000005, 0x00000000, 0x00000005
    rr      rem, x1, x24, x1, 0x80000000, 0x00000000, 0x80000000
    rr      rem, x6, x11, x16, 0xffffffff, 0x00000000, 0xffffffff
    rr      rem, x21, x26, x3, 0x00000000, 0x00000000, 0x00000000
    rr      rem, x13, x13, x18, 0xffffffff, 0xffffffff, 0x00000000
    rr      rem, x5, x28, x5, 0x80000000, 0x00000002, 0x00000000
    rr      rem, x10, x15, x20, 0xfedcba98, 0x00001234, 0xfffffa98

    rr      remu, x25, x2, x7, 0x00000000, 0x00000001, 0x00000000
    rr      remu, x17, x17, x22, 0x00000007, 0x00000003, 0x00000001
    rr      remu, x9, x4, x9, 0x00000007, 0xfffffffd, 0x00000007
    rr      remu, x14, x19, x24, 0xfffffff9, 0x00000003, 0x00000000
    rr      remu, x1, x6, x11, 0xfffffff9, 0xfffffffd, 0xfffffff9
    rr      remu, x21, x21, x26, 0x80000000, 0xffffffff, 0x80000000
    rr      remu, x13, x8, x13, 0x80000000, 0x80000000, 0x00000000
    rr      remu, x18, x23, x28, 0x80000000, 0x00000001, 0x00000000
    rr      remu, x5, x10, x15, 0x7fffffff, 0xffffffff, 0x7fffffff
    rr      remu, x25, x25, x2, 0x00000005, 0x00000000, 0x00000005
    rr      remu, x17, x12, x17, 0x80000000, 0x00000000, 0x80000000
    rr      remu, x22, x27, x4, 0xffffffff, 0x00000000, 0xffffffff
    rr      remu, x9, x14, x19, 0x00000000, 0x00000000, 0x00000000
    rr      remu, x1, x1, x6, 0xffffffff, 0xffffffff, 0x00000000
    rr      remu, x21, x16, x21, 0x80000000, 0x00000002, 0x00000000
    rr      remu, x26, x3, x8, 0xfedcba98, 0x00001234, 0x00000930

    end
