namespace FastZk.Memory;

/// <summary>
/// Lock-free stacks of free native blocks, one for each size class. Links live in managed slots, never in the blocks, so a thread that
/// loses a race may read a stale link but never freed memory; a 32-bit tag in the head makes the stale link fail its exchange (ABA).
/// </summary>
internal sealed class FreeStacks
{
    private const int SegmentLog = 10;
    private const int MaxSegments = 1 << 14;

    private struct Slot
    {
        public nint Block;
        public int Next;
    }

    // Heads hold (tag << 32) | (slot + 1); zero in the low half means empty. The last head chains the unused slots.
    private readonly long[] _heads;
    private readonly Slot[]?[] _segments = new Slot[MaxSegments][];
    private int _slots;

    public FreeStacks(int classes) => _heads = new long[classes + 1];

    /// <summary>Puts a free block on the stack of its class. False when the slot table is full: the caller frees the block instead.</summary>
    public bool Push(int sizeClass, nint block)
    {
        int slot = PopSlot(_heads.Length - 1);
        if (slot < 0 && (slot = NewSlot()) < 0) return false;
        At(slot).Block = block;
        PushSlot(sizeClass, slot);
        return true;
    }

    /// <summary>Takes a block of the class, or 0 when there is none.</summary>
    public nint Pop(int sizeClass)
    {
        int slot = PopSlot(sizeClass);
        if (slot < 0) return 0;
        nint block = At(slot).Block;
        PushSlot(_heads.Length - 1, slot);
        return block;
    }

    private ref Slot At(int slot) => ref _segments[slot >> SegmentLog]![slot & ((1 << SegmentLog) - 1)];

    private int PopSlot(int stack)
    {
        ref long head = ref _heads[stack];
        while (true)
        {
            long old = Volatile.Read(ref head);
            int slot = (int)old - 1;
            if (slot < 0) return -1;
            long next = (((old >> 32) + 1) << 32) | (uint)Volatile.Read(ref At(slot).Next);
            if (Interlocked.CompareExchange(ref head, next, old) == old) return slot;
        }
    }

    private void PushSlot(int stack, int slot)
    {
        ref long head = ref _heads[stack];
        while (true)
        {
            long old = Volatile.Read(ref head);
            Volatile.Write(ref At(slot).Next, (int)old);
            long next = (((old >> 32) + 1) << 32) | (uint)(slot + 1);
            if (Interlocked.CompareExchange(ref head, next, old) == old) return;
        }
    }

    private int NewSlot()
    {
        int slot = Interlocked.Increment(ref _slots) - 1;
        if (slot >> SegmentLog >= MaxSegments)
        {
            Interlocked.Decrement(ref _slots);
            return -1;
        }
        ref Slot[]? segment = ref _segments[slot >> SegmentLog];
        if (Volatile.Read(ref segment) is null) Interlocked.CompareExchange(ref segment, new Slot[1 << SegmentLog], null);
        return slot;
    }
}
