// What picolibc wants from its system: a place for stdout and stderr, which is the host's console (not proven), and an end. There is no stdin, no
// file and no heap.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "../include/fastzk.h"

static char line[256];
static size_t used;

static int flush(FILE *file)
{
    (void)file;
    fastzk_ecall(FASTZK_CALL_WRITE, FASTZK_FD_LOG, (uint32_t)(uintptr_t)line, used);
    used = 0;
    return 0;
}

// A line at a time: a call costs more than the bytes.
static int put(char c, FILE *file)
{
    line[used++] = c;
    if (c == '\n' || used == sizeof line) flush(file);
    return (unsigned char)c;
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, flush, _FDEV_SETUP_WRITE);

FILE *const stdout = &console;
FILE *const stderr = &console;

_Noreturn void _exit(int code)
{
    if (used != 0) flush(&console);
    fastzk_exit((uint32_t)code);
}
