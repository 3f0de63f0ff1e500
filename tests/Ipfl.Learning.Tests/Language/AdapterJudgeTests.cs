using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Judging in one pass against generating and counting.</summary>
public sealed class AdapterJudgeTests : TorchTest
{
    private readonly LlamaModel _model = SmallCheckpoint.With().Load();
    private readonly AdapterArchitecture _architecture;
    private readonly TokenisedRecord[] _records = AdapterRounds.Records(40);
    private readonly Tensor _adapter;

    /// <summary>An adapter that learned some of the answers.</summary>
    public AdapterJudgeTests()
    {
        _architecture = new(_model, AdapterRounds.Lora);
        var round = AdapterRounds.Round(_architecture, participants: 1, steps: 60, recordsEach: 40) with { Records = _records };
        round.Train(_architecture);
        _adapter = round.Models[0];
    }

    [Fact]
    public void The_share_of_exact_matches_is_that_of_answers_really_generated()
    {
        using var generation = new TextGeneration(_architecture, _adapter);
        var right = _records.Count(record => generation.Continue(record.Tokens[..record.AnswerStart], [], new() { MaximumTokens = record.AnswerLength })
            .SequenceEqual(record.Tokens[record.AnswerStart..]));
        Assert.InRange(right, 5, 35);
        Assert.Equal((double)right / _records.Length, Judge(1, _records).ExactMatch);
    }

    [Fact]
    public void The_loss_is_the_mean_over_tokens_of_records_taken_one_by_one()
    {
        var parameters = _architecture.Views(_adapter);
        var (loss, tokens) = (0.0, 0);
        foreach (var record in _records)
        {
            for (var i = record.AnswerStart; i < record.Tokens.Length; i++, tokens++)
            {
                var before = tensor(record.Tokens[..i].Select(token => (long)token).ToArray()).unsqueeze(0);
                loss -= nn.functional.log_softmax(_architecture.Forward(before, parameters), 1)[0, record.Tokens[i]].item<float>();
            }
        }

        Assert.Equal(loss / tokens, Judge(1, _records).Loss, 1e-5);
    }

    [Fact]
    public void Neither_threads_nor_the_order_of_records_nor_company_matter()
    {
        var all = Judge(1, _records);
        TokenisedRecord[] reversed = [.. _records.Reverse()];
        var others = new AdapterJudge(_architecture, 2).Score([(_adapter, reversed), (zeros_like(_adapter), _records), (_adapter, _records)]);
        foreach (var same in new[] { others[0], others[2] })
        {
            Assert.Equal(all.Loss, same.Loss, 1e-5);
            Assert.Equal(all.ExactMatch, same.ExactMatch);
        }

        Assert.Equal(all, others[2]);
        Assert.True(others[1].Loss > all.Loss, "the adapter has learned something");
    }

    [Fact]
    public void Cancelling_stops_between_batches()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new AdapterJudge(_architecture, 1).Score([(_adapter, _records)], cancelled.Token));
    }

    private AnswerScore Judge(int threads, TokenisedRecord[] records) => new AdapterJudge(_architecture, threads).Score([(_adapter, records)]).Single();
}
