using Grpc.Core;
using Ipfl.Protocol.Signing;

namespace Ipfl.Agent.Tests.Connection;

public sealed class EnrolmentTests : IDisposable
{
    private const string Digest = "ab";
    private readonly TemporaryFolder _folder = new();
    private readonly string _token = new EnrolmentToken("https://fake:1", Digest, "toys", "ann", "secret").ToString();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_enrolment_whose_answer_was_lost_is_repeated_with_the_same_key()
    {
        using var market = new FakeMarket(_folder.Path);
        var state = new AgentFolder(_folder.File("state"));
        market.Fault = (_, after) => after ? new RpcException(new Status(StatusCode.Unavailable, "lost")) : null;
        await Assert.ThrowsAsync<MarketUnreachableException>(() => EnrolAsync(market, state));
        Assert.False(File.Exists(state.Enrolment));
        var key = File.ReadAllText(state.Key);
        market.Fault = (_, _) => null;
        var enrolment = await EnrolAsync(market, state);
        Assert.Equal(key, File.ReadAllText(state.Key));
        Assert.Equal(("https://fake:1", Digest, "toys", "ann", 3), (enrolment.Server, enrolment.TlsKey, enrolment.Market, enrolment.Participant, enrolment.Number));
        Assert.Equivalent(enrolment, Enrolment.Read(state), strict: true);
        Assert.Equal(market.ServerKey, enrolment.ServerKey);
    }

    [Fact]
    public async Task Nobody_else_may_read_the_key()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other rights");
            return;
        }

        using var market = new FakeMarket(_folder.Path);
        var state = new AgentFolder(_folder.File("state"));
        await EnrolAsync(market, state);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(state.Key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(state.Path));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("eyJhIjoxfQ")]
    public void A_text_that_is_no_token_is_refused(string text) =>
        Assert.StartsWith("--token: found a text that is no token", Assert.Throws<InvalidDataException>(() => Enroller.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_auditors_token_is_refused_before_it_is_used()
    {
        var config = AgentConfig.Read(_folder.Write("agent.toml", "state = \"state\"\n[data]\nset = \"fashion-mnist\"\n"));
        var token = (EnrolmentToken.TryParse(_token)! with { Role = EnrolmentToken.Auditor }).ToString();
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => Enroller.EnrolAsync(config, token, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal("--token: found an auditor's token; an agent needs one of a participant", refusal.Message);
        Assert.False(Directory.Exists(config.StateFolder));
    }

    [Fact]
    public async Task A_folder_belongs_to_one_participant()
    {
        using var market = new FakeMarket(_folder.Path);
        var state = new AgentFolder(_folder.File("state"));
        await EnrolAsync(market, state);
        var other = new EnrolmentToken("https://fake:1", Digest, "toys", "bob", "secret");
        Assert.Contains("holds ann of market toys; the token is bob's", Assert.Throws<InvalidDataException>(() => Enroller.Prepare(state, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_state_is_told_in_one_line()
    {
        var state = new AgentFolder(_folder.File("state"));
        Assert.Contains("no agent is enrolled here", Assert.Throws<FileNotFoundException>(() => Enrolment.Read(state)).Message, StringComparison.Ordinal);
        state.Create();
        File.WriteAllText(state.Enrolment, "{");
        Assert.StartsWith($"{state.Enrolment}: damaged", Assert.Throws<InvalidDataException>(() => Enrolment.Read(state)).Message, StringComparison.Ordinal);
        Assert.Contains("the agent's key is missing", Assert.Throws<FileNotFoundException>(() => AgentKey.Read(state)).Message, StringComparison.Ordinal);
        File.WriteAllText(state.Key, "none");
        Assert.Contains("no private key in PEM", Assert.Throws<InvalidDataException>(() => AgentKey.Read(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_folder_has_one_agent_at_a_time()
    {
        var state = new AgentFolder(_folder.File("state"));
        state.Create();
        using (state.Hold()) Assert.Contains("another agent works here", Assert.Throws<InvalidDataException>(state.Hold).Message, StringComparison.Ordinal);
        state.Hold().Dispose();
    }

    private async Task<Enrolment> EnrolAsync(FakeMarket market, AgentFolder state)
    {
        var invitation = Enroller.Parse(_token);
        using var key = Enroller.Prepare(state, invitation);
        var calls = market.Calls(new(TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.Zero, 2));
        return await Enroller.EnrolAsync(state, _token, invitation, key, calls, TestContext.Current.CancellationToken);
    }
}
