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
    public void Verdicts_record_by_record_have_the_same_means_and_find_the_scale()
    {
        var judge = new AdapterVerdicts(_architecture, 2);
        using var doubled = zeros_like(_adapter);
        var verdicts = judge.Judge([new(_records, [new(_adapter), new(_adapter, doubled, 0.5)]), new([_records[3]], [new(_adapter)])]);
        var score = Judge(1, _records);
        Assert.Equal(score.Loss, verdicts[0][0].PlainLoss, 1e-5);
        Assert.Equal(score.ExactMatch, (double)verdicts[0][0].Correct.Count(right => right) / _records.Length);
        Assert.True(verdicts[0][0].Loss <= verdicts[0][0].PlainLoss + 1e-9);
        Assert.InRange(verdicts[0][0].Scale, 0.25, 2);
        Assert.Equal(verdicts[0][0].PlainLosses[3], verdicts[1][0].PlainLosses[0], 1e-5);

        // Half of an adapter and half of the one that changes nothing is half the adapter.
        using var half = _adapter * 0.5;
        Assert.Equal(judge.Judge([new(_records, [new(half)])])[0][0].PlainLoss, verdicts[0][1].PlainLoss, 1e-5);
        Assert.Equal(verdicts[0][0].Losses, new AdapterVerdicts(_architecture, 1).Judge([new(_records, [new(_adapter)])])[0][0].Losses);
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
