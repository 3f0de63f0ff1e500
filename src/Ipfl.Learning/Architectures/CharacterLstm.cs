using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The network of the Shakespeare task: symbols embedded in 8 numbers (symbol 0 is padding: a zero row that never learns), two LSTM layers
/// of 256, the last state fully connected to the next symbol (McMahan et al., 2017).
/// </summary>
public sealed class CharacterLstm : ModelArchitecture
{
    private const int Embedding = 8;

    private const int Hidden = 256;

    /// <summary>
    /// TorchSharp offers the fused LSTM only as a module with weights of its own. The function behind it takes views of θ; it computes
    /// 80 characters in two fifths of the time of a loop over them.
    /// </summary>
    private static readonly Lazy<jit.CompilationUnit> Function = new(() => jit.compile(
        """
        def last_state(symbols: Tensor, weights: List[Tensor], train: bool) -> Tensor:
            state = torch.zeros([2, symbols.size(0), weights[2].size(1)], device=symbols.device)
            embedded = torch.embedding(weights[0], symbols, 0, False, False)
            return torch.lstm(embedded, [state, state], weights[1:9], True, 2, 0.0, train, False, True)[1][1]

        """));

    /// <summary>The network for texts of <paramref name="symbols"/> different symbols, which are also its classes.</summary>
    /// <param name="shape">One row of symbols: 1 × 1 × length.</param>
    /// <param name="symbols">At least 2.</param>
    /// <exception cref="ArgumentException">The shape is no row, or there are fewer symbols.</exception>
    public CharacterLstm(ImageShape shape, int symbols)
    {
        if (shape is not { Channels: 1, Height: 1, Width: >= 1 })
            throw new ArgumentException($"texts are 1 × 1 × length, not {shape.Channels} × {shape.Height} × {shape.Width}", nameof(shape));
        ArgumentOutOfRangeException.ThrowIfLessThan(symbols, 2);
        Parameters = ParameterLayout.Of(
            ("embeddings.weight", [symbols, Embedding]),
            ("lstm.weight_ih_l0", [4 * Hidden, Embedding]), ("lstm.weight_hh_l0", [4 * Hidden, Hidden]),
            ("lstm.bias_ih_l0", [4 * Hidden]), ("lstm.bias_hh_l0", [4 * Hidden]),
            ("lstm.weight_ih_l1", [4 * Hidden, Hidden]), ("lstm.weight_hh_l1", [4 * Hidden, Hidden]),
            ("lstm.bias_ih_l1", [4 * Hidden]), ("lstm.bias_hh_l1", [4 * Hidden]),
            ("fc.weight", [symbols, Hidden]), ("fc.bias", [symbols]));
    }

    /// <inheritdoc/>
    public override string Name => "lstm";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>
    /// As PyTorch: standard normal embeddings with zeros for the padding; all else uniform in ±1/√256, for the layers of the LSTM by their
    /// width, for the last layer by its inputs.
    /// </summary>
    /// <inheritdoc/>
    public override Tensor Initialise(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        TorchRuntime.EnsureLoaded();
        var flat = empty(Size);
        var numbers = flat.Floats();
        var embeddings = numbers[..(int)Parameters[0].Size];
        foreach (ref var number in embeddings) number = (float)random.NextNormal();
        embeddings[..Embedding].Clear();
        FanInInitialisation.Fill(numbers[embeddings.Length..], 1 / Math.Sqrt(Hidden), random);
        return flat;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null)
    {
        using var scope = NewDisposeScope();
        var symbols = input.flatten(1).to_type(ScalarType.Int64);
        var state = (Tensor)Function.Value.invoke("last_state", symbols, parameters.ToArray(), is_grad_enabled());
        return nn.functional.linear(state, parameters[^2], parameters[^1]).MoveToOuterDisposeScope();
    }
}
