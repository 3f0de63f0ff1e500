using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// What is added to the local loss: a pull of every participant's model towards a centre. It moves what is trained; a model's buffers, such
/// as running means, are not pulled.
/// </summary>
/// <param name="Centres">Float32, contiguous: [m, d], row i is participant i's centre; or [1, d], one centre for everybody.</param>
/// <param name="Weight">The factor before the term: at least 0.</param>
public abstract record LocalTerm(Tensor Centres, double Weight)
{
    /// <summary>What messages call the kind of term.</summary>
    internal abstract string Kind { get; }

    /// <summary>The term's gradient at θ, for one participant's centre.</summary>
    internal abstract Pull At(ReadOnlySpan<float> model, ReadOnlySpan<float> centre);

    /// <summary>Adds the same to the gradient of what is trained, all of them vectors on one device; model and centre are whole.</summary>
    internal abstract void AddTo(Tensor gradient, Tensor model, Tensor centre);

    /// <summary>The same term with its centres elsewhere.</summary>
    internal LocalTerm With(Tensor centres) => this with { Centres = centres };

    /// <summary>Participant i's centre: a view [d], the caller's.</summary>
    internal Tensor CentreOf(int participant) => Centres.select(0, Centres.shape[0] == 1 ? 0 : participant);
}

/// <summary>Weight/2 · ‖θ − centre‖². Buffers change its value, not its gradient, which is taken by what is trained.</summary>
/// <inheritdoc/>
public sealed record ProximalTerm(Tensor Centres, double Weight) : LocalTerm(Centres, Weight)
{
    internal override string Kind => "proximal";

    internal override Pull At(ReadOnlySpan<float> model, ReadOnlySpan<float> centre) => new(Weight, 0);

    internal override void AddTo(Tensor gradient, Tensor model, Tensor centre)
    {
        using var scope = NewDisposeScope();
        var trained = gradient.shape[0];
        gradient.AddInPlace(model.narrow(0, 0, trained) - centre.narrow(0, 0, trained), Weight);
    }
}

/// <summary>
/// Weight · (1 − cos(θ, centre)). Where one of the two is zero, there is no cosine and no pull. The cosine is that of whole vectors, buffers
/// included; its gradient is applied to what is trained.
/// </summary>
/// <inheritdoc/>
public sealed record CosineTerm(Tensor Centres, double Weight) : LocalTerm(Centres, Weight)
{
    internal override string Kind => "cosine";

    /// <summary>
    /// ∇ = −w·(c/(‖θ‖‖c‖) − cos·θ/‖θ‖²), written as a pull to the centre and a shrinking: w/(‖θ‖‖c‖)·(θ − c) + w·(cos/‖θ‖² − 1/(‖θ‖‖c‖))·θ.
    /// </summary>
    internal override Pull At(ReadOnlySpan<float> model, ReadOnlySpan<float> centre)
    {
        var (product, ownSquare, centreSquare) = InnerProducts.Of(model, centre);
        var norms = Math.Sqrt(ownSquare) * Math.Sqrt(centreSquare);
        if (norms == 0) return default;
        return new(Weight / norms, Weight * (product / norms / ownSquare - 1 / norms));
    }

    internal override void AddTo(Tensor gradient, Tensor model, Tensor centre)
    {
        using var scope = NewDisposeScope();
        var (own, other) = (model.to(ScalarType.Float64), centre.to(ScalarType.Float64));
        var ownSquare = own.dot(own);
        var norms = ownSquare.sqrt() * other.dot(other).sqrt();
        var towards = norms.reciprocal().Times(Weight);
        var shrink = (own.dot(other) / norms / ownSquare - norms.reciprocal()).Times(Weight);

        var (trained, none) = (gradient.shape[0], norms.IsZero());
        var pulled = model.narrow(0, 0, trained);
        gradient.AddInPlace((pulled - centre.narrow(0, 0, trained)) * towards.ZeroWhere(none).to(ScalarType.Float32));
        gradient.AddInPlace(pulled * shrink.ZeroWhere(none).to(ScalarType.Float32));
    }
}

/// <summary>The gradient Towards·(θ − centre) + Shrink·θ.</summary>
internal readonly record struct Pull(double Towards, double Shrink);
