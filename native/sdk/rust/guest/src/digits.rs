//! Signed digits of scalars, side by side, for sums of multiples of several points by one chain of doublings (Straus, with windows that are not adjacent).

use crate::bigint::U256;

/// Of the tables of the generators.
pub const GENERATOR_WINDOW: usize = 7;

/// One byte for each of up to four scalars: word i holds their digits of weight 2^i, so a look at one word tells that there is nothing to add.
pub struct Digits {
    words: [[i8; 4]; 257],
    end: usize,
}

impl Digits {
    pub fn new() -> Self {
        Self { words: [[0; 4]; 257], end: 0 }
    }

    /// Words from the highest that is not zero down.
    pub fn iter(&self) -> impl Iterator<Item = &[i8; 4]> {
        self.words[..self.end].iter().rev()
    }

    /// Puts the digits of k, or of -k, at place `scalar` of each word. All are zero or odd, below 2^(width - 1), 2 <= width <= 8. From below: a bit that equals
    /// the carry is a zero digit; else a window of bits with the carry is the digit, less 2^width where that is nearer.
    pub fn put(&mut self, scalar: usize, k: &U256, negative: bool, width: usize) {
        let length = 32 * k.iter().rposition(|&word| word != 0).map_or(0, |i| i + 1);
        let mut carry = 0;
        let mut i = 0;
        while i < length || carry != 0 {
            let shift = i % 32;
            let mut bits = if i < length { k[i / 32] >> shift } else { 0 };
            if bits & 1 == carry {
                i += 1;
                continue;
            }
            // The window may reach into the next word.
            if shift + width > 32 && i + 32 < length {
                bits |= k[i / 32 + 1] << (32 - shift);
            }
            let digit = (bits & ((1 << width) - 1)) + carry;
            carry = digit >> (width - 1) & 1;
            let digit = (digit as i32 - (carry << width) as i32) as i8;
            self.words[i][scalar] = if negative { -digit } else { digit };
            self.end = self.end.max(i + 1);
            i += width;
        }
    }
}
