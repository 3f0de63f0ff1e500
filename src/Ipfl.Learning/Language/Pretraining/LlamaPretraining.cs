using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Trains a Llama network from plain text into a Hugging Face folder. What it has reached is kept there every hundred steps, so that one that is
/// stopped or killed goes on from there, with equal numbers.
/// </summary>
public sealed class LlamaPretraining : IDisposable
{
    private const int StepsBetweenSaves = 100;
    private const float LargestNorm = 1;
    private readonly LlamaArchitecture _architecture;
    private readonly PretrainingOptions _options;
    private readonly int[] _text;
    private readonly string _folder;
    private readonly PretrainingState _state;
    private readonly PretrainingGradient _gradient;

    /// <summary>Begins, or goes on with what the folder holds.</summary>
    /// <param name="folder">Where the checkpoint will be; its tokenizer is put there by the caller.</param>
    /// <param name="config">The network's sizes.</param>
    /// <param name="text">The whole text as tokens.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the sizes are none that a Llama folder can state.</exception>
    /// <exception cref="InvalidDataException">The text is too short, the folder holds a finished model, or what was begun there is another one.</exception>
    public LlamaPretraining(string folder, LlamaConfig config, int[] text, PretrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Context, 2);
        TorchRuntime.EnsureLoaded();
        if (text.AsSpan().IndexOfAnyExceptInRange(0, config.VocabularySize - 1) is >= 0 and var at)
            throw new InvalidDataException($"the text's token {at} is {text[at]}; the network has tokens 0 to {config.VocabularySize - 1}");
        if (text.Length <= options.Context) throw new InvalidDataException($"the text has {text.Length} tokens; at least {options.Context + 1} are needed");
        (_folder, _text, _options) = (folder, text, options);
        LlamaFolder.Check(config);
        _architecture = new(config);
        _state = PretrainingState.Open(folder, _architecture, options, text);
        _gradient = new(_architecture, _state.Model, options.BatchSize);
    }

    /// <summary>How many numbers the network has.</summary>
    public long Size => _architecture.Size;

    /// <summary>Steps that are behind.</summary>
    public int Step => _state.Step;

    /// <summary>Trains to the end and writes the model.</summary>
    /// <param name="trained">Called after each step with its number, from 1, and its loss before it; may be null.</param>
    /// <param name="cancellation">Stops after the current step with <see cref="OperationCanceledException"/>; what was reached is kept.</param>
    /// <exception cref="DivergedException">A loss is no longer finite.</exception>
    public void Run(Action<int, float>? trained, CancellationToken cancellation)
    {
        while (_state.Step < _options.Steps)
        {
            if (cancellation.IsCancellationRequested) _state.Save(_folder);
            cancellation.ThrowIfCancellationRequested();
            var loss = Train();
            if (!float.IsFinite(loss)) throw new DivergedException($"pretraining diverged at step {_state.Step}: the loss is {loss}; try a learning rate below {_options.LearningRate}");
            trained?.Invoke(_state.Step, loss);
            if (_state.Step % StepsBetweenSaves == 0 && _state.Step < _options.Steps) _state.Save(_folder);
        }

        LlamaFolder.Write(_folder, _architecture, _state.Model);
        PretrainingState.Remove(_folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gradient.Dispose();
        _state.Dispose();
    }

    private float Train()
    {
        using var scope = NewDisposeScope();
        var (inputs, targets) = Batch();
        var loss = _gradient.Compute(inputs, targets);
        var gradient = _gradient.Numbers;
        Clip(gradient);
        new AdamWUpdate(_options.Rate(_state.Step), _options.WeightDecay, _state.Step + 1, default)
            .Apply(_state.Model.Floats(), gradient, _state.Mean.Floats(), _state.Square.Floats(), []);
        _state.Step++;
        return loss;
    }

    /// <summary>Random stretches of the text, a function of seed and step alone.</summary>
    private (Tensor Inputs, Tensor Targets) Batch()
    {
        var random = new RandomStream(_options.Seed, RandomPurpose.Batches, _state.Step);
        var (inputs, targets) = (new long[_options.BatchSize, _options.Context], new long[_options.BatchSize, _options.Context]);
        for (var row = 0; row < _options.BatchSize; row++)
        {
            var start = random.NextInt(_text.Length - _options.Context);
            for (var i = 0; i < _options.Context; i++) (inputs[row, i], targets[row, i]) = (_text[start + i], _text[start + i + 1]);
        }

        return (tensor(inputs), tensor(targets));
    }

    private static void Clip(Span<float> gradient)
    {
        var square = 0.0;
        foreach (var number in gradient) square += (double)number * number;
        var norm = Math.Sqrt(square);
        if (norm <= LargestNorm) return;
        var factor = (float)(LargestNorm / norm);
        foreach (ref var number in gradient) number *= factor;
    }
}
