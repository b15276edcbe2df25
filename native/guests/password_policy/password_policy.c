// Proves that a private password obeys a public policy, and commits to it.
//
// Input (private): salt[32]; the policy: shortest, longest length (1 to 128),
// classes that must occur (bit 0 a-z, 1 A-Z, 2 0-9, 3 other), least number of
// different classes (0 to 4), each one byte; size of the list in bytes (4 bytes LE,
// at most 65536) and the list: forbidden passwords, each its length (one byte, 1 to
// 128) and its bytes, without A-Z; then the password's length (one byte) and its
// bytes; nothing more. All text is printable ASCII, 0x20 to 0x7e.
// Journal: commitment = SHA-256("fastzk.password_policy.v1 commitment" | salt |
// password) | policy id = SHA-256("fastzk.password_policy.v1 policy" | the four
// bytes | size of the list | the list), 32 bytes each.
// Exit code 3 and an empty journal: well-formed, but against the policy.
//
// The password is compared with the list without regard to the case of letters.
#include "fastzk.h"
#include "fastzk_sha256.h"

enum { MAX_LENGTH = 128, MAX_LIST = 65536, CLASSES = 4, EXIT_REFUSED = 3 };

static const char commitment_domain[36] = "fastzk.password_policy.v1 commitment";
static const char policy_domain[32] = "fastzk.password_policy.v1 policy";

static uint8_t list[MAX_LIST] __attribute__((aligned(4)));

typedef struct { uint8_t shortest, longest, required, variety; } policy;

static uint8_t lower(uint8_t c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; }

static uint32_t class_of(uint8_t c)
{
    if (c >= 'a' && c <= 'z') return 1;
    if (c >= 'A' && c <= 'Z') return 2;
    if (c >= '0' && c <= '9') return 4;
    return 8;
}

static int printable(const uint8_t *text, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (text[i] < 0x20 || text[i] > 0x7e) return 0;
    }
    return 1;
}

// Whether the list is of its form; then also whether the password is on it.
static int check_list(uint32_t size, const uint8_t *folded, uint32_t n, int *found)
{
    uint32_t at = 0;
    while (at < size) {
        uint32_t length = list[at++];
        if (length == 0 || length > MAX_LENGTH || length > size - at || !printable(list + at, length)) return 0;
        int same = length == n;
        for (uint32_t i = 0; i < length; i++) {
            uint8_t c = list[at + i];
            if (c != lower(c)) return 0;
            same = same && c == folded[i];
        }
        *found |= same;
        at += length;
    }
    return 1;
}

static int obeys(const policy *p, const uint8_t *password, uint32_t n)
{
    uint32_t seen = 0, variety = 0;
    for (uint32_t i = 0; i < n; i++) seen |= class_of(password[i]);
    for (int i = 0; i < CLASSES; i++) variety += seen >> i & 1;
    return n >= p->shortest && n <= p->longest && (p->required & ~seen) == 0 && variety >= p->variety;
}

int main(void)
{
    uint8_t salt[32] __attribute__((aligned(4)));
    policy p;
    uint32_t size;
    uint8_t n, password[MAX_LENGTH], folded[MAX_LENGTH];
    fastzk_read_exact(salt, sizeof salt);
    fastzk_read_exact(&p, sizeof p);
    fastzk_read_exact(&size, sizeof size);
    if (p.shortest == 0 || p.shortest > p.longest || p.longest > MAX_LENGTH || p.required >> CLASSES != 0 || p.variety > CLASSES || size > MAX_LIST)
        return FASTZK_EXIT_BAD_INPUT;
    fastzk_read_exact(list, size);
    fastzk_read_exact(&n, 1);
    if (n > MAX_LENGTH) return FASTZK_EXIT_BAD_INPUT;
    fastzk_read_exact(password, n);
    fastzk_read_end();
    if (!printable(password, n)) return FASTZK_EXIT_BAD_INPUT;

    int found = 0;
    for (uint32_t i = 0; i < n; i++) folded[i] = lower(password[i]);
    if (!check_list(size, folded, n, &found)) return FASTZK_EXIT_BAD_INPUT;
    if (found || !obeys(&p, password, n)) return EXIT_REFUSED;

    uint8_t journal[64] __attribute__((aligned(4)));
    fastzk_sha256_ctx ctx;
    fastzk_sha256_init(&ctx);
    fastzk_sha256_update(&ctx, commitment_domain, sizeof commitment_domain);
    fastzk_sha256_update(&ctx, salt, sizeof salt);
    fastzk_sha256_update(&ctx, password, n);
    fastzk_sha256_final(&ctx, journal);

    fastzk_sha256_init(&ctx);
    fastzk_sha256_update(&ctx, policy_domain, sizeof policy_domain);
    fastzk_sha256_update(&ctx, &p, sizeof p);
    fastzk_sha256_update(&ctx, &size, sizeof size);
    fastzk_sha256_update(&ctx, list, size);
    fastzk_sha256_final(&ctx, journal + 32);

    fastzk_commit(journal, sizeof journal);
    return FASTZK_EXIT_OK;
}
