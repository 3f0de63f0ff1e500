using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Tests.Serving;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Hostile;

/// <summary>Names and tokens that nobody should take.</summary>
public sealed class InvitationTests
{
    private static readonly string[] BadNames =
        ["", "../x", "..", ".", "a/b", "a\\b", "a\0b", "a\n", "\na", "A", "ä", "a b", "-a", "a-", "a\u202eb", new('a', 41), new('a', 100_000), "%2e%2e", "a\"b", "models/../../x"];

    [Fact]
    public async Task Names_that_could_be_paths_lines_or_anything_but_names_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        foreach (var name in BadNames)
        {
            Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(server.Operator.Operator.InviteAsync(new() { Market = market, Name = name, Role = Role.Participant, ValidSeconds = 60 })));
            Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(server.Operator.Operator.CreateMarketAsync(new() { Terms = TestServer.Terms(terms => terms.Market = name) })));
            Assert.Equal(StatusCode.NotFound, await StatusAsync(server.Operator.Operator.PutInitialModelAsync(new() { Market = name, Data = ByteString.CopyFrom(1) })));
        }

        Assert.Equal([market], Directory.GetDirectories(server.Options.Folder.Models).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_token_brings_one_place_to_one_key_before_it_expires()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var token = await InviteAsync(server, market, "first");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var first = server.Connect(key, "first");
        await first.EnrolAsync(token);
        await first.EnrolAsync(token);
        Assert.Equal(StatusCode.PermissionDenied, await EnrolAsync(server, token));
        Assert.Equal(StatusCode.PermissionDenied, await EnrolAsync(server, token: await InviteAsync(server, market, "second"), key));

        var late = await InviteAsync(server, market, "late");
        await using (var db = await server.DatabaseAsync())
            await db.Invitations.Where(row => row.Name == "late").ExecuteUpdateAsync(row => row.SetProperty(found => found.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1)));
        Assert.Equal(StatusCode.PermissionDenied, await EnrolAsync(server, late));
        var state = await server.Operator.Operator.GetMarketAsync(new() { Market = market });
        Assert.Equal("first", Assert.Single(state.Participants).Name);
    }

    [Fact]
    public async Task What_is_no_token_of_this_server_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var real = EnrolmentToken.TryParse(await InviteAsync(server, market, "real"))!;
        string[] tokens =
        [
            "", "token", "../../market.db", new('A', 4000), Json("null"), Json("[]"), Json("{}"), Json("{\"secret\":null}"), Json("\"x\""), Json("{\"secret\":\"\\ud800\",\"server\":\"https://x\",\"certificate\":\"\",\"market\":\"m\",\"name\":\"n\"}"),
            (real with { Secret = real.Secret[..^1] }).ToString(), (real with { Secret = real.Secret.ToUpperInvariant() + " " }).ToString(), (real with { Secret = "' OR 1=1 --" }).ToString(),
            (real with { Secret = RandomNumberGenerator.GetHexString(48, lowercase: true), Market = "../../other" }).ToString(),
        ];
        foreach (var token in tokens) Assert.True(await EnrolAsync(server, token) is StatusCode.InvalidArgument or StatusCode.PermissionDenied, token);
    }

    [Fact]
    public async Task A_key_that_is_none_or_not_the_signers_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var market = await server.CreateMarketAsync();
        var token = await InviteAsync(server, market, "p");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var caller = server.Connect(key, "p");
        foreach (var shown in new[] { [], [1, 2, 3], new byte[4000], other.ExportSubjectPublicKeyInfo(), curve.ExportSubjectPublicKeyInfo(), [.. key.ExportSubjectPublicKeyInfo(), 0] })
        {
            var status = await StatusAsync(caller.Calls.EnrolAsync(new() { Token = token, PublicKey = ByteString.CopyFrom(shown) }));
            Assert.True(status is StatusCode.InvalidArgument or StatusCode.PermissionDenied, $"{status}");
        }

        await caller.EnrolAsync(token);
    }

    private static string Json(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static async Task<string> InviteAsync(TestServer server, string market, string name) =>
        (await server.Operator.Operator.InviteAsync(new() { Market = market, Name = name, Role = Role.Participant, ValidSeconds = 600 })).Token;

    private static async Task<StatusCode> EnrolAsync(TestServer server, string token, ECDsa? key = null)
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return await StatusAsync(server.Connect(key, "x").Calls.EnrolAsync(new() { Token = token, PublicKey = ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()) }));
    }

    private static async Task<StatusCode> StatusAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            Assert.DoesNotContain('\n', refusal.Status.Detail);
            return refusal.StatusCode;
        }
    }
}
