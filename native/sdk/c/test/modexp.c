#include "selftest.h"

static uint8_t work[1024];

static void run(void)
{
    size_t b_len, e_len, m_len;
    const uint8_t *b = field(&b_len), *e = field(&e_len), *m = field(&m_len);
    size_t n = m_len < sizeof work ? m_len : sizeof work;
    mark(work, n);
    zkvm_status status = zkvm_modexp(b, b_len, e, e_len, m, m_len, work);
    report(status, work, n);
    if (status == ZKVM_EOK) {
        // In place of the modulus
        uint8_t again[sizeof work];
        memcpy(again, m, n);
        zkvm_modexp(b, b_len, e, e_len, again, m_len, again);
        demand_equal(work, again, n);
    }
}
