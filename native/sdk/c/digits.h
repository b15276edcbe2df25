// Signed digits of scalars, side by side, for sums of multiples of several points by one chain of doublings (Straus, with windows that are not adjacent).
#ifndef FASTZK_DIGITS_H
#define FASTZK_DIGITS_H

#include "fastzk_bigint.h"

// One byte for each of up to four scalars: word i holds their digits of weight 2^i, so a look at one word tells that there is nothing to add.
enum { FASTZK_DIGITS = 257 };
typedef uint32_t fastzk_digits[FASTZK_DIGITS];

// Writes the digits of k, or of -k, to byte `scalar` of each word, which must be zero. All are zero or odd, below 2^(width-1), 2 <= width <= 8.
// Returns one more than the place of the highest that is not zero.
int fastzk_digits_of(fastzk_digits digits, int scalar, const uint32_t *k, bool negative, int width);

static inline int32_t fastzk_digit(uint32_t word, int scalar)
{
    return (int8_t)(word >> 8 * scalar);
}

#endif
