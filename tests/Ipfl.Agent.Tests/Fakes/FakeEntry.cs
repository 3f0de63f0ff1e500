using Ipfl.Protocol.V1;

namespace Ipfl.Agent.Tests;

/// <summary>The participant's part in one round of the fake market.</summary>
internal sealed class FakeEntry
{
    public EntryState State { get; set; } = EntryState.Expected;

    public string Reason { get; set; } = "";

    public string Digest { get; set; } = "";

    public long Total { get; set; }

    public List<byte> Bytes { get; set; } = [];

    public Settlement Settlement { get; set; }

    public CentreVerdict Verdict { get; set; }

    public Trial? Trial { get; set; }

    public byte[] Centre { get; private set; } = [];

    public void Buy(byte[] centre) => (Centre, Settlement) = (centre, Settlement.Pending);
}
