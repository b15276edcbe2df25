/* Heights and what follows from them: sections 4, 5 and 11 of protocol.md. */
#include "internal.h"

#include <string.h>

#define HEIGHT_BASE 8u /* what a packed height is less than the height's log */
#define KEY_FORMAT 1u
#define CIRCUIT_VERSION 1u
#define KEY_ENTRY 8u        /* where the profiles' entries begin in a program key */
#define KEY_ENTRY_BYTES 35u

/* The least g with numerator*2^32 <= floor(p^5/2^96)*2^g, or MAX_GRINDING + 1. */
static unsigned grinding(uint64_t numerator)
{
    unsigned g = 0;
    while (g <= FASTZK_MAX_GRINDING && numerator > FASTZK_FIELD_ORDER_SHIFTED >> (32u - g))
        g++;
    return g;
}

/* log of a table's height, or HEIGHT_BASE when the table is absent. */
static unsigned height_of(const uint8_t *heights, unsigned id)
{
    return HEIGHT_BASE + ((unsigned)heights[id / 2u] >> 4u * (id % 2u) & 15u);
}

static const char *check_key(const fastzk_profile *profile, const uint8_t *heights, const uint8_t *key)
{
    const uint8_t *entry = key + KEY_ENTRY;
    if ((key[0] | (unsigned)key[1] << 8) != KEY_FORMAT)
        return "the program key has an unknown format";
    if ((key[2] | (unsigned)key[3] << 8) != CIRCUIT_VERSION)
        return "the program key is of another version of the circuit";
    for (unsigned i = 0; i < FASTZK_PROFILES; i++, entry += KEY_ENTRY_BYTES) {
        if (entry[0] != fastzk_profiles[i].id)
            return "the program key names an unknown profile";
        if (entry[0] == profile->id && (height_of(heights, FASTZK_TABLE_PROGRAM) != entry[1] || height_of(heights, FASTZK_TABLE_IMAGE) != entry[2]))
            return "the program's tables have not the heights that the program key gives them";
    }
    return NULL;
}

/* The tree of the circuit for this N, whose tables have their heights; tables of the circuit's other trees are absent. */
static const char *check_circuit(fastzk_shape *s)
{
    unsigned in_tree = 0;
    s->circuit = &s->profile->circuit[0];
    for (unsigned i = 1; i < FASTZK_CIRCUIT_TREES; i++)
        if (s->profile->circuit[i].min_log_top <= s->log_top)
            s->circuit = &s->profile->circuit[i];
    for (unsigned i = 0; i < s->circuit->tables; i++)
        if (s->log_height[s->circuit->table[i]] != s->circuit->log_height[i])
            return "a table of the circuit has not the height that the profile gives it";
    for (unsigned i = 0; i < s->tables; i++)
        in_tree += s->present[i] != FASTZK_TABLE_PROGRAM && s->present[i] != FASTZK_TABLE_IMAGE && fastzk_table_of(s->present[i])->fixed > 0;
    return in_tree == s->circuit->tables ? NULL : "a table of the circuit does not belong to a proof of this height";
}

