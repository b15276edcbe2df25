#include "bn254.h"

void fz_read_scalar(uint32_t words[8], const uint8_t bytes[32])
{
    for (uint32_t i = 8; i-- != 0; bytes += 4) {
        words[i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    }
}
