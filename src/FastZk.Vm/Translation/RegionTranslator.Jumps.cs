using System.Reflection.Emit;

namespace FastZk.Vm;

/// <summary>Jumps and what they do to the budget.</summary>
internal sealed partial class RegionTranslator
{
    // Small switches are repeated at each indirect jump, which helps the processor to predict them; large ones would
    // make the method grow with the square of its size.
    private const int MaxCopiedSwitch = 16;

    private void EmitBranch(int index, in Instruction instruction)
    {
        var next = _il.DefineLabel();
        Load(instruction.Rs1);
        Load(instruction.Rs2);
        _il.Emit(
            instruction.Opcode switch
            {
                Opcode.Beq => OpCodes.Bne_Un,
                Opcode.Bne => OpCodes.Beq,
                Opcode.Blt => OpCodes.Bge,
                Opcode.Bge => OpCodes.Blt,
                Opcode.Bltu => OpCodes.Bge_Un,
                _ => OpCodes.Blt_Un,
            },
            next);
        EmitTaken(index, Instruction.TrashRegister);
        _il.MarkLabel(next);
    }

    // The jump to a place known now. Places where nothing can run are left to the interpreter, which knows how such
    // a jump is reported; backward jumps look at the clock.
    private void EmitTaken(int index, int link)
    {
        var target = _region.TargetOf(index);
        if (_region.At(target).Opcode == Opcode.Illegal)
        {
            _il.Emit(OpCodes.Br, ExitAt(index));
            return;
        }

        if (target <= index)
        {
            EmitClock(index);
        }

        EmitLink(index, link);
        if (target != index + 1)
        {
            _il.Emit(OpCodes.Ldloc, _budget);
            Constant(target - (index + 1));
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Stloc, _budget);
        }

        _il.Emit(OpCodes.Br, _region.Contains(target) ? _labels[target] : ExitAt(target));
    }

    private void EmitClock(int index)
    {
        _il.Emit(OpCodes.Ldloc, _budget);
        Constant(index);
        LeaveIf(OpCodes.Ble, index);
    }

    private void EmitLink(int index, int link)
    {
        if (link != Instruction.TrashRegister)
        {
            Constant((int)(_codeBase + 4 * (uint)index + 4));
            _il.Emit(OpCodes.Stloc, _registers[link]!);
        }
    }

    // Targets without a translated entry are left to the interpreter, and so are those that no jump may have.
    private void EmitIndirect(int index, in Instruction instruction)
    {
        EmitClock(index);
        Load(instruction.Rs1);
        Constant(instruction.Immediate);
        _il.Emit(OpCodes.Add);
        Constant(~1);
        _il.Emit(OpCodes.And);
        Constant((int)_codeBase);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Stloc, _address);
        EmitRotatedAddress(2);
        _il.Emit(OpCodes.Stloc, _exitIndex);
        _il.Emit(OpCodes.Ldloc, _exitIndex);
        Constant((int)_region.Count);
        LeaveIf(OpCodes.Bge_Un, index);
        _il.Emit(OpCodes.Ldarg_2);
        _il.Emit(OpCodes.Ldloc, _exitIndex);
        _il.Emit(OpCodes.Conv_U);
        _il.Emit(OpCodes.Ldc_I4_2);
        _il.Emit(OpCodes.Shl);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_I4);
        _il.Emit(OpCodes.Stloc, _entry);
        _il.Emit(OpCodes.Ldloc, _entry);
        LeaveIf(OpCodes.Brfalse, index);
        EmitLink(index, instruction.Rd);
        _il.Emit(OpCodes.Ldloc, _budget);
        Constant(index + 1);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Ldloc, _exitIndex);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _budget);
        if (_entryLabels.Length <= MaxCopiedSwitch)
        {
            EmitSwitch();
        }
        else
        {
            _il.Emit(OpCodes.Br, _dispatch);
        }
    }

    // Goes to the entry that _entry names; if that is one of another region, leaves for it: _exitIndex is its place.
    private void EmitSwitch()
    {
        _il.Emit(OpCodes.Ldloc, _entry);
        Constant(_firstEntry);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Switch, _entryLabels);
        _il.Emit(OpCodes.Br, _exit);
    }
}
