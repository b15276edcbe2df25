namespace FastZk.Soundness.Tests.Report;

/// <summary>The ways in which zkVMs have accepted false statements, or told secrets. Every line has tests that are named after it.</summary>
internal static class Checklist
{
    /// <summary>Lines by name, in order.</summary>
    public static IReadOnlyList<(string Line, string Text)> Lines { get; } =
    [
        ("S01", "x0 reads as 0 after every instruction that names it as its destination, and the instruction's other effects happen"),
        ("S02", "one instruction that names the same register two or three times"),
        ("S03", "no step skipped, repeated, reordered or taken from elsewhere; pc inside the program and aligned; every kind of next pc"),
        ("S04", "first step at the entry with genesis registers, last step a halt, exit code bound, no partial run"),
        ("S05", "selectors: none, two, or values that nobody declared; instructions that differ by a bit of funct3 or funct7"),
        ("S06", "rows not in use have no effect and stay well formed; blocks are not cut off by a table's end"),
        ("S07", "every limb is range-checked at its own width; v and v + p never stand for each other"),
        ("S08", "division and multiplication at the edges, shift amounts, comparisons, upper immediates"),
        ("S09", "sub-word loads and stores: lanes, extension, bytes that stay"),
        ("S10", "addresses: aliases mod p, wrap at 2^32, range, registers apart from memory"),
        ("S11", "timestamps: bound to the clock, increasing, bounded, used once"),
        ("S12", "each address begins once, from the image or as zero, and ends once"),
        ("S13", "private input: the bytes are free, their addresses and lengths are not"),
        ("S14", "buses: multiplicities bounded, tuples apart from each other, totals absorbed in time and zero"),
        ("S15", "preprocessed tables are those of the key; tables and commitments are neither missing, doubled nor reordered"),
        ("S16", "the transcript absorbs everything before the challenge that depends on it"),
        ("S17", "FRI: layers, arities, final polynomial, queries, openings, paths, grinding"),
        ("S18", "one encoding for each receipt; values, lengths, versions and profiles out of range"),
        ("S19", "every column of every table is held by a constraint or a bus; every constraint and every fraction is needed"),
        ("S20", "the prover checks its receipt; vector kernels equal scalar ones; no unreduced value leaves a kernel"),
        ("S21", "host calls: lengths, end of input, unknown numbers, pointers"),
        ("S22", "malformed and misleading ELF files"),
        ("S23", "tables that work in blocks or on buffers: counts, aliasing, boundary inputs, two at once"),
        ("S24", "executor, recorder, interpreter and translation against each other and against other implementations"),
        ("S25", "image words: a zero row, twice, left out though touched, addresses at the ends"),
        ("S26", "journal bytes exchanged between writes, indexes repeated or skipped"),
        ("S27", "short reads before the end of the input, reads beyond it"),
        ("S28", "loops on the State bus that no first step leads to; Σ step·height"),
        ("S29", "mask constants moved after the challenge, or taken from auxiliary columns"),
        ("S30", "the quotient's overflow remainder and the degrees of its pieces"),
        ("Z01", "two receipts of one input differ wherever they may; opened values are uniform, of constant columns too"),
        ("Z02", "inputs of the same shape give receipts with the same public part"),
        ("Z03", "nothing of the input in receipts, logs, messages, or the memory of a process that is done"),
        ("Z04", "fewer openings of a column than it has random coefficients, counted for every shape"),
        ("Z05", "the map from random cells to everything revealed has full rank, at toy heights"),
    ];
}
