/* fastzk-verify: 0 accepted, the journal in hex on standard output; 1 rejected, one reason on standard error; 2 usage, or a file that cannot be read. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fastzk_verify.h"

enum { ACCEPTED = 0, REJECTED = 1, TROUBLE = 2 };

/* All memory beside the stack; one byte more than a receipt can have shows that a file is too long. */
static uint8_t receipt[FASTZK_RECEIPT_LIMIT + 1];
static fastzk_workspace workspace;

static int usage(void)
{
    fputs("usage: fastzk-verify RECEIPT IMAGEID [--exit-code N]\n"
          "       fastzk-verify --batch [--exit-code N]\n"
          "\n"
          "RECEIPT   a file; - is standard input\n"
          "IMAGEID   the program, 64 hexadecimal digits\n"
          "N         the exit code demanded; 0 if not given\n"
          "--batch   reads records from standard input: u32 length (little-endian), 32 bytes ImageId, the receipt;\n"
          "          writes for each one byte, 0 accepted or 1 rejected\n"
          "\n"
          "Ends with 0: accepted, and the journal is on standard output in hexadecimal; 1: rejected; 2: usage, or an error of input or output.\n",
          stderr);
    return TROUBLE;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int parse_id(const char *text, uint8_t id[32])
{
    if (strlen(text) != 64)
        return 0;
    for (unsigned i = 0; i < 32; i++) {
        const int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return 0;
        id[i] = (uint8_t)(16 * high + low);
    }
    return 1;
}

/* From -2^31 to 2^32 - 1: a negative exit code is the program's 32 bits read as signed. */
static int parse_code(const char *text, uint32_t *code)
{
    const int negative = text[0] == '-';
    const char *c = text + (negative ? 1 : 0);
    uint64_t v = 0;
    if (*c == 0 || strlen(c) > 10)
        return 0;
    for (; *c != 0; c++) {
        if (*c < '0' || *c > '9')
            return 0;
        v = 10u * v + (uint64_t)(*c - '0');
    }
    if (v > (negative ? UINT64_C(0x80000000) : UINT64_C(0xffffffff)))
        return 0;
    *code = negative ? (uint32_t)(0u - (uint32_t)v) : (uint32_t)v;
    return 1;
}

static int trouble(const char *what, const char *name)
{
    fprintf(stderr, "fastzk-verify: %s %s: %s\n", what, name, strerror(errno));
    return TROUBLE;
}

static int verify_file(const char *name, const uint8_t id[32], uint32_t code)
{
    static const char digits[] = "0123456789abcdef";
    fastzk_result result;
    size_t length;
    FILE *f;

    errno = 0;
    f = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    if (f == NULL)
        return trouble("cannot open", name);
    length = fread(receipt, 1, sizeof receipt, f);
    if (ferror(f))
        return trouble("cannot read", name);
    if (f != stdin)
        fclose(f);
    if (!fastzk_verify(receipt, length, id, code, &workspace, &result)) {
        fprintf(stderr, "rejected: %s (byte %lu)\n", result.reason, (unsigned long)result.position);
        return REJECTED;
    }
    for (size_t i = 0; i < result.journal_length; i++) {
        putchar(digits[result.journal[i] >> 4]);
        putchar(digits[result.journal[i] & 15]);
    }
    putchar('\n');
    if (fflush(stdout) != 0 || ferror(stdout))
        return trouble("cannot write", "the journal");
    return ACCEPTED;
}

/* One record after the other, until the input ends between two of them. */
static int batch(uint32_t code)
{
    for (;;) {
        uint8_t head[36];
        fastzk_result result;
        size_t got = fread(head, 1, sizeof head, stdin), length, kept;
        int rejected = 1;
        if (got == 0 && !ferror(stdin))
            return ACCEPTED;
        length = (size_t)head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
        kept = length < sizeof receipt ? length : sizeof receipt;
        if (got != sizeof head || fread(receipt, 1, kept, stdin) != kept) {
            fputs("fastzk-verify: the input ends inside a record\n", stderr);
            return TROUBLE;
        }
        if (kept == length)
            rejected = !fastzk_verify(receipt, length, head + 4, code, &workspace, &result);
        for (; length > kept; length--)
            if (getchar() == EOF) {
                fputs("fastzk-verify: the input ends inside a record\n", stderr);
                return TROUBLE;
            }
        if (putchar(rejected) == EOF || fflush(stdout) != 0)
            return trouble("cannot write", "an answer");
    }
}

int main(int argc, char **argv)
{
    const char *names[2] = {NULL, NULL};
    uint8_t id[32];
    uint32_t code = 0;
    int positions = 0, is_batch = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--exit-code") == 0) {
            if (++i == argc || !parse_code(argv[i], &code))
                return usage();
        } else if (strcmp(argv[i], "--batch") == 0) {
            is_batch = 1;
        } else if ((argv[i][0] == '-' && argv[i][1] != 0) || positions == 2) {
            return usage();
        } else {
            names[positions++] = argv[i];
        }
    }
    if (is_batch)
        return positions == 0 ? batch(code) : usage();
    if (positions != 2 || !parse_id(names[1], id))
        return usage();
    return verify_file(names[0], id, code);
}
