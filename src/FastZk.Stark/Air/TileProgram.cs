using FastZk.Field;

namespace FastZk.Stark.Air;

/// <summary>What one step of a <see cref="TileProgram"/> does.</summary>
public enum TileOp : byte
{
    Add,
    Subtract,
    Multiply,

    /// <summary>2·left + right: a step of Horner's rule at 2, of which words given by their bits have many.</summary>
    DoubleAdd,
    AddConstant,
    MultiplyConstant,

    /// <summary>constant - operand.</summary>
    SubtractFromConstant,

    /// <summary>All rows equal to the constant.</summary>
    SetConstant,
    Copy,
}

/// <summary>One step: slot numbers count inputs first (main, fixed, next), then outputs, then temporaries.</summary>
public readonly record struct TileStep(TileOp Op, int Target, int Left, int Right, Fp Constant);

/// <summary>
/// A straight-line program for several expressions of one table with common subexpressions shared and temporaries reused. It is run on a tile of
/// rows at a time (each step a tight vector loop), or on single extension elements by the verifier.
/// </summary>
public sealed class TileProgram
{
    private TileProgram(int main, int fixedColumns, int next, int outputs, int temporaries, TileStep[] steps, int[] outputSlots)
    {
        OutputSlots = outputSlots;
        MainCount = main;
        FixedCount = fixedColumns;
        NextCount = next;
        OutputCount = outputs;
        TemporaryCount = temporaries;
        Steps = steps;
    }

    public int MainCount { get; }
    public int FixedCount { get; }
    public int NextCount { get; }
    public int OutputCount { get; }
    public int TemporaryCount { get; }
    public TileStep[] Steps { get; }

    /// <summary>Where each output is found: its own slot, or, in a program compiled for aliasing, the slot of an input or of an equal output.</summary>
    public int[] OutputSlots { get; }

    /// <summary>Slot of the first output.</summary>
    public int FirstOutput => MainCount + FixedCount + NextCount;

    /// <summary>Slot of the first temporary.</summary>
    public int FirstTemporary => FirstOutput + OutputCount;

    public int SlotCount => FirstTemporary + TemporaryCount;

    /// <summary>Compiles expressions; <paramref name="nextColumns"/> lists the main columns that have a next-row input, in slot order.</summary>
    /// <param name="mainColumns">main inputs.</param>
    /// <param name="fixedColumns">preprocessed inputs.</param>
    /// <param name="nextColumns">next-row inputs.</param>
    /// <param name="outputs">what to compute.</param>
    /// <param name="alias">true: outputs that equal an input or another output are not copied, see <see cref="OutputSlots"/>.</param>
    public static TileProgram Compile(int mainColumns, int fixedColumns, IReadOnlyList<int> nextColumns, IReadOnlyList<Expression> outputs, bool alias = false) =>
        new Compiler(mainColumns, fixedColumns, nextColumns).Compile(outputs, alias);

    private sealed class Compiler(int main, int fixedColumns, IReadOnlyList<int> next)
    {
        private readonly Dictionary<(ExpressionKind, int, int, uint), int> _numbers = [];
        private readonly Dictionary<Expression, int> _seen = new(ReferenceEqualityComparer.Instance);
        private readonly List<(ExpressionKind Kind, int A, int B, Fp Value)> _values = [];

        public TileProgram Compile(IReadOnlyList<Expression> outputs, bool alias)
        {
            var roots = outputs.Select(Number).ToArray();
            var doubles = FuseDoubles(roots);
            var lastUse = new int[_values.Count];
            for (var v = 0; v < _values.Count; v++)
            {
                var (kind, a, b, _) = _values[v];
                if (kind >= ExpressionKind.Add && doubles[v] != Fused.Away)
                {
                    lastUse[a] = v;
                    lastUse[b] = v;
                }
            }

            foreach (var r in roots)
            {
                lastUse[r] = int.MaxValue;
            }

            var firstOutput = main + fixedColumns + next.Count;
            var firstTemporary = firstOutput + outputs.Count;
            var slot = new int[_values.Count];
            Array.Fill(slot, -1);
            var outputOf = new Dictionary<int, int>();
            for (var i = 0; i < roots.Length; i++)
            {
                outputOf.TryAdd(roots[i], i);
            }

            var free = new Stack<int>();
            var temporaries = 0;
            var steps = new List<TileStep>();
            for (var v = 0; v < _values.Count; v++)
            {
                var (kind, a, b, value) = _values[v];
                switch (kind)
                {
                    case ExpressionKind.Main:
                        slot[v] = a;
                        continue;
                    case ExpressionKind.Fixed:
                        slot[v] = main + a;
                        continue;
                    case ExpressionKind.MainNext:
                        slot[v] = main + fixedColumns + a;
                        continue;
                    case ExpressionKind.Constant:
                        continue;
                }

                if (doubles[v] == Fused.Away)
                {
                    continue;
                }

                // Operands that end here give their temporary back before the target is chosen: steps may work in place.
                foreach (var o in a == b ? [a] : new[] { a, b })
                {
                    if (lastUse[o] == v && slot[o] >= firstTemporary)
                    {
                        free.Push(slot[o]);
                    }
                }

                if (outputOf.TryGetValue(v, out var index))
                {
                    slot[v] = firstOutput + index;
                }
                else
                {
                    slot[v] = free.Count > 0 ? free.Pop() : firstTemporary + temporaries++;
                }

                steps.Add(doubles[v] == Fused.Into ? new(TileOp.DoubleAdd, slot[v], slot[a], slot[b], default) : Step(kind, slot[v], a, b, slot));
            }

            var outputSlots = new int[roots.Length];
            for (var i = 0; i < roots.Length; i++)
            {
                var v = roots[i];
                outputSlots[i] = alias && slot[v] >= 0 ? slot[v] : firstOutput + i;
                if (slot[v] == outputSlots[i])
                {
                    continue;
                }

                steps.Add(slot[v] < 0
                    ? new(TileOp.SetConstant, firstOutput + i, 0, 0, _values[v].Value)
                    : new(TileOp.Copy, firstOutput + i, slot[v], 0, default));
            }

            return new(main, fixedColumns, next.Count, outputs.Count, temporaries, [.. steps], outputSlots);
        }

