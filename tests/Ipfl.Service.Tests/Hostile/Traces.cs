using System.Text;
using Google.Protobuf;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>Bytes by which something of a participant's would be known in any message.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">As the protocol writes it.</param>
internal sealed record Trace(string Name, byte[] Bytes)
{
    public bool IsIn(byte[] message) => message.AsSpan().IndexOf(Bytes) >= 0;
}

/// <summary>A participant whose name, report, money and model are like nobody else's.</summary>
internal sealed class Traces(LightParticipant participant, long samples, double cost, double gainScale, byte[] upload)
{
    private readonly List<Trace> _balances = [];

    public LightParticipant Participant => participant;

    public byte[] Upload => upload;

    public string Digest => LightParticipant.Digest(upload);

    /// <summary>What even those who traded with it must not see.</summary>
    public IReadOnlyList<Trace> Secrets =>
    [
        .. Models, new("samples", Varint(samples)), new("cost", BitConverter.GetBytes(cost)), new("gain scale", BitConverter.GetBytes(gainScale)),
        new("samples as text", Encoding.UTF8.GetBytes($"{samples}")), .. _balances,
    ];

    /// <summary>What nobody but the participant and the operator may see.</summary>
    public IReadOnlyList<Trace> Models =>
    [
        new("digest", Encoding.UTF8.GetBytes(Digest)), new("digest as bytes", Convert.FromHexString(Digest)),
        .. Enumerable.Range(1, (upload.Length / 8) - 1).Select(k => new Trace("model", upload[^(k * 8)..][..8])).Take(20),
    ];

    /// <summary>What those who did not trade with it must not see.</summary>
    public IReadOnlyList<Trace> All => [.. Secrets, Named("name")];

    public Trace Named(string name) => name == "name" ? new(name, Encoding.UTF8.GetBytes(participant.Name)) : Secrets.First(trace => trace.Name == name);

    /// <summary>Learns what it has now.</summary>
    public async Task ReadBalanceAsync()
    {
        var balance = await participant.Calls.GetBalanceAsync(new());
        Assert.True(balance.AvailableMicros > 1L << 35);
        _balances.Add(new("balance", Varint(balance.AvailableMicros)));
    }

    private static byte[] Varint(long number)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true)) output.WriteInt64(number);
        return stream.ToArray();
    }
}
