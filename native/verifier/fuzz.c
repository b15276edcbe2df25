/*
 * Throws bytes at the verifier, the same for the same numbers on every machine; meant to be built with sanitizers.
 *
 *     fastzk-fuzz FIRST COUNT RECEIPT IMAGEID EXIT_CODE [RECEIPT IMAGEID EXIT_CODE ...]
 *         cases FIRST, FIRST + 1, ... change the given receipts: none of them may be accepted.
 *     fastzk-fuzz-open FIRST COUNT
 *         made-up receipts of arbitrary shapes, for a verifier whose nonces, equations and roots pass whatever they are: it must read exactly the bytes that
 *         a receipt of that shape has, and no other.
 *
 * Ends with 1 at the first case that goes wrong. Each receipt ends where its block of memory ends, so that a sanitizer sees every byte too far.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fastzk_verify.h"
#include "internal.h"

#define HEIGHTS_AT 7u
#define KEY_AT (HEIGHTS_AT + FASTZK_HEIGHT_BYTES)
#define CODE_AT (KEY_AT + FASTZK_KEY_BYTES)
#define JOURNAL_LENGTH_AT (CODE_AT + 4u)
#define JOURNAL_AT (JOURNAL_LENGTH_AT + 4u)

static fastzk_workspace workspace;

/* The ImageId that a receipt's own key hashes to: its maker can choose both. */
static void own_id(const uint8_t *receipt, uint8_t id[32])
{
    fastzk_sha256 h;
    fastzk_sha256_begin(&h);
    fastzk_sha256_add(&h, "FastZk.ImageId.v1", 17);
    fastzk_sha256_add(&h, receipt + KEY_AT, FASTZK_KEY_BYTES);
    fastzk_sha256_end(&h, id);
}

#ifdef FASTZK_OPEN

const char *fuzz_nonce(fastzk_transcript *t, const char *label, unsigned bits, fastzk_reader *r, const char *reason);
const char *fuzz_check_buses(const fastzk_challenge *c, const fp5 *sums, unsigned tables, const fp5 *products, unsigned with_pairs, uint32_t entry,
                             uint32_t exit_code, const uint8_t *journal, uint32_t journal_length);
const char *fuzz_check_constraints(fastzk_workspace *w, const fastzk_challenge *c, fp5 gamma, fp5 zeta);
const char *fuzz_check_path(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r, unsigned log, uint32_t (*leaves)[8], uint32_t groups,
                            unsigned blowup, const uint8_t root[32], const char *reason);

const char *fuzz_nonce(fastzk_transcript *t, const char *label, unsigned bits, fastzk_reader *r, const char *reason)
{
    const uint8_t *nonce = fastzk_take(r, 8);
    (void)bits;
    (void)reason;
    if (nonce == NULL)
        return fastzk_cut_short;
    fastzk_absorb(t, label, nonce, 8);
    return NULL;
}

const char *fuzz_check_buses(const fastzk_challenge *c, const fp5 *sums, unsigned tables, const fp5 *products, unsigned with_pairs, uint32_t entry,
                             uint32_t exit_code, const uint8_t *journal, uint32_t journal_length)
{
    (void)fastzk_check_buses(c, sums, tables, products, with_pairs, entry, exit_code, journal, journal_length);
    return NULL;
}

const char *fuzz_check_constraints(fastzk_workspace *w, const fastzk_challenge *c, fp5 gamma, fp5 zeta)
{
    (void)fastzk_check_constraints(w, c, gamma, zeta);
    return NULL;
}

const char *fuzz_check_path(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r, unsigned log, uint32_t (*leaves)[8], uint32_t groups,
                            unsigned blowup, const uint8_t root[32], const char *reason)
{
    const char *result = fastzk_check_path(w, d, r, log, leaves, groups, blowup, root, reason);
    return result == reason ? NULL : result;
}

#endif

#ifdef FASTZK_LIBFUZZER

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t id[32] = {0};
    fastzk_result result;
    uint32_t code = 0;
    if (size >= JOURNAL_AT) {
        own_id(data, id);
        code = fastzk_u32(data + CODE_AT);
    }
    (void)fastzk_verify(data, size, id, code, &workspace, &result);
    return 0;
}

#else

/* --- numbers --- */

