using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>A run with calls of sha256_compress whose rows a test forges.</summary>
internal sealed class HashedRun : IDisposable
{
    private const int Call = Rv32Circuit.Sha256Call, Load = Rv32Circuit.Sha256Load;

    /// <summary>Two states of 8 words, and blocks, in the data segment.</summary>
    public const uint State = Bare.Data, Other = State + 32, Blocks = State + 64;

    /// <summary>Words of data, from <see cref="State"/> on.</summary>
    private readonly uint[] _data;

    /// <summary>Runs the parts of a program on random data.</summary>
    public HashedRun(params uint[][] parts)
    {
        var random = new Random(20);
        _data = [.. Enumerable.Range(0, 16 + 8 * 16).Select(_ => (uint)random.NextInt64(1L << 32))];
        Elf = Bare.ElfWithData(_data, parts);
        W = new(ElfImage.Load(Elf), []);
        W.AssertSound();
        foreach (var call in Enumerable.Range(0, W.Rows[Call]).Where(c => Count(c) > 0))
        {
            Rows.AddRange(Run(call));
        }

        // The forger's own rows satisfy everything as well, so what a forgery leaves is its own.
        Write();
        W.AssertSound();
    }

    public byte[] Elf { get; }

    public WitnessChecks W { get; }

    /// <summary>Rows of the compression, which <see cref="Write"/> writes.</summary>
    public List<CompressRow?> Rows { get; } = [];

    /// <summary>A call of sha256_compress.</summary>
    public static uint[] Compress(uint state, uint blocks, uint count) => Bare.Call(EcallNumber.Sha256Compress, state, blocks, count);

    /// <summary>
    /// A forged run that exits with the first word of a new state. The old state goes into the first row of a run that the table's end cuts off; the new one is made of
    /// words of memory, loaded at two times, the first limb of each half less a number.
    /// </summary>
    public static HashedRun WithACutOffRun(int less)
    {
        var f = new HashedRun(Compress(State, Blocks, 1), Li(Bare.In, Blocks + 64),
            [Lw(T0, 0, Bare.In), Lw(T0, 4, Bare.In), Lw(T0, 8, Bare.In), Lw(T0, 12, Bare.In), .. Li(Bare.In, State), Lw(A0, 0, Bare.In)], Exit());
        const int loadWord = (int)InstructionClass.LoadWord;
        var (w, time, word) = (f.W, f.Time(0), f.Word(0));
        f.CutOff([], f.Rows[0]!);
        f.Unload(0, 0);
        var m = f.Words(word + 16);
        for (var k = 0; k < 2; k++)
        {
            w.Set(Load, k, "is_real", 1);
            w.Set(Load, k, "time", time + k);
            w.Set(Load, k, "word", word + 16);
            for (var i = 0; i < 4; i++)
            {
                f.SetLoaded(k, i, m[i]);
                w.Set(Load, k, $"time_m{i}", k == 0 ? 0 : time + 5);
                w.Set(Load, k, $"gap_low{i}", k == 0 ? time + 4 : 0);
            }
        }

        for (var i = 0; i < 4; i++)
        {
            w.Set(loadWord, i, "time_m", time + 6);
            w.Set(loadWord, i, "gap_low", w.Get(loadWord, i, "time") + 2 - (time + 6) - 1);
        }

        long[] half = [.. Enumerable.Range(0, 4).SelectMany(i => new long[] { m[3 - i] & 0xFFFF, m[3 - i] >> 16 })];
        half[6] -= less;
        f.SetNew(0, [.. half, .. half]);
        // The first word, on its way to the exit.
        const int ecall = (int)InstructionClass.Ecall;
        var end = w.Find(Rv32Circuit.Boundary, "key", A0);
        for (var limb = 0; limb < 2; limb++)
        {
            w.Set(loadWord, 4, $"m{limb}", half[limb]);
            w.Set(ecall, 0, $"a0_old{limb}", half[limb]);
            w.Set(ecall, 0, $"a0_new{limb}", half[limb]);
            w.Set(Rv32Circuit.Boundary, end, $"final{limb}", half[limb]);
            // The last access to the word is the load.
            w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", MemoryKey.Memory + f.StateWord(0)), $"final{limb}", half[limb]);
        }

        w.ExitCode = m[3];
        return f;
    }

    public long Time(int call) => W.Get(Call, call, "time");

    public uint Count(int call) => W.Get(Call, call, "a2_0");

    /// <summary>First word of a call's blocks.</summary>
    public uint Word(int call) => W.Get(Call, call, "a1_0") + (W.Get(Call, call, "a1_1") << 16) >> 2;

    /// <summary>First word of a call's state.</summary>
    public uint StateWord(int call) => W.Get(Call, call, "a0_0") + (W.Get(Call, call, "a0_1") << 16) >> 2;

    /// <summary>The state before a call.</summary>
    public uint[] Old(int call) => [.. Enumerable.Range(0, 8).Select(i => W.Get(Call, call, $"old{i}_0") + (W.Get(Call, call, $"old{i}_1") << 16))];

