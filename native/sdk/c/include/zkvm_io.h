// Input and output of the zkVM standards for Ethereum (eth-act/zkvm-standards, io-interface).
#ifndef ZKVM_IO_H
#define ZKVM_IO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The whole private input, in memory. The first call reads it, later ones give the same; do not mix with fastzk_read. An input longer than
// 16 MiB, about what one proof can touch, ends the run with FASTZK_EXIT_BAD_INPUT.
void read_input(const uint8_t **buf_ptr, size_t *buf_size);

// Appends to the public journal.
void write_output(const uint8_t *output, size_t size);

#ifdef __cplusplus
}
#endif

#endif
