namespace Ipfl.Learning;

/// <summary>How far two participants' models are apart.</summary>
public enum ModelDistanceKind
{
    /// <summary>1 − cos(D_i, D_j) of the models' differences from the initial model: in [0, 2].</summary>
    Cosine,

    /// <summary>‖θ_i − θ_j‖², at least 0.</summary>
    SquaredEuclidean,
}
