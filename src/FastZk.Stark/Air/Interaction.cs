namespace FastZk.Stark.Air;

/// <summary>
/// One LogUp fraction of a table: multiplicity/(α + Σ β^k·message_k + β^L·(bus+1)) in every active row (Haböck 2022), with sign + for a send
/// and - for a receive.
/// </summary>
/// <param name="Bus">bus number, 0-based.</param>
/// <param name="IsSend">true: counted with +.</param>
/// <param name="Multiplicity">affine in the current row.</param>
/// <param name="Message">the tuple, each entry affine in the current row.</param>
/// <param name="MaxMultiplicity">the largest integer that the multiplicity takes in an active row of a valid witness; 0 for the side that provides a lookup, whose counts are free.</param>
public sealed record Interaction(int Bus, bool IsSend, Expression Multiplicity, IReadOnlyList<Expression> Message, int MaxMultiplicity);
