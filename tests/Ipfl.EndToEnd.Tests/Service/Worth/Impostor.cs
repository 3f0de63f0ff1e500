using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Grpc.Core;
using Ipfl.Data;
using Ipfl.Protocol.V1;
using Ipfl.Service.Tests.Serving;

namespace Ipfl.EndToEnd.Tests.Service.Worth;

/// <summary>A participant that makes its calls by hand: what it uploads is no model that it trained for the market.</summary>
internal sealed class Impostor(LightParticipant participant)
{
    public LightParticipant Participant { get; } = participant;

    /// <summary>The common initial model.</summary>
    public byte[] Initial { get; private set; } = [];

    /// <summary>What the server said against uploads.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>What it says of what it bought in a round; unless changed, that it uses it.</summary>
    public Func<int, Task> Settle { get; set; } = round => participant.SettleAsync(round);

    public async Task ReceiveInitialAsync()
    {
        var bytes = new List<byte>();
        ModelPiece piece;
        do
        {
            piece = await Participant.Calls.ReadInitialModelAsync(new() { Offset = bytes.Count });
            bytes.AddRange(piece.Data.ToByteArray());
        }
        while (bytes.Count < piece.TotalBytes);
        Initial = [.. bytes];
    }

    /// <summary>Uploads what is given for each round, as far as the server takes it, and settles.</summary>
    public async Task RunAsync(int rounds, Func<int, Task<byte[]>> model)
    {
        for (var round = 1; round <= rounds; round++)
        {
            await Participant.WaitAsync(round, RoundPhase.Collecting);
            try
            {
                await Participant.UploadAsync(round, await model(round));
            }
            catch (RpcException refusal) when (refusal.StatusCode == StatusCode.InvalidArgument)
            {
                Refusals.Add(refusal.Status.Detail);
            }

            await Participant.WaitAsync(round, RoundPhase.Delivering);
            await Settle(round);
        }
    }

    /// <summary>A model with other numbers: each is made of the initial one's and the given one's.</summary>
    public byte[] Changed(byte[] model, Func<float, float, float> change)
    {
        var changed = (byte[])model.Clone();
        var initial = Numbers(Initial);
        var numbers = Numbers(changed);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = change(initial[i], numbers[i]);
        return changed;
    }

    /// <summary>A model plus normal noise whose length is that share of its update's.</summary>
    public byte[] Blurred(byte[] model, double share, long seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Upload);
        var (square, count) = (0.0, 0);
        Changed(model, (initial, number) => { square += Math.Pow(number - initial, 2); count++; return number; });
        var deviation = share * Math.Sqrt(square / count);
        return Changed(model, (_, number) => (float)(number + deviation * random.NextNormal()));
    }

    private static Span<float> Numbers(byte[] file) => MemoryMarshal.Cast<byte, float>(file.AsSpan(8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file)));
}
