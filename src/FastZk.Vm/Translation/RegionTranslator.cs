using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>Writes one region as a method. See <see cref="RegionCode"/> for its contract.</summary>
/// <remarks>
/// Invariants of the code made here: registers live in locals from entry to exit; every path that leaves goes through
/// one exit that stores the registers which the region can have changed; a check that fails leaves in front of its
/// instruction, before the instruction changed anything. Host addresses are formed only from nonzero page offsets
/// (see <see cref="GuestMemory.PageOffsets"/>), so each access lies in a page that the memory owns.
/// </remarks>
[RequiresDynamicCode("Translates guest code to IL.")]
internal sealed partial class RegionTranslator
{
    private static readonly Type[] ParameterTypes =
        [typeof(uint).MakePointerType(), typeof(nint).MakePointerType(), typeof(int).MakePointerType(), typeof(int).MakePointerType(), typeof(int)];

    private readonly Region _region;
    private readonly uint _codeBase;
    private readonly int _firstEntry;
    private readonly ILGenerator _il;
    private readonly LocalBuilder?[] _registers = new LocalBuilder?[32];
    private readonly bool[] _written = new bool[33];
    private readonly LocalBuilder _budget, _exitIndex, _address, _page, _entry;
    private readonly Dictionary<int, Label> _labels = [];
    private readonly Dictionary<int, Label> _exits = [];
    private readonly Label[] _entryLabels;
    private readonly Label _exit, _dispatch;

    private RegionTranslator(Region region, uint codeBase, int firstEntry, ILGenerator il)
    {
        _region = region;
        _codeBase = codeBase;
        _firstEntry = firstEntry;
        _il = il;
        _budget = il.DeclareLocal(typeof(int));
        _exitIndex = il.DeclareLocal(typeof(int));
        _address = il.DeclareLocal(typeof(uint));
        _page = il.DeclareLocal(typeof(nint));
        _entry = il.DeclareLocal(typeof(int));
        _exit = il.DefineLabel();
        _dispatch = il.DefineLabel();
        _entryLabels = new Label[region.Entries.Count];
    }

    /// <summary>Translates; the JIT compiler runs here, not at the first call.</summary>
    /// <param name="region">What to translate.</param>
    /// <param name="codeBase">Guest address of instruction 0.</param>
    /// <param name="firstEntry">The number of the region's first entry in the table of entries; labels follow.</param>
    public static RegionCode Translate(Region region, uint codeBase, int firstEntry)
    {
        // Owned by the delegate alone: the collector frees the code with it.
        var method = new DynamicMethod("Region", typeof(int), ParameterTypes, typeof(RegionTranslator).Module, skipVisibility: true)
        {
            InitLocals = false,
        };
        new RegionTranslator(region, codeBase, firstEntry, method.GetILGenerator(1 << 14)).Emit();
        var code = method.CreateDelegate<RegionCode>();
        RuntimeHelpers.PrepareDelegate(code);
        return code;
    }

    private void Emit()
    {
        FindRegisters();
        DefineLabels();
        EmitEntry();
        foreach (var index in _region.Members)
        {
            if (_labels.TryGetValue(index, out var label))
            {
                _il.MarkLabel(label);
            }

            EmitInstruction(index, _region.At(index));
            if (!_region.Contains(index + 1))
            {
                _il.Emit(OpCodes.Br, ExitAt(index + 1));
            }
        }

        EmitExits();
    }

    private void FindRegisters()
    {
        foreach (var index in _region.Members)
        {
            ref readonly var instruction = ref _region.At(index);
            Use(instruction.Rs1);
            Use(instruction.Rs2);
            if (instruction.Rd != Instruction.TrashRegister)
            {
                Use(instruction.Rd);
                _written[instruction.Rd] = true;
            }
        }
    }

    private void Use(int register)
    {
        if (register != 0)
        {
            _registers[register] ??= _il.DeclareLocal(typeof(uint));
        }
    }

    private void DefineLabels()
    {
        foreach (var target in _region.JumpTargets)
        {
            _labels[target] = _il.DefineLabel();
        }

        foreach (var (index, label) in _region.Entries)
        {
            if (!_labels.TryGetValue(index, out var place))
            {
                _labels[index] = place = _il.DefineLabel();
            }

            _entryLabels[label] = place;
        }
    }

    private void EmitEntry()
    {
        for (var register = 1; register < 32; register++)
        {
            if (_registers[register] is { } local)
            {
                EmitRegisterAddress(register);
                _il.Emit(OpCodes.Ldind_U4);
                _il.Emit(OpCodes.Stloc, local);
            }
        }

        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Ldind_I4);
        _il.Emit(OpCodes.Stloc, _budget);
        _il.Emit(OpCodes.Ldarg_S, (byte)4);
        _il.Emit(OpCodes.Switch, _entryLabels);
        // Never reached: labels come from the table of entries.
        _il.Emit(OpCodes.Br, _entryLabels[0]);
        _il.MarkLabel(_dispatch);
        EmitSwitch();
    }

    private void EmitExits()
    {
        foreach (var (index, label) in _exits)
        {
            _il.MarkLabel(label);
            Constant(index);
            _il.Emit(OpCodes.Stloc, _exitIndex);
            _il.Emit(OpCodes.Br, _exit);
        }

        _il.MarkLabel(_exit);
        for (var register = 1; register < 32; register++)
        {
            if (_written[register])
            {
                EmitRegisterAddress(register);
                _il.Emit(OpCodes.Ldloc, _registers[register]!);
                _il.Emit(OpCodes.Stind_I4);
            }
        }

        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Ldloc, _budget);
        _il.Emit(OpCodes.Stind_I4);
        _il.Emit(OpCodes.Ldloc, _exitIndex);
        _il.Emit(OpCodes.Ret);
    }

    private void EmitRegisterAddress(int register)
    {
        _il.Emit(OpCodes.Ldarg_0);
        Constant(sizeof(uint) * register);
        _il.Emit(OpCodes.Add);
    }

    /// <summary>The label of code that leaves with the given instruction next.</summary>
    private Label ExitAt(int index)
    {
        if (!_exits.TryGetValue(index, out var label))
        {
            _exits[index] = label = _il.DefineLabel();
        }

        return label;
    }

    /// <summary>Leaves in front of an instruction if a condition on the stack is met.</summary>
    private void LeaveIf(OpCode condition, int index) => _il.Emit(condition, ExitAt(index));

    private void Load(int register)
    {
        if (register == 0)
        {
            _il.Emit(OpCodes.Ldc_I4_0);
        }
        else
        {
            _il.Emit(OpCodes.Ldloc, _registers[register]!);
        }
    }

    private void Constant(int value)
    {
        if (value == (sbyte)value)
        {
            _il.Emit(OpCodes.Ldc_I4_S, (sbyte)value);
        }
        else
        {
            _il.Emit(OpCodes.Ldc_I4, value);
        }
    }
}
