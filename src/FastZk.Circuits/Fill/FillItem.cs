using FastZk.Stark;

namespace FastZk.Circuits.Fill;

/// <summary>A piece of work that fills rows of a table.</summary>
/// <param name="Table">the table.</param>
/// <param name="Start">its first row, a multiple of 16; where lookups are counted, of <see cref="StarkConstants.Tile"/>.</param>
/// <param name="Rows">rows that are written as integers below p, to be converted and their lookups counted; 0 when neither is to be done.</param>
/// <param name="Fill">writes them.</param>
internal readonly record struct FillItem(WitnessTable Table, int Start, int Rows, Action Fill);
