namespace Ipfl.Learning;

/// <summary>A model, one that is near it, and their distance.</summary>
/// <param name="Model">Row of the model.</param>
/// <param name="Other">Row of the other one.</param>
/// <param name="Distance">d = 1 − cos of their updates, in [0, 2].</param>
public readonly record struct ModelPair(int Model, int Other, double Distance);
