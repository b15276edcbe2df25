/* The transcript: section 7 of protocol.md. */
#include "internal.h"

#include <string.h>

typedef struct {
    const fastzk_transcript *transcript;
    const char *label;
    uint32_t counter;
    uint8_t digest[32];
    unsigned used;
} word_stream;

static void hash_labelled(const fastzk_transcript *t, uint8_t kind, const char *label, const void *data, size_t length, uint8_t digest[32])
{
    fastzk_sha256 h;
    fastzk_sha256_begin(&h);
    fastzk_sha256_add(&h, t->state, 32);
    fastzk_sha256_add(&h, &kind, 1);
    fastzk_sha256_add(&h, label, strlen(label));
    fastzk_sha256_add(&h, data, length);
    fastzk_sha256_end(&h, digest);
}

void fastzk_absorb(fastzk_transcript *t, const char *label, const void *data, size_t length)
{
    const size_t label_length = strlen(label);
    const uint8_t byte = (uint8_t)label_length;
    uint8_t size[8];
    fastzk_sha256 h;
    for (unsigned i = 0; i < 8; i++)
        size[i] = (uint8_t)((uint64_t)length >> 8 * i);
    fastzk_sha256_begin(&h);
    fastzk_sha256_add(&h, t->state, 32);
    fastzk_sha256_add(&h, &byte, 1);
    fastzk_sha256_add(&h, label, label_length);
    fastzk_sha256_add(&h, size, 8);
    fastzk_sha256_add(&h, data, length);
    fastzk_sha256_end(&h, t->state);
}

const char *fastzk_nonce(fastzk_transcript *t, const char *label, unsigned bits, fastzk_reader *r, const char *reason)
{
    const uint8_t *nonce = fastzk_take(r, 8);
    uint8_t digest[32];
    if (nonce == NULL)
        return fastzk_cut_short;
    if (bits == 0) {
        for (unsigned i = 0; i < 8; i++)
            if (nonce[i] != 0)
                return reason;
    } else {
        /* At most 24 bits are asked for: they stand in the first word. */
        hash_labelled(t, 0xfe, label, nonce, 8, digest);
        if (((uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3]) >> (32u - bits) != 0)
            return reason;
    }
    fastzk_absorb(t, label, nonce, 8);
    return NULL;
}

static uint32_t next_word(word_stream *s)
{
    if (s->used == 32) {
        uint8_t counter[4];
        fastzk_put32(counter, s->counter++);
        hash_labelled(s->transcript, 0xff, s->label, counter, 4, s->digest);
        s->used = 0;
    }
    s->used += 4;
    return fastzk_u32(s->digest + s->used - 4);
}

static word_stream stream_of(const fastzk_transcript *t, const char *label)
{
    word_stream s;
    memset(&s, 0, sizeof s);
    s.transcript = t;
    s.label = label;
    s.used = 32;
    return s;
}

fp5 fastzk_draw(fastzk_transcript *t, const char *label)
{
    word_stream s = stream_of(t, label);
    fp5 r;
    for (unsigned k = 0; k < 5; k++) {
        uint32_t v;
        do
            v = next_word(&s) & 0x7fffffffu;
        while (v >= FP_P);
        r.c[k] = fp_of(v);
    }
    hash_labelled(t, 0xfd, label, "", 0, t->state);
    return r;
}

void fastzk_draw_indexes(fastzk_transcript *t, const char *label, unsigned log, uint32_t *indexes, unsigned count)
{
    word_stream s = stream_of(t, label);
    for (unsigned i = 0; i < count; i++)
        indexes[i] = next_word(&s) & (((uint32_t)1 << log) - 1u);
    hash_labelled(t, 0xfd, label, "", 0, t->state);
}
