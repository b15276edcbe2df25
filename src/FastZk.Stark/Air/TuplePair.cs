namespace FastZk.Stark.Air;

/// <summary>
/// A tuple that a row takes from a bus and the one that it puts there instead: a step of a chain. Every row has both; in a row with Used = 0 they are equal,
/// which constraints see to (<see cref="AirTable"/>), so that it changes nothing.
/// </summary>
/// <param name="Bus">bus number, 0-based; the bus carries pairs only.</param>
/// <param name="Used">affine in the current row; 0 or 1 by the table's constraints.</param>
/// <param name="Consumed">the tuple taken, each entry affine in the current row.</param>
/// <param name="Produced">the tuple put back, of the same length.</param>
public sealed record TuplePair(int Bus, Expression Used, IReadOnlyList<Expression> Consumed, IReadOnlyList<Expression> Produced);
