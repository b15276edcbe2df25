using FastZk.Stark;

namespace FastZk.Circuits.Fill;

/// <summary>The rows of one table in pieces that workers fill side by side.</summary>
/// <param name="Table">the table.</param>
/// <param name="Pieces">number of pieces.</param>
/// <param name="Fill">writes one of them.</param>
internal readonly record struct FillTask(WitnessTable Table, int Pieces, FillPiece Fill);

/// <summary>Writes a piece of a table's rows.</summary>
/// <param name="piece">number of the piece.</param>
/// <param name="scratch">what the worker keeps for all its pieces.</param>
internal delegate FilledRows FillPiece(int piece, FillScratch scratch);

/// <summary>Rows that were written as integers below p, to be converted and their lookups counted.</summary>
/// <param name="Start">the first of them, a multiple of 16; where lookups are counted, of <see cref="StarkConstants.Tile"/>.</param>
/// <param name="Count">how many; 0 when neither is to be done.</param>
internal readonly record struct FilledRows(int Start, int Count);