static uint64_t random_state;

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next_random(void)
{
    uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* A number below n, n > 0. */
static size_t below(size_t n)
{
    return (size_t)(next_random() % n);
}

static int chance(unsigned percent)
{
    return below(100) < percent;
}

static void *allocate(size_t size)
{
    void *p = malloc(size != 0 ? size : 1);
    if (p == NULL) {
        fputs("fastzk-fuzz: out of memory\n", stderr);
        exit(2);
    }
    return p;
}

/* How often each reason was given, by its address: reasons are static. */
static struct {
    const char *reason;
    unsigned long count;
} tally[64];

static void count_reason(const char *reason)
{
    for (unsigned i = 0; i < sizeof tally / sizeof tally[0]; i++)
        if (tally[i].reason == NULL || strcmp(tally[i].reason, reason) == 0) {
            tally[i].reason = reason;
            tally[i].count++;
            return;
        }
}

static void print_tally(void)
{
    for (unsigned i = 0; i < sizeof tally / sizeof tally[0] && tally[i].reason != NULL; i++)
        printf("%10lu  %s\n", tally[i].count, tally[i].reason);
}

/* Verifies a copy that ends where its block ends, and sometimes also begins where it begins. */
static int verify_copy(const uint8_t *bytes, size_t length, const uint8_t id[32], uint32_t code, fastzk_result *result)
{
    static uint8_t block[FASTZK_RECEIPT_LIMIT];
    uint8_t *own = chance(10) ? allocate(length) : NULL, *copy = own != NULL ? own : block + (sizeof block - length);
    int accepted;
    memcpy(copy, bytes, length);
    /* Nothing may depend on what an earlier receipt left. */
    memset(&workspace, (int)below(256), sizeof workspace);
    accepted = fastzk_verify(copy, length, id, code, &workspace, result);
    if (accepted ? result->reason != NULL || (result->journal_length != 0 && (result->journal < copy || result->journal > copy + length))
                 : result->reason == NULL || result->journal != NULL || result->position > length) {
        fputs("fastzk-fuzz: the result contradicts itself\n", stderr);
        exit(1);
    }
    free(own);
    return accepted;
}

/* Sets a table's packed height: the log less 8, or 0. */
static void set_height(uint8_t *receipt, unsigned table, unsigned packed)
{
    uint8_t *at = receipt + HEIGHTS_AT + table / 2u;
    const unsigned shift = 4u * (table % 2u);
    *at = (uint8_t)((*at & ~(15u << shift)) | (packed & 15u) << shift);
}

#ifdef FASTZK_OPEN

/* --- made-up receipts --- */

static size_t random_height(const fastzk_profile *p, unsigned mode, size_t most)
{
    const size_t least = p->log_min_height, some = most < 20 ? most : 20;
    return mode == 0 ? least + below(most - least + 1) : mode == 1 ? least : mode == 2 ? most - below(8 < most - least ? 8 : 3) : mode == 3 ? least + below(some - least + 1) : most;
}

/* A head of a random shape, which may be one that is refused. Returns the length. */
static size_t make_head(uint8_t *b)
{
    const fastzk_profile *p = &fastzk_profiles[below(FASTZK_PROFILES)];
    const unsigned mode = (unsigned)below(5), absent = (unsigned)below(3) * 45u;
    const size_t journal = chance(2) ? FASTZK_MAX_JOURNAL_BYTES : chance(50) ? 0 : below(300);
    /* Most heads have the tables of the circuit that belong to their N. */
    const size_t of = below(FASTZK_CIRCUIT_TREES);
    const fastzk_circuit_tree *tree = &p->circuit[of];
    const size_t most = of + 1 < FASTZK_CIRCUIT_TREES && chance(90) ? tree[1].min_log_top - 1u : FASTZK_MAX_LOG_TOP;
    memcpy(b, "FZKR\1\0", 6);
    b[6] = p->id;
    const unsigned program = (unsigned)random_height(p, mode, most), image = (unsigned)random_height(p, mode, most);
    memset(b + HEIGHTS_AT, 0, FASTZK_HEIGHT_BYTES);
    for (unsigned i = 0; i < FASTZK_TABLES; i++)
        set_height(b, i, chance(absent) ? 0 : (unsigned)random_height(p, mode, most) - 8u);
    for (unsigned i = 0; i < FASTZK_TABLES; i++)
        if (fastzk_declared[fastzk_declaration[i]].fixed > 0 && !chance(4))
            set_height(b, i, 0);
    for (unsigned i = 0; i < tree->tables; i++)
        set_height(b, tree->table[i], tree->log_height[i] - 8u);
    set_height(b, FASTZK_TABLE_PROGRAM, program - 8u);
    set_height(b, FASTZK_TABLE_IMAGE, image - 8u);
    for (unsigned i = 0; i < FASTZK_KEY_BYTES; i++)
        b[KEY_AT + i] = (uint8_t)below(256);
    memcpy(b + KEY_AT, "\1\0\1\0", 4);
    for (unsigned i = 0; i < FASTZK_PROFILES; i++) {
        uint8_t *entry = b + KEY_AT + 8 + 35 * (size_t)i;
        entry[0] = fastzk_profiles[i].id;
        entry[1] = (uint8_t)program;
        entry[2] = (uint8_t)image;
    }
    fastzk_put32(b + CODE_AT, (uint32_t)next_random());
    fastzk_put32(b + JOURNAL_LENGTH_AT, (uint32_t)journal);
    for (size_t i = 0; i < journal; i++)
        b[JOURNAL_AT + i] = (uint8_t)below(256);
    return JOURNAL_AT + journal;
}

static int fail(unsigned long number, const char *what)
{
    fprintf(stderr, "fastzk-fuzz-open: case %lu: %s\n", number, what);
    return 1;
}

/*
 * With all columns, values and folds zero every check that is left passes, so the receipt is accepted just when it has the right number of bytes: that is where
 * the verifier stopped reading a longer one.
 */
static int made_up(unsigned long number, uint8_t *bytes)
{
    const size_t head = make_head(bytes);
    const uint32_t code = fastzk_u32(bytes + CODE_AT);
    uint8_t id[32];
    fastzk_result result;
    size_t length;
    own_id(bytes, id);
    memset(bytes + head, 0, FASTZK_RECEIPT_LIMIT - head);
    if (verify_copy(bytes, FASTZK_RECEIPT_LIMIT, id, code, &result))
        return fail(number, "accepted at the largest length");
    count_reason(result.reason);
    if (strcmp(result.reason, "bytes follow the proof") != 0)
        return result.position == head ? 0 : fail(number, result.reason); /* the shape was refused */
    length = result.position;
    if (!verify_copy(bytes, length, id, code, &result))
        return fail(number, result.reason);
    if (verify_copy(bytes, length - 1 - below(100), id, code, &result) || result.reason != fastzk_cut_short)
        return fail(number, "a receipt that is cut short");
    count_reason(result.reason);
    for (unsigned i = 1 + (unsigned)below(3); i > 0; i--)
        bytes[head + below(length - head)] ^= (uint8_t)(1u + below(255));
    if (!verify_copy(bytes, length, id, code, &result))
        count_reason(result.reason);
    else
        count_reason("accepted, with bytes changed that nothing here checks");
    return 0;
}

int main(int argc, char **argv)
{
    unsigned long first, count;
    uint8_t *bytes;
    if (argc != 3) {
        fputs("usage: fastzk-fuzz-open FIRST COUNT\n", stderr);
        return 2;
    }
    first = strtoul(argv[1], NULL, 10);
    count = strtoul(argv[2], NULL, 10);
    bytes = allocate(FASTZK_RECEIPT_LIMIT);
    for (unsigned long i = first; i < first + count; i++) {
        random_state = i;
        if (made_up(i, bytes))
            return 1;
    }
    free(bytes);
    print_tally();
    return 0;
}

#else

/* --- changes of receipts --- */

#define MAX_BASES 64
#define MAX_SECTIONS 64

typedef struct {
    uint8_t *bytes;
    size_t length;
    uint8_t id[32];
    uint32_t code;
    /* Where the parts of the receipt begin; the last one is the end. */
    size_t section[MAX_SECTIONS];
    unsigned sections, openings; /* openings: the section where they begin */
} base_receipt;

static base_receipt bases[MAX_BASES];
static unsigned base_count;

static void add_section(base_receipt *b, size_t bytes)
{
    b->section[b->sections + 1] = b->section[b->sections] + bytes;
    b->sections++;
}

/* Section 8 of protocol.md, column "bytes". */
static void find_sections(base_receipt *b)
{
    const fastzk_shape *s = &workspace.shape; /* of the receipt verified last */
    const size_t parts[] = {4, 2, 1, FASTZK_HEIGHT_BYTES, 4, 4, 35, 35, 4, 4, fastzk_u32(b->bytes + JOURNAL_LENGTH_AT), 32, 8, 32, 20u * (size_t)s->tables, 8, 32, 8,
                            20u * (size_t)s->pieces, 300, 8};
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++)
        add_section(b, parts[i]);
    for (unsigned i = 0; i < s->folds; i++) {
        add_section(b, 32);
        add_section(b, 8);
    }
    add_section(b, 20u * (size_t)s->final);
    add_section(b, 8);
    b->openings = b->sections;
    add_section(b, b->length - b->section[b->sections]);
}

