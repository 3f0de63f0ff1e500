using Ipfl.Learning;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Tests.Serving;

/// <summary>The terms of a market for adapters: what is out of range is refused in one line before anything is written.</summary>
public sealed class AdapterTermsTests
{
    [Fact]
    public void Terms_with_an_adapter_are_accepted() => TermsCheck.Check(Terms());

    [Theory]
    [InlineData("rank: found '0'; allowed: 1 to 65536", 0, 8, 0, "q_proj", 0)]
    [InlineData("alpha: found '0'; allowed: a number above 0", 4, 0, 0, "q_proj", 0)]
    [InlineData("alpha: found 'NaN'", 4, double.NaN, 0, "q_proj", 0)]
    [InlineData("dropout: found '1'; allowed: a number from 0 to below 1", 4, 8, 1, "q_proj", 0)]
    [InlineData("targets: found 'q_proj,q_proj'; allowed: different ones of q_proj, k_proj, v_proj", 4, 8, 0, "q_proj,q_proj", 0)]
    [InlineData("targets: found 'lm_head'", 4, 8, 0, "lm_head", 0)]
    [InlineData("final learning rate: found '-1'; allowed: a number from 0 to 1000", 4, 8, 0, "q_proj", -1)]
    public void What_is_out_of_range_is_refused(string told, int rank, double alpha, double dropout, string targets, double final) => Refused(told, terms =>
    {
        terms.Training.Adapter = new() { Rank = rank, Alpha = alpha, Dropout = dropout, Targets = { targets.Split(',') }, FinalLearningRate = final };
    });

    [Fact]
    public void An_adapter_belongs_to_its_network_alone()
    {
        Refused("adapter: found 'nothing'; allowed: rank, alpha, dropout and targets with the model 'lora'", terms => terms.Training.Adapter = null);
        Refused("adapter: found 'something'; allowed: nothing without the model 'lora'", terms => terms.Training.Model = "simple-cnn");
        Refused("base digest: found 'AB'", terms => terms.Training.Adapter.BaseDigest = "AB");
        Refused("base digest: found", terms => terms.Training.Adapter.BaseDigest = new string('a', 64) + "\n");
        Refused("base model: found 'a?b'", terms => terms.Training.Adapter.BaseModel = "a\nb");
    }

    private static void Refused(string told, Action<Terms> spoil)
    {
        var terms = Terms();
        spoil(terms);
        Assert.StartsWith(told, Assert.Throws<RefusedException>(() => TermsCheck.Check(terms)).Message, StringComparison.Ordinal);
    }

    private static Terms Terms() => TestServer.Terms(terms =>
    {
        terms.Training.Model = AdapterArchitecture.NetworkName;
        terms.Training.Adapter = new() { Rank = 4, Alpha = 8, Dropout = 0.05, Targets = { "q_proj", "v_proj" }, FinalLearningRate = 1e-6, BaseModel = "base" };
    });
}
