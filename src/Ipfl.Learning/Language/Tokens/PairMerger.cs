namespace Ipfl.Learning;

/// <summary>A stretch of text that is one token so far, in a chain of its neighbours.</summary>
internal struct MergeSymbol
{
    /// <summary>Where it begins and ends in the text.</summary>
    public int Start, End;

    /// <summary>Its id; −1 where no token is that text.</summary>
    public int Id;

    /// <summary>Its neighbours; −1 at the ends.</summary>
    public int Previous, Next;
}

/// <summary>Which neighbours may become one token.</summary>
internal interface IMergeRule
{
    /// <summary>Whether the two may be merged, how early (the lowest rank goes first) and into which token.</summary>
    bool TryMerge(in MergeSymbol left, in MergeSymbol right, out int rank, out int id);
}

/// <summary>
/// Byte-pair merging: of all neighbours that may be merged, those of the lowest rank are, the leftmost first, until none are left. A queue
/// keeps that at n log n for a text of any length. For one thread at a time.
/// </summary>
internal sealed class PairMerger
{
    private readonly PriorityQueue<(int Left, int Right, int Length, int Id), long> _queue = new();
    private MergeSymbol[] _symbols = new MergeSymbol[64];
    private int _count;

    /// <summary>Forgets all symbols.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a symbol at the end.</summary>
    public void Add(int start, int end, int id)
    {
        if (_count == _symbols.Length) Array.Resize(ref _symbols, 2 * _count);
        if (_count > 0) _symbols[_count - 1].Next = _count;
        _symbols[_count] = new MergeSymbol { Start = start, End = end, Id = id, Previous = _count - 1, Next = -1 };
        _count++;
    }

    /// <summary>Merges, and gives the symbols that are left.</summary>
    public Remaining Merge<TRule>(TRule rule) where TRule : IMergeRule, allows ref struct
    {
        for (var i = 0; i + 1 < _count; i++) Consider(i, i + 1, rule);
        while (_queue.TryDequeue(out var pair, out _))
        {
            ref var left = ref _symbols[pair.Left];
            ref var right = ref _symbols[pair.Right];
            // A candidate whose halves have been merged with others since then is void: their lengths tell.
            if (left.Next != pair.Right || left.End == left.Start || right.End - left.Start != pair.Length) continue;
            (left.End, left.Id, left.Next) = (right.End, pair.Id, right.Next);
            right.End = right.Start;
            if (left.Next >= 0) _symbols[left.Next].Previous = pair.Left;
            if (left.Previous >= 0) Consider(left.Previous, pair.Left, rule);
            if (left.Next >= 0) Consider(pair.Left, left.Next, rule);
        }

        return new Remaining(_symbols, _count > 0 ? 0 : -1);
    }

    private void Consider<TRule>(int left, int right, TRule rule) where TRule : IMergeRule, allows ref struct
    {
        if (rule.TryMerge(_symbols[left], _symbols[right], out var rank, out var id))
            _queue.Enqueue((left, right, _symbols[right].End - _symbols[left].Start, id), ((long)rank << 32) | (uint)left);
    }

    /// <summary>The symbols left after merging, from left to right.</summary>
    internal struct Remaining(MergeSymbol[] symbols, int first)
    {
        private int _next = first;

        /// <summary>The symbol at hand.</summary>
        public MergeSymbol Current { get; private set; }

        /// <summary>For <c>foreach</c>.</summary>
        public readonly Remaining GetEnumerator() => this;

        /// <summary>Goes on.</summary>
        public bool MoveNext()
        {
            if (_next < 0) return false;
            Current = symbols[_next];
            _next = Current.Next;
            return true;
        }
    }
}
