namespace FastZk.Stark.Commit;

/// <summary>A dictionary that owns its values.</summary>
internal sealed class DisposableMap<TKey, TValue> : IDisposable
    where TKey : notnull
    where TValue : IDisposable
{
    private readonly Dictionary<TKey, TValue> _items = [];

    public TValue this[TKey key] => _items[key];

    public IEnumerable<TKey> Keys => _items.Keys;

    public bool Contains(TKey key) => _items.ContainsKey(key);

    public void Add(TKey key, TValue value) => _items.Add(key, value);

    public void Dispose()
    {
        foreach (var v in _items.Values)
        {
            v.Dispose();
        }
    }
}