    /// <summary>The 16 words of a call's block, as they are loaded.</summary>
    public uint[] Block(int call, int block) =>
        [.. from i in Enumerable.Range(0, 16) let row = LoadRow(Time(call), Word(call) + 16 * (uint)block + (uint)(i & ~3)) select W.Get(Load, row, $"m{i % 4}_0") + (W.Get(Load, row, $"m{i % 4}_1") << 16)];

    /// <summary>16 words of the data segment from a word on.</summary>
    public uint[] Words(uint word) => _data.AsSpan((int)(word - State / 4), 16).ToArray();

    /// <summary>The honest run of a call.</summary>
    public List<CompressRow> Run(int call) =>
        CompressRow.Run(Time(call), Word(call), Old(call), [.. Enumerable.Range(0, (int)Count(call)).Select(b => Block(call, b))]);

    public void Write() => CompressWriter.Write(W, Rows);

    /// <summary>Row of the table of loads that reads four words from a word on.</summary>
    public int LoadRow(long time, long word) =>
        Enumerable.Range(0, W.ActiveRows(Load)).First(r => W.Get(Load, r, "is_real") == 1 && W.Get(Load, r, "time") == time && W.Get(Load, r, "word") == word);

    /// <summary>Removes loads of 16 words at a time and, where nothing else touches them, says so at the boundary.</summary>
    public void Unload(int call, int block)
    {
        for (uint i = 0; i < 16; i++)
        {
            var word = Word(call) + 16 * (uint)block + i;
            if (i % 4 == 0)
            {
                W.Clear(Load, LoadRow(Time(call), word));
            }

            W.Set(Rv32Circuit.Boundary, W.Find(Rv32Circuit.Boundary, "key", MemoryKey.Memory + word), "time", 0);
        }
    }

    /// <summary>Claims another new state, as limbs low first, through to the next call on it or the end of the run.</summary>
    public void SetNew(int call, params long[] limbs)
    {
        for (var i = 0; i < limbs.Length; i++)
        {
            W.Set(Call, call, $"new{i / 2}_{i % 2}", limbs[i]);
        }

        var next = Enumerable.Range(call + 1, W.Rows[Call] - call - 1).Where(c => StateWord(c) == StateWord(call)).Cast<int?>().FirstOrDefault();
        for (uint i = 0; i < 8; i++)
        {
            var row = W.Find(Rv32Circuit.Boundary, "key", MemoryKey.Memory + StateWord(call) + i);
            for (var limb = 0; limb < 2; limb++)
            {
                var value = Fp.FromInt64(limbs[2 * i + limb]).ToUInt32();
                if (next is { } c)
                {
                    W.Set(Call, c, $"old{i}_{limb}", value);
                }
                else
                {
                    W.Set(Rv32Circuit.Boundary, row, $"final{limb}", value);
                }
            }
        }
    }

    /// <summary>Puts a sequence of rows, closed by the one that ends it, in place of all rows, and claims its state.</summary>
    public void Claim(int call, List<CompressRow> rows)
    {
        rows.Add(rows[^1].End());
        Rows.Clear();
        Rows.AddRange(rows);
        SetNew(call, rows[^2].Sum());
    }

    /// <summary>Claims another new state of canonical words.</summary>
    public void SetNew(int call, uint[] words) => SetNew(call, [.. words.SelectMany(x => new long[] { x & 0xFFFF, x >> 16 })]);

    /// <summary>Insists that a forgery is rejected, and by nothing but the rules named: constraints of the compression, or buses as "bus NAME".</summary>
    public void AssertOnly(params string[] rules)
    {
        Write();
        AssertOnlyAsWritten(rules);
    }

    /// <inheritdoc cref="AssertOnly"/>
    public void AssertOnlyAsWritten(params string[] rules)
    {
        Assert.NotEmpty(rules);
        Assert.Equal(rules.Order(StringComparer.Ordinal), Broken());
    }

    /// <summary>Names of the rules that are broken, in order; counts of lookups are adapted.</summary>
    public string[] Broken() => [.. Forgery.Finish(W).Select(NameOf).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Rows, and in the last active row one that goes on behind the table's end.</summary>
    public void CutOff(List<CompressRow> rows, CompressRow last)
    {
        Rows.Clear();
        Rows.AddRange(rows);
        Rows.AddRange(Enumerable.Repeat<CompressRow?>(null, W.ActiveRows(Rv32Circuit.Sha256Compress) - rows.Count - 1));
        Rows.Add(last);
    }

    /// <summary>Claims another word in a row of loads.</summary>
    public void SetLoaded(int row, int i, uint value)
    {
        W.Set(Load, row, $"m{i}_0", value & 0xFFFF);
        W.Set(Load, row, $"m{i}_1", value >> 16);
    }

    public void Dispose() => W.Dispose();

    private static string NameOf(string wrong)
    {
        if (!wrong.StartsWith("bus ", StringComparison.Ordinal))
        {
            return wrong[(wrong.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        }

        return "bus " + Bus.Names[int.Parse(wrong.AsSpan(4, wrong.IndexOf(' ', 4) - 4), provider: null)];
    }
}