        private enum Fused : byte
        {
            No,

            /// <summary>2x that only a sum takes: no step of its own.</summary>
            Away,

            /// <summary>2x + y, with x and y as operands.</summary>
            Into,
        }

        // Sums 2x + y, where 2x has no other use, become one step.
        private Fused[] FuseDoubles(int[] roots)
        {
            var fused = new Fused[_values.Count];
            var uses = new int[_values.Count];
            foreach (var (kind, a, b, _) in _values)
            {
                if (kind >= ExpressionKind.Add)
                {
                    uses[a]++;
                    uses[b]++;
                }
            }

            foreach (var r in roots)
            {
                uses[r]++;
            }

            for (var v = 0; v < _values.Count; v++)
            {
                var (kind, a, b, value) = _values[v];
                if (kind != ExpressionKind.Add || a == b)
                {
                    continue;
                }

                var (twice, other) = IsDouble(a) ? (a, b) : (b, a);
                if (IsDouble(twice) && uses[twice] == 1 && _values[other].Kind != ExpressionKind.Constant)
                {
                    _values[v] = (kind, _values[twice].A, other, value);
                    (fused[v], fused[twice]) = (Fused.Into, Fused.Away);
                }
            }

            return fused;

            bool IsDouble(int v) => _values[v].Kind == ExpressionKind.Add && _values[v].A == _values[v].B && fused[v] == Fused.No;
        }

        private TileStep Step(ExpressionKind kind, int target, int a, int b, int[] slot)
        {
            var ca = _values[a].Kind == ExpressionKind.Constant;
            var cb = _values[b].Kind == ExpressionKind.Constant;
            return kind switch
            {
                ExpressionKind.Add when ca => new(TileOp.AddConstant, target, slot[b], 0, _values[a].Value),
                ExpressionKind.Add when cb => new(TileOp.AddConstant, target, slot[a], 0, _values[b].Value),
                ExpressionKind.Add => new(TileOp.Add, target, slot[a], slot[b], default),
                ExpressionKind.Subtract when ca => new(TileOp.SubtractFromConstant, target, slot[b], 0, _values[a].Value),
                ExpressionKind.Subtract when cb => new(TileOp.AddConstant, target, slot[a], 0, -_values[b].Value),
                ExpressionKind.Subtract => new(TileOp.Subtract, target, slot[a], slot[b], default),
                _ when ca => new(TileOp.MultiplyConstant, target, slot[b], 0, _values[a].Value),
                _ when cb => new(TileOp.MultiplyConstant, target, slot[a], 0, _values[b].Value),
                _ => new(TileOp.Multiply, target, slot[a], slot[b], default),
            };
        }

        // Value numbering: structurally equal nodes get one number; commutative operands are ordered.
        private int Number(Expression e)
        {
            if (_seen.TryGetValue(e, out var known))
            {
                return known;
            }

            var (kind, a, b) = (e.Kind, 0, 0);
            switch (kind)
            {
                case ExpressionKind.Constant:
                    break;
                case ExpressionKind.Main or ExpressionKind.Fixed:
                    a = e.Column;
                    break;
                case ExpressionKind.MainNext:
                    a = IndexOf(e.Column);
                    break;
                default:
                    a = Number(e.Left!);
                    b = Number(e.Right!);
                    if (kind == ExpressionKind.Multiply && (IsTwo(a) || IsTwo(b)))
                    {
                        // A sum is cheaper than a product.
                        kind = ExpressionKind.Add;
                        (a, b) = IsTwo(a) ? (b, b) : (a, a);
                    }

                    if (kind != ExpressionKind.Subtract && a > b)
                    {
                        (a, b) = (b, a);
                    }

                    break;
            }

            var key = (kind, a, b, e.Value.Raw);
            if (!_numbers.TryGetValue(key, out var number))
            {
                number = _values.Count;
                _values.Add((kind, a, b, e.Value));
                _numbers.Add(key, number);
            }

            _seen.Add(e, number);
            return number;
        }

        private bool IsTwo(int value) => _values[value].Kind == ExpressionKind.Constant && _values[value].Value == Fp.FromUInt32(2);

        private int IndexOf(int column)
        {
            for (var i = 0; i < next.Count; i++)
            {
                if (next[i] == column)
                {
                    return i;
                }
            }

            throw new InvalidOperationException("A next-row column was not declared.");
        }
    }
}
