// Proves that a private leaf stands in the Merkle tree with a public root, and
// shows neither the leaf nor where it stands.
//
// Input (private): depth, position, each 4 bytes LE; leaf[32], context[32]; then
// depth siblings of 32 bytes, from the leaf's level upwards; nothing more.
// depth is at most 32, position below 2^depth.
// Journal: root[32] | context[32].
//
// The hashes are those of RFC 6962: SHA-256(0 | leaf) for a leaf, SHA-256(1 | left
// | right) for a node, so that no node passes for a leaf. Left and right are told
// apart without a branch: every position takes the same instructions.
#include "fastzk.h"
#include "fastzk_sha256.h"

enum { MAX_DEPTH = 32, LEAF = 0, NODE = 1, WORDS = 8 };

// A hash's words as they lie in memory; fastzk_sha256 takes and gives bytes.
typedef struct { uint32_t words[WORDS]; } digest;

static void hash(uint8_t kind, const void *data, size_t n, digest *result)
{
    fastzk_sha256_ctx ctx;
    fastzk_sha256_init(&ctx);
    fastzk_sha256_update(&ctx, &kind, 1);
    fastzk_sha256_update(&ctx, data, n);
    fastzk_sha256_final(&ctx, (uint8_t *)result->words);
}

int main(void)
{
    uint32_t header[2];
    digest leaf, context, node, sibling;
    fastzk_read_exact(header, sizeof header);
    uint32_t depth = header[0], position = header[1];
    if (depth > MAX_DEPTH || (depth < 32 && position >> depth != 0)) return FASTZK_EXIT_BAD_INPUT;
    fastzk_read_exact(&leaf, sizeof leaf);
    fastzk_read_exact(&context, sizeof context);

    hash(LEAF, &leaf, sizeof leaf, &node);
    for (uint32_t level = 0; level < depth; level++) {
        fastzk_read_exact(&sibling, sizeof sibling);
        digest pair[2];
        uint32_t right = -(position >> level & 1);  // all ones where the node is its parent's right child
        for (int i = 0; i < WORDS; i++) {
            uint32_t swap = (node.words[i] ^ sibling.words[i]) & right;
            pair[0].words[i] = node.words[i] ^ swap;
            pair[1].words[i] = sibling.words[i] ^ swap;
        }
        hash(NODE, pair, sizeof pair, &node);
    }
    fastzk_read_end();

    fastzk_commit(&node, sizeof node);
    fastzk_commit(&context, sizeof context);
    return FASTZK_EXIT_OK;
}