static int load(const char *name, const char *id, const char *code)
{
    base_receipt *b = &bases[base_count++];
    fastzk_result result;
    FILE *f = fopen(name, "rb");
    if (f == NULL || strlen(id) != 64)
        return 0;
    b->bytes = allocate(FASTZK_RECEIPT_LIMIT);
    b->length = fread(b->bytes, 1, FASTZK_RECEIPT_LIMIT, f);
    fclose(f);
    for (unsigned i = 0; i < 32; i++) {
        char pair[3] = {id[2 * i], id[2 * i + 1], 0};
        b->id[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    b->code = (uint32_t)strtoul(code, NULL, 10);
    if (!verify_copy(b->bytes, b->length, b->id, b->code, &result)) {
        fprintf(stderr, "fastzk-fuzz: %s: %s\n", name, result.reason);
        return 0;
    }
    find_sections(b);
    return 1;
}

/* The bytes of one case. */
static uint8_t *changed;
static size_t changed_length;

/* A place in the receipt: mostly in a section chosen evenly among those before the openings, which are long and costly to check. */
static size_t somewhere(const base_receipt *b)
{
    const unsigned s = chance(92) ? (unsigned)below(b->openings) : b->openings;
    size_t at = b->section[s] + below(b->section[s + 1] - b->section[s] + 1);
    if (at >= changed_length)
        at = changed_length != 0 ? changed_length - 1 : 0;
    return at;
}

static void replace(size_t at, size_t removed, const uint8_t *bytes, size_t inserted)
{
    if (at > changed_length)
        at = changed_length;
    if (removed > changed_length - at)
        removed = changed_length - at;
    if (changed_length - removed + inserted > FASTZK_RECEIPT_LIMIT)
        inserted = 0;
    memmove(changed + at + inserted, changed + at + removed, changed_length - at - removed);
    memcpy(changed + at, bytes, inserted);
    changed_length = changed_length - removed + inserted;
}

static void put_word(size_t at, uint32_t v)
{
    at -= at >= JOURNAL_AT ? (at - JOURNAL_AT) % 4 : at % 4;
    if (changed_length >= 4 && at <= changed_length - 4)
        fastzk_put32(changed + at, v);
}

static void change_word(size_t at)
{
    static const uint32_t words[] = {0, 1, FP_P - 1, FP_P, FP_P + 1, 0x7fffffffu, 0x80000000u, 0xffffffffu, 1u << 20, (1u << 20) + 1, 0xfffu};
    uint32_t v;
    at -= at >= JOURNAL_AT ? (at - JOURNAL_AT) % 4 : at % 4;
    if (changed_length < 4 || at > changed_length - 4)
        return;
    v = fastzk_u32(changed + at);
    switch (below(4)) {
    case 0:
        v += FP_P; /* the same element, not canonical */
        break;
    case 1:
        v += chance(50) ? 1u : 0xffffffffu;
        break;
    case 2:
        v = (uint32_t)next_random();
        break;
    default:
        v = words[below(sizeof words / sizeof words[0])];
        break;
    }
    fastzk_put32(changed + at, v);
}

static void change_height(void)
{
    /* The last half byte may be one that no table has. */
    const unsigned table = (unsigned)below(2u * FASTZK_HEIGHT_BYTES);
    const size_t at = HEIGHTS_AT + table / 2u;
    if (at >= changed_length)
        return;
    set_height(changed, table, chance(50) ? (unsigned)below(16) : ((unsigned)changed[at] >> 4u * (table % 2u)) + (chance(50) ? 1u : 15u));
}

/* Another length of the journal, mostly together with its bytes. */
static void change_journal(void)
{
    uint8_t bytes[64];
    uint32_t length;
    if (changed_length < JOURNAL_AT)
        return;
    length = fastzk_u32(changed + JOURNAL_LENGTH_AT);
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)below(256);
    if (chance(50)) {
        const size_t more = 1 + below(sizeof bytes - 1);
        fastzk_put32(changed + JOURNAL_LENGTH_AT, length + (uint32_t)more);
        if (chance(80))
            replace(JOURNAL_AT + (length != 0 ? below(length) : 0), 0, bytes, more);
    } else if (length != 0) {
        const size_t less = 1 + below(length);
        fastzk_put32(changed + JOURNAL_LENGTH_AT, length - (uint32_t)less);
        if (chance(80))
            replace(JOURNAL_AT, less, bytes, 0);
    } else {
        fastzk_put32(changed + JOURNAL_LENGTH_AT, (uint32_t)next_random());
    }
}

static void change(const base_receipt *b)
{
    const base_receipt *other = &bases[below(base_count)];
    const unsigned sections = b->sections < other->sections ? b->sections : other->sections; /* A higher top has more layers of FRI. */
    uint8_t bytes[40];
    size_t at = somewhere(b), to;
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)below(256);
    if (changed_length == 0)
        return;
    switch (below(16)) {
    case 0:
    case 1:
    case 2:
        changed[at] ^= (uint8_t)(1u << below(8));
        break;
    case 3:
        changed[at] = bytes[0];
        break;
    case 4:
    case 5:
        change_word(at);
        break;
    case 6:
        changed_length = chance(50) ? at : changed_length - 1 - below(changed_length < 40 ? changed_length : 40);
        break;
    case 7:
        replace(chance(50) ? changed_length : at, 0, bytes, 1 + below(sizeof bytes));
        break;
    case 8:
        replace(at, 1 + below(40), bytes, 0);
        break;
    case 9:
        replace(at, sizeof bytes, bytes, sizeof bytes);
        break;
    case 10: /* another piece of the same receipt */
        to = somewhere(b);
        if (at + 40 <= changed_length && to + 40 <= changed_length)
            memmove(changed + at, changed + to, chance(50) ? 4 : chance(50) ? 20 : 32);
        break;
    case 11: /* the same part of another receipt */
        to = below(sections);
        replace(b->section[to], b->section[to + 1] - b->section[to], other->bytes + other->section[to], other->section[to + 1] - other->section[to]);
        break;
    case 12: /* another receipt from here on */
        to = below(sections);
        replace(b->section[to], changed_length, other->bytes + other->section[to], other->length - other->section[to]);
        break;
    case 13:
        change_height();
        break;
    case 14:
        change_journal();
        break;
    default:
        put_word(KEY_AT + below(FASTZK_KEY_BYTES), (uint32_t)next_random());
        break;
    }
}

