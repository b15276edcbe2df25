#include "selftest.h"

static void run(void)
{
    uint8_t rounds[4], f;
    zkvm_blake2f_state h;
    zkvm_blake2f_message m;
    zkvm_blake2f_offset t;
    fixed(rounds, sizeof rounds);
    fixed(h.data, sizeof h.data);
    fixed(m.data, sizeof m.data);
    fixed(t.data, sizeof t.data);
    fixed(&f, 1);
    uint32_t count = (uint32_t)rounds[0] << 24 | (uint32_t)rounds[1] << 16 | (uint32_t)rounds[2] << 8 | rounds[3];
    zkvm_status status = zkvm_blake2f(count, &h, &m, &t, f);
    report(status, h.data, sizeof h.data);
}
