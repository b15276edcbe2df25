// Proves that the prover holds a JSON Web Token, signed by RS256, in which a claim has a public value; the rest of the token stays private.
//
// Input (private): challenge (32) | size of the modulus in bytes (4: 256, 384 or 512) | modulus (most significant byte first) | length (4, 1 to 64) and name of
// the claim | length (4, up to 8192) and token, header.payload.signature as it is sent; nothing more.
// Journal: challenge (32) | SHA-256(modulus) (32) | exp (8) | length (4) and name of the claim | length (4) and the claim's value as JSON.
// Exit code 3, and no journal, if the signature does not hold; 2 for all that is malformed.
//
// Strict where readers differ, since the issuer signed bytes and not a meaning: base64url without padding and with zero bits at its end (RFC 7515), JSON as in
// RFC 8259, and in header and payload no name twice that matters here, nor an escape in a name.
#include <stdbool.h>
#include "fastzk.h"
#include "fastzk_rsa.h"
#include "fastzk_sha256.h"

enum { MOST_NAME = 64, MOST_TOKEN = 8192, MOST_DEPTH = 16, EXIT_NO_SIGNATURE = 3 };

typedef struct {
    const uint8_t *at, *end;
} text;

static _Noreturn void malformed(void) { fastzk_exit(FASTZK_EXIT_BAD_INPUT); }

static bool same(text a, const void *bytes, size_t n)
{
    return (size_t)(a.end - a.at) == n && memcmp(a.at, bytes, n) == 0;
}

// Reads up to the byte, which is left out, or to the end.
static text until(text *from, uint8_t byte)
{
    text part = {from->at, from->at};
    while (part.end != from->end && *part.end != byte) part.end++;
    from->at = part.end == from->end ? part.end : part.end + 1;
    return part;
}

static uint32_t digit_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '-') return 62;
    if (c == '_') return 63;
    malformed();
}

// base64url to bytes at `to`, which has room for them.
static text decode(text from, uint8_t *to)
{
    text result = {to, to};
    uint32_t bits = 0, count = 0;
    for (; from.at != from.end; from.at++) {
        bits = bits << 6 | digit_of(*from.at);
        count += 6;
        if (count >= 8) {
            count -= 8;
            *to++ = (uint8_t)(bits >> count);
            bits &= (1u << count) - 1;
        }
    }
    // One letter too many, or bits that no byte holds.
    if (count == 6 || bits != 0) malformed();
    result.end = to;
    return result;
}

static uint8_t peek(const text *t)
{
    if (t->at == t->end) malformed();
    return *t->at;
}

static bool take(text *t, uint8_t c)
{
    if (peek(t) != c) return false;
    t->at++;
    return true;
}

static void expect(text *t, const char *word)
{
    for (; *word != 0; word++) {
        if (!take(t, (uint8_t)*word)) malformed();
    }
}

static void skip_space(text *t)
{
    while (t->at != t->end && (*t->at == ' ' || *t->at == '\t' || *t->at == '\n' || *t->at == '\r')) t->at++;
}

static bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

static void skip_digits(text *t)
{
    if (!is_digit(peek(t))) malformed();
    while (t->at != t->end && is_digit(*t->at)) t->at++;
}

// A number is never the last of a text here: a bracket follows.
static void skip_number(text *t)
{
    take(t, '-');
    if (!take(t, '0')) skip_digits(t);
    if (take(t, '.')) skip_digits(t);
    if (take(t, 'e') || take(t, 'E')) {
        if (!take(t, '+')) take(t, '-');
        skip_digits(t);
    }
}

// What stands between the quotes.
static text skip_string(text *t, bool *escapes)
{
    expect(t, "\"");
    text inside = {t->at, t->at};
    *escapes = false;
    while (!take(t, '"')) {
        uint8_t c = peek(t);
        if (c < 0x20) malformed();
        t->at++;
        if (c == '\\') {
            *escapes = true;
            c = peek(t);
            t->at++;
            if (c == 'u') {
                for (int i = 0; i < 4; i++, t->at++) {
                    uint8_t h = peek(t) | 0x20;
                    if (!is_digit(peek(t)) && !(h >= 'a' && h <= 'f')) malformed();
                }
            } else if (c != '"' && c != '\\' && c != '/' && c != 'b' && c != 'f' && c != 'n' && c != 'r' && c != 't') {
                malformed();
            }
        }
    }
    inside.end = t->at - 1;
    return inside;
}

// A claim or parameter that is looked for: its value as JSON; no value while it is not found.
typedef struct {
    const void *name;
    size_t length;
    text value;
} member;

static void read_object(text *t, int depth, member *wanted, int count);

