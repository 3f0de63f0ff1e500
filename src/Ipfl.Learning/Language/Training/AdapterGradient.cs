using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Loss and gradient of an adapter on a batch: mean cross-entropy over the answers' tokens. With checkpoints, only what enters each layer is
/// kept, and a layer is computed again when its gradient is due: memory for one layer's graph instead of all, for a third more work.
/// </summary>
internal sealed class AdapterGradient(LlamaModel model, bool checkpoints)
{
    /// <summary>Adds the gradient to that of the adapter's parameters, and returns the loss.</summary>
    public float Add(TokenBatch batch, IProjectionAdapter adapter)
    {
        using var scope = NewDisposeScope();
        return checkpoints ? InLayers(batch, adapter) : AtOnce(batch, adapter);
    }

    private float AtOnce(TokenBatch batch, IProjectionAdapter adapter)
    {
        var loss = Loss(batch, model.Hidden(batch.Tokens, adapter));
        loss.backward();
        return loss.item<float>();
    }

    private float InLayers(TokenBatch batch, IProjectionAdapter adapter)
    {
        var inputs = Forward(batch, adapter);
        var last = inputs[^1].requires_grad_(true);
        var loss = Loss(batch, last);
        loss.backward();
        var gradient = last.grad!;
        for (var layer = model.Config.Layers - 1; layer >= 0; layer--)
        {
            using var inner = NewDisposeScope();

            // Nothing before the first layer is trained.
            var input = layer > 0 ? inputs[layer].requires_grad_(true) : inputs[layer];
            autograd.backward(model.Layer(layer, input, adapter), gradient);
            if (layer > 0) gradient = input.grad!.MoveToOuterDisposeScope();
        }

        return loss.item<float>();
    }

    /// <summary>What enters each layer, and what leaves the last.</summary>
    private Tensor[] Forward(TokenBatch batch, IProjectionAdapter adapter)
    {
        using var untracked = no_grad();
        var inputs = new Tensor[model.Config.Layers + 1];
        inputs[0] = model.Embed(batch.Tokens);
        for (var layer = 0; layer < model.Config.Layers; layer++) inputs[layer + 1] = model.Layer(layer, inputs[layer], adapter);
        return inputs;
    }

    private Tensor Loss(TokenBatch batch, Tensor hidden) => nn.functional.cross_entropy(model.Logits(batch.Predicting(hidden)), batch.Targets);
}
