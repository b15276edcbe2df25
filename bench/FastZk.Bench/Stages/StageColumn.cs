using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using FastZk.Bench.Common;

namespace FastZk.Bench.Stages;

/// <summary>A column computed from a stage's work and its median time.</summary>
internal sealed class StageColumn(string name, string legend, Func<StageWork, int, double, string> text) : IColumn
{
    public static IColumn[] All { get; } =
    [
        new StageColumn("Throughput", "work done in a second, in the units of the stage", (work, _, seconds) => StageFigures.Throughput(work, seconds)),
        new StageColumn("Limit", "the most that rates measured on this machine allow, and which of them bounds it", (work, threads, _) => StageFigures.Limit(work, threads)),
        new StageColumn("Ratio to limit", "throughput in parts of the limit", (work, threads, seconds) => Numbers.Fixed(StageFigures.Ratio(work, threads, seconds), 2)),
    ];

    public string Id => "FastZk." + ColumnName;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => false;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var report = summary[benchmarkCase];
        var known = StageFigures.Of(benchmarkCase.Descriptor.Type, benchmarkCase.Parameters.Items.Select(i => i.Value));
        return report?.ResultStatistics is { } times && known is { } found ? text(found.Work, found.Threads, times.Median / 1e9) : "?";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}
