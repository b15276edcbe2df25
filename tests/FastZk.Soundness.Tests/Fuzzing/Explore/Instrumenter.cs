using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace FastZk.Soundness.Tests.Fuzzing.Explore;

/// <summary>Copies the program and puts a counter at the start of every basic block of what reads strangers' bytes; the copy then explores itself.</summary>
internal static class Instrumenter
{
    private const string Holder = "FastZk.Memory.dll";

    // Loops over field elements and hash blocks stay as they are: they have no decisions to find.
    private static readonly string[] Assemblies = ["FastZk.dll", "FastZk.Stark.dll", "FastZk.Hash.dll", "FastZk.Circuits.dll", "FastZk.Vm.dll"];

    private static readonly string[] Namespaces = ["FastZk", "FastZk.Stark.Verify", "FastZk.Stark.Proof", "FastZk.Stark.Security", "FastZk.Stark.Fri", "FastZk.Vm"];

    private static readonly string[] Types = ["FastZk.Hash.MultiProof", "FastZk.Hash.MultiProofVerifier", "FastZk.Hash.DigestSource", "FastZk.Circuits.RunStatement"];

    /// <summary>Makes the copy beside the program's own folder; returns the folder.</summary>
    public static string Copy()
    {
        var source = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var target = source + "-instrumented";
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".pdb", StringComparison.Ordinal)))
        {
            var to = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(source);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        using var holder = AssemblyDefinition.ReadAssembly(Path.Combine(source, Holder), new() { AssemblyResolver = resolver });
        var field = AddField(holder.MainModule);
        var blocks = 0;
        foreach (var name in Assemblies)
        {
            using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(source, name), new() { AssemblyResolver = resolver });
            var counters = assembly.MainModule.ImportReference(field);
            foreach (var type in assembly.MainModule.GetTypes().Where(IsWanted))
            {
                foreach (var method in type.Methods.Where(m => m.HasBody))
                {
                    Instrument(method, counters, ref blocks);
                }
            }

            assembly.Write(Path.Combine(target, name));
        }

        AddInitializer(holder.MainModule, field, (blocks + 7) & ~7);
        holder.Write(Path.Combine(target, Holder));
        return target;
    }

    private static bool IsWanted(TypeDefinition type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return Namespaces.Contains(type.Namespace) && !type.Name.Contains("Kernels", StringComparison.Ordinal) || Types.Contains(type.FullName);
    }

    private static FieldDefinition AddField(ModuleDefinition module)
    {
        var dot = CoverageMap.TypeName.LastIndexOf('.');
        var type = new TypeDefinition(CoverageMap.TypeName[..dot], CoverageMap.TypeName[(dot + 1)..],
            TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, module.TypeSystem.Object);
        var field = new FieldDefinition(CoverageMap.FieldName, FieldAttributes.Public | FieldAttributes.Static, module.TypeSystem.Byte.MakeArrayType());
        type.Fields.Add(field);
        module.Types.Add(type);
        return field;
    }

    private static void AddInitializer(ModuleDefinition module, FieldDefinition field, int blocks)
    {
        var initializer = new MethodDefinition(".cctor",
            MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, module.TypeSystem.Void);
        var il = initializer.Body.GetILProcessor();
        il.Emit(OpCodes.Ldc_I4, blocks);
        il.Emit(OpCodes.Newarr, module.TypeSystem.Byte);
        il.Emit(OpCodes.Stsfld, field);
        il.Emit(OpCodes.Ret);
        field.DeclaringType.Methods.Add(initializer);
    }

    private static void Instrument(MethodDefinition method, FieldReference counters, ref int blocks)
    {
        var body = method.Body;
        body.SimplifyMacros();
        var leaders = new HashSet<Instruction> { body.Instructions[0] };
        foreach (var i in body.Instructions)
        {
            if (i.Operand is Instruction to)
            {
                leaders.Add(to);
            }

            if (i.Operand is Instruction[] several)
            {
                leaders.UnionWith(several);
            }

            if (i.OpCode.FlowControl == FlowControl.Cond_Branch && i.Next is not null)
            {
                leaders.Add(i.Next);
            }
        }

        var il = body.GetILProcessor();
        var moved = new Dictionary<Instruction, Instruction>();
        foreach (var leader in leaders)
        {
            // A prefix belongs to the instruction behind it: nothing may come between them.
            if (leader.Previous?.OpCode.OpCodeType == OpCodeType.Prefix)
            {
                continue;
            }

            Instruction[] counter =
            [
                il.Create(OpCodes.Ldsfld, counters), il.Create(OpCodes.Ldc_I4, blocks++), il.Create(OpCodes.Ldelema, method.Module.TypeSystem.Byte), il.Create(OpCodes.Dup),
                il.Create(OpCodes.Ldind_U1), il.Create(OpCodes.Ldc_I4_1), il.Create(OpCodes.Add), il.Create(OpCodes.Conv_U1), il.Create(OpCodes.Stind_I1),
            ];
            foreach (var i in counter)
            {
                il.InsertBefore(leader, i);
            }

            moved.Add(leader, counter[0]);
        }

        Retarget(body, moved);
        body.OptimizeMacros();
    }

    private static void Retarget(MethodBody body, Dictionary<Instruction, Instruction> moved)
    {
        Instruction? To(Instruction? i) => i is not null && moved.TryGetValue(i, out var to) ? to : i;
        foreach (var i in body.Instructions)
        {
            i.Operand = i.Operand switch { Instruction one => To(one), Instruction[] several => several.Select(s => To(s)!).ToArray(), var other => other };
        }

        foreach (var h in body.ExceptionHandlers)
        {
            (h.TryStart, h.TryEnd, h.HandlerStart, h.HandlerEnd, h.FilterStart) = (To(h.TryStart), To(h.TryEnd), To(h.HandlerStart), To(h.HandlerEnd), To(h.FilterStart));
        }
    }
}
