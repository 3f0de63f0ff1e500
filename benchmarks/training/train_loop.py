"""The plain PyTorch loop: one participant after another, nn.Module and torch.optim.SGD.

Prints `pytorch <data set> <participants> <images/s>`; arguments (data set, steps, threads) and data as in
Ipfl.Learning.Benchmarks, but without a number of threads PyTorch's own default holds. All images are normalised float
tensors before the clock starts.
"""
import gzip
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class SimpleCnn(nn.Module):
    def __init__(self, channels, side, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        after = ((side - 4) // 2 - 4) // 2
        self.fc1 = nn.Linear(16 * after * after, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = F.relu(self.fc1(torch.flatten(x, 1)))
        return self.fc3(F.relu(self.fc2(x)))


def folder(name):
    root = os.environ["IPFL_DATA"]
    inside = os.path.join(root, name)
    return inside if os.path.isdir(inside) else root


def fashion_mnist():
    def read(kind, offset):
        with gzip.open(os.path.join(folder("fashion-mnist"), f"train-{kind}-ubyte.gz")) as file:
            return np.frombuffer(file.read(), np.uint8, offset=offset)

    images = torch.tensor(read("images-idx3", 16)).reshape(-1, 1, 28, 28)
    return (images / 255 - 0.5) / 0.5, torch.tensor(read("labels-idx1", 8)).long()


def cifar_10():
    files = [os.path.join(folder("cifar-10-batches-bin"), f"data_batch_{i}.bin") for i in range(1, 6)]
    rows = torch.tensor(np.concatenate([np.fromfile(file, np.uint8) for file in files])).reshape(-1, 3073)
    mean = torch.tensor((0.4914, 0.4822, 0.4465)).reshape(3, 1, 1)
    deviation = torch.tensor((0.2023, 0.1994, 0.2010)).reshape(3, 1, 1)
    return (rows[:, 1:].reshape(-1, 3, 32, 32) / 255 - mean) / deviation, rows[:, 0].long()


def train(images, labels, steps):
    model = SimpleCnn(images.shape[1], images.shape[2], 10)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-5)
    done, order = 0, torch.randperm(len(images))
    for _ in range(steps):
        if len(order) == 0:
            order = torch.randperm(len(images))
        batch, order = order[:64], order[64:]
        optimiser.zero_grad()
        loss = F.cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimiser.step()
        done += len(batch)
    return done


def measure(images, labels, participants, steps):
    parts = torch.randperm(len(images))[: len(images) // participants * participants].reshape(participants, -1)
    held = [(images[part], labels[part]) for part in parts]
    start = time.perf_counter()
    return sum(train(*part, steps) for part in held) / (time.perf_counter() - start)


if __name__ == "__main__":
    torch.manual_seed(0)
    data_set = sys.argv[1] if len(sys.argv) > 1 else "fashion-mnist"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    if len(sys.argv) > 3:
        torch.set_num_threads(int(sys.argv[3]))
    data = {"fashion-mnist": fashion_mnist, "cifar-10": cifar_10}[data_set]()
    measure(*data, 1, 30)
    for m in (1, 10):
        print(f"pytorch {data_set} {m} {measure(*data, m, count):.0f}", flush=True)