static void skip_value(text *t, int depth)
{
    bool escapes;
    if (depth > MOST_DEPTH) malformed();
    switch (peek(t)) {
        case '{': read_object(t, depth, NULL, 0); break;
        case '[':
            t->at++;
            skip_space(t);
            if (take(t, ']')) break;
            do {
                skip_space(t);
                skip_value(t, depth + 1);
                skip_space(t);
            } while (take(t, ','));
            expect(t, "]");
            break;
        case '"': skip_string(t, &escapes); break;
        case 't': expect(t, "true"); break;
        case 'f': expect(t, "false"); break;
        case 'n': expect(t, "null"); break;
        default: skip_number(t); break;
    }
}

static void read_object(text *t, int depth, member *wanted, int count)
{
    expect(t, "{");
    skip_space(t);
    if (take(t, '}')) return;
    do {
        bool escapes;
        skip_space(t);
        text name = skip_string(t, &escapes);
        if (escapes && wanted != NULL) malformed();
        skip_space(t);
        expect(t, ":");
        skip_space(t);
        text value = {t->at, t->at};
        skip_value(t, depth + 1);
        value.end = t->at;
        for (int i = 0; i < count; i++) {
            if (!same(name, wanted[i].name, wanted[i].length)) continue;
            if (wanted[i].value.at != NULL) malformed();
            wanted[i].value = value;
        }
        skip_space(t);
    } while (take(t, ','));
    expect(t, "}");
}

// A text that is one object.
static void read_members(text t, member *wanted, int count)
{
    skip_space(&t);
    read_object(&t, 0, wanted, count);
    skip_space(&t);
    if (t.at != t.end) malformed();
}

// Seconds since 1970: a whole number of up to 15 digits, without sign, fraction or exponent.
static uint64_t seconds(text value)
{
    uint64_t n = 0;
    size_t digits = value.end - value.at;
    if (digits == 0 || digits > 15) malformed();
    for (; value.at != value.end; value.at++) {
        if (!is_digit(*value.at)) malformed();
        n = 10 * n + (*value.at - '0');
    }
    return n;
}

static uint32_t read_length(uint32_t least, uint32_t most)
{
    uint32_t n;
    fastzk_read_exact(&n, sizeof n);
    if (n < least || n > most) malformed();
    return n;
}

static void commit_text(const void *bytes, uint32_t n)
{
    fastzk_commit(&n, sizeof n);
    fastzk_commit(bytes, n);
}

int main(void)
{
    static uint8_t modulus[512] __attribute__((aligned(4))), token[MOST_TOKEN] __attribute__((aligned(4))), name[MOST_NAME];
    static uint8_t header_bytes[MOST_TOKEN], payload_bytes[MOST_TOKEN], signature_bytes[MOST_TOKEN];
    uint8_t challenge[32] __attribute__((aligned(4)));
    fastzk_read_exact(challenge, sizeof challenge);
    uint32_t size = read_length(256, 512);
    fastzk_read_exact(modulus, size);
    uint32_t name_length = read_length(1, MOST_NAME);
    fastzk_read_exact(name, name_length);
    uint32_t token_length = read_length(0, MOST_TOKEN);
    fastzk_read_exact(token, token_length);
    fastzk_read_end();

    text rest = {token, token + token_length};
    text header = until(&rest, '.'), payload = until(&rest, '.');
    const uint8_t *signed_end = payload.end;
    text signature = decode(rest, signature_bytes);
    if ((size_t)(signature.end - signature.at) != size) malformed();

    uint8_t hash[32] __attribute__((aligned(4))), key_hash[32] __attribute__((aligned(4)));
    fastzk_sha256(token, signed_end - token, hash);
    if (!fastzk_rsa_verify_sha256(modulus, size, 65537, signature.at, hash, 0)) return EXIT_NO_SIGNATURE;

    // An extension that has to be understood ("crit") would not be.
    member parameters[] = {{.name = "alg", .length = 3}, {.name = "crit", .length = 4}};
    read_members(decode(header, header_bytes), parameters, 2);
    if (parameters[0].value.at == NULL || !same(parameters[0].value, "\"RS256\"", 7) || parameters[1].value.at != NULL) malformed();

    member claims[] = {{.name = "exp", .length = 3}, {.name = name, .length = name_length}};
    read_members(decode(payload, payload_bytes), claims, 2);
    if (claims[0].value.at == NULL || claims[1].value.at == NULL) malformed();
    uint64_t expires = seconds(claims[0].value);

    fastzk_sha256(modulus, size, key_hash);
    fastzk_commit(challenge, sizeof challenge);
    fastzk_commit(key_hash, sizeof key_hash);
    fastzk_commit(&expires, sizeof expires);
    commit_text(name, name_length);
    commit_text(claims[1].value.at, claims[1].value.end - claims[1].value.at);
    return FASTZK_EXIT_OK;
}