const char *fastzk_shape_of(fastzk_shape *s, uint8_t profile, const uint8_t *heights, const uint8_t *key, uint32_t journal_length)
{
    const uint64_t public_tuples = (uint64_t)journal_length + 3u;
    uint64_t bus[FASTZK_BUSES], steps = 0, tuples = public_tuples, powers = 0;
    unsigned values = 0;
    const char *reason;

    memset(s, 0, sizeof *s);
    if (profile == 0 || profile > FASTZK_PROFILES)
        return "the receipt names an unknown profile";
    s->profile = &fastzk_profiles[profile - 1u];
    reason = check_key(s->profile, heights, key);
    if (reason != NULL)
        return reason;

    if (FASTZK_TABLES % 2u != 0 && heights[FASTZK_HEIGHT_BYTES - 1u] >> 4 != 0)
        return "the receipt gives a height to a table that does not exist";
    for (unsigned id = 0; id < FASTZK_TABLES; id++) {
        unsigned log = height_of(heights, id);
        if (log == HEIGHT_BASE) {
            if (id == FASTZK_TABLE_PROGRAM || id == FASTZK_TABLE_IMAGE)
                return "a table of the program is missing";
            continue;
        }
        if (log < s->profile->log_min_height || log > FASTZK_MAX_LOG_TOP || log + s->profile->log_blowup > FASTZK_MAX_LOG_DOMAIN)
            return "a table's height is out of bounds";
        s->log_height[id] = (uint8_t)log;
        s->present[s->tables++] = (uint8_t)id;
        if (log > s->log_top)
            s->log_top = (uint8_t)log;
    }
    if (s->log_top < FASTZK_MIN_LOG_TOP)
        return "the highest table is too low";
    reason = check_circuit(s);
    if (reason != NULL)
        return reason;

    for (unsigned b = 0; b < FASTZK_BUSES; b++)
        bus[b] = public_tuples;
    for (unsigned i = 0; i < s->tables; i++) {
        unsigned id = s->present[i], log = s->log_height[id], w = s->profile->log_blowup >= 2u && log < s->log_top ? 4u : 2u;
        const fastzk_table *t = fastzk_table_of(id);
        for (unsigned b = 0; b < FASTZK_BUSES; b++)
            bus[b] += (uint64_t)t->bus_weight[b] << log;
        steps += (uint64_t)t->step << log;
        tuples += ((uint64_t)t->fractions + 2u * t->pairs) << log;
        s->per_column[id] = (uint8_t)w;
        s->first_value[id] = (uint16_t)values;
        s->products = (uint8_t)(s->products + (t->pairs != 0));
        values += t->fixed + t->main + fastzk_auxiliary(s, id) + t->next + fastzk_running(id);
        /* Rows, transitions, first row, helpers, products, three of the running sum, and two of the running product. */
        powers += (uint64_t)t->rows + t->transitions + t->first + fastzk_auxiliary(s, id) / 5u + 2u + (t->pairs != 0 ? 2u : 0u);
    }
    for (unsigned b = 0; b < FASTZK_BUSES; b++)
        if (bus[b] >= FP_P)
            return "the multiplicities of a bus could wrap";
    if (steps >= FP_P)
        return "the clock could wrap";
    s->pieces = (uint16_t)values;
    s->values = (uint16_t)(values + 15u);

    {
        const uint64_t n = (uint64_t)1 << s->log_top;
        unsigned most, left = s->log_top;
        s->queries = s->profile->queries[s->log_top - FASTZK_MIN_LOG_TOP];
        s->grinding_logup = (uint8_t)grinding(tuples * (FASTZK_LONGEST_TUPLE + 2u));
        s->grinding_gamma = (uint8_t)grinding(powers);
        s->grinding_zeta = (uint8_t)grinding(4u * n + FASTZK_POINT_SLACK);
        s->grinding_lambda = (uint8_t)grinding((uint64_t)s->values * n << s->profile->log_blowup);
        most = s->grinding_logup;
        if (s->grinding_gamma > most)
            most = s->grinding_gamma;
        if (s->grinding_zeta > most)
            most = s->grinding_zeta;
        if (s->grinding_lambda > most)
            most = s->grinding_lambda;
        while ((1u << left) > FASTZK_MAX_FINAL) {
            left -= 3u;
            s->grinding_fold[s->folds] = (uint8_t)grinding((uint64_t)7u << (s->profile->log_blowup + left));
            if (s->grinding_fold[s->folds] > most)
                most = s->grinding_fold[s->folds];
            s->folds++;
        }
        s->final = (uint8_t)(1u << left);
        if (most > FASTZK_MAX_GRINDING)
            return "128 bits would need more grinding than is allowed";
    }
    return NULL;
}