static int mutate(unsigned long number)
{
    const base_receipt *b = &bases[below(base_count)];
    fastzk_result result;
    uint8_t id[32];
    uint32_t code = b->code;
    memcpy(changed, b->bytes, b->length);
    changed_length = b->length;
    memcpy(id, b->id, 32);
    if (chance(1)) { /* bytes of no receipt */
        changed_length = below(4000);
        for (size_t i = chance(50) ? 0 : 6; i < changed_length; i++)
            changed[i] = (uint8_t)below(256);
    } else {
        unsigned changes = chance(60) ? 1 : 1 + (unsigned)below(4);
        while (changes-- > 0)
            change(b);
    }
    if (changed_length == b->length && memcmp(changed, b->bytes, changed_length) == 0)
        changed[below(changed_length)] ^= (uint8_t)(1u << below(8));
    /* Half of the time the verifier is asked for the program and the exit code that the changed receipt names. */
    if (chance(50) && changed_length >= JOURNAL_AT) {
        own_id(changed, id);
        code = fastzk_u32(changed + CODE_AT);
    }
    if (!verify_copy(changed, changed_length, id, code, &result)) {
        count_reason(result.reason);
        return 0;
    }
    /* Changes may make another one of those given. */
    for (unsigned i = 0; i < base_count; i++)
        if (changed_length == bases[i].length && memcmp(changed, bases[i].bytes, changed_length) == 0) {
            count_reason("accepted: one of the receipts given");
            return 0;
        }
    fprintf(stderr, "fastzk-fuzz: case %lu: a changed receipt was accepted\n", number);
    return 1;
}

int main(int argc, char **argv)
{
    unsigned long first, count;
    if (argc < 6 || argc % 3 != 0 || (argc - 3) / 3 > MAX_BASES) {
        fputs("usage: fastzk-fuzz FIRST COUNT RECEIPT IMAGEID EXIT_CODE [RECEIPT IMAGEID EXIT_CODE ...]\n", stderr);
        return 2;
    }
    first = strtoul(argv[1], NULL, 10);
    count = strtoul(argv[2], NULL, 10);
    for (int i = 3; i < argc; i += 3)
        if (!load(argv[i], argv[i + 1], argv[i + 2])) {
            fprintf(stderr, "fastzk-fuzz: %s is not accepted\n", argv[i]);
            return 2;
        }
    changed = allocate(FASTZK_RECEIPT_LIMIT);
    for (unsigned long i = first; i < first + count; i++) {
        random_state = i;
        if (mutate(i))
            return 1;
    }
    free(changed);
    for (unsigned i = 0; i < base_count; i++)
        free(bases[i].bytes);
    print_tally();
    return 0;
}

#endif
#endif
