namespace FastZk.Vm.Trace;

/// <summary>A register while recording: value and time of the last access, side by side because each access needs both.</summary>
internal struct RecordedRegister
{
    /// <summary>Its value; unused for pseudo-registers.</summary>
    public uint Value;

    /// <summary>Time of the last access, 0 for none.</summary>
    public uint Time;
}
