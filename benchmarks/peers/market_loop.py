"""The market step as research scripts write it: a loop over pairs for distances and centres, and over each buyer's sellers
with a general-purpose root finder for thresholds.

Prints `python step PARTICIPANTS PARAMETERS MILLISECONDS`; arguments: participants, parameters. The formulas are those of
the published rule: 1 − cos of updates, thresholds T of √(K/(T − N_j)) − √(K/T) = w, the greedy walk, payments at the final
total, v_i = θ_i + η Σ a_ij ∇cos.
"""
import sys
import time

import numpy as np
import torch
from scipy.optimize import brentq

ETA, LAMBDA, K = 5.0, 1.0, 5e5


def threshold(size, weight):
    def excess(total):
        return np.sqrt(K / (total - size)) - np.sqrt(K / total) - weight

    low, high = size * (1 + 1e-12), 2.0 * size
    while excess(high) > 0:
        high *= 2
    return brentq(excess, low, high)


def step(models, initial, samples, costs):
    m = len(models)
    updates = [model - initial for model in models]
    distances = np.zeros((m, m))
    for i in range(m):
        for j in range(m):
            if i != j:
                distances[i, j] = 1 - torch.nn.functional.cosine_similarity(updates[i], updates[j], dim=0)
    graph, payments = np.zeros((m, m)), np.zeros((m, m))
    for i in range(m):
        weights = [costs[j] + LAMBDA * distances[i, j] * samples[j] / samples[i] for j in range(m)]
        limits = [(threshold(samples[j], weights[j]), j) for j in range(m) if j != i]
        total, chosen = samples[i], []
        for limit, j in sorted(limits, key=lambda pair: -pair[0]):
            if total + samples[j] >= limit:
                break
            total += samples[j]
            chosen.append(j)
        for j in chosen:
            graph[i, j] = samples[j] / samples[i]
            payments[i, j] = np.sqrt(K / (total - samples[j])) - np.sqrt(K / total) - LAMBDA * distances[i, j] * samples[j] / samples[i]
    centres = []
    for i in range(m):
        centre = models[i].clone()
        for j in range(m):
            if graph[i, j]:
                own, other = updates[i] / updates[i].norm(), updates[j] / updates[j].norm()
                centre += ETA * graph[i, j] / updates[i].norm() * (other - torch.dot(own, other) * own)
        centres.append(centre)
    return graph, payments, torch.stack(centres)


if __name__ == "__main__":
    m, d = int(sys.argv[1]), int(sys.argv[2])
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    theta = torch.randn(m, d) + 0.7 * torch.randn(d)
    sizes, costs = rng.integers(500, 9001, m).astype(float), 2 * rng.random(m)
    start = time.perf_counter()
    step(list(theta), torch.zeros(d), sizes, costs)
    print(f"python step {m} {d} {1000 * (time.perf_counter() - start):.1f}", flush=True)
