"""The plain PyTorch loops: one participant after another, nn.Module and torch.optim.SGD; one model after another judged.

Prints `pytorch training MODEL DATASET PARTICIPANTS IMAGES_PER_SECOND` and `pytorch evaluation MODEL DATASET MODELS
IMAGES_PER_SECOND`. Arguments: model, data set, steps, participants separated by commas, threads (PyTorch's own default
unless given). The data comes from the folder in IPFL_DATA. All images are normalised float tensors before a clock starts.
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


class Block(nn.Module):
    def __init__(self, inside, outside):
        super().__init__()
        self.stride, self.extra = outside // inside, (outside - inside) // 2
        self.conv1 = nn.Conv2d(inside, outside, 3, self.stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.extra:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.extra, self.extra))
        return F.relu(x + y)


class ResNet20(nn.Module):
    def __init__(self, channels, side, classes):
        super().__init__()
        self.conv = nn.Conv2d(channels, 16, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        widths = [16] * 4 + [32] * 3 + [64] * 3
        self.blocks = nn.Sequential(*(Block(a, b) for a, b in zip(widths, widths[1:])))
        self.fc = nn.Linear(64, classes)

    def forward(self, x):
        x = self.blocks(F.relu(self.bn(self.conv(x))))
        return self.fc(x.mean((2, 3)))


def folder(name):
    root = os.environ["IPFL_DATA"]
    inside = os.path.join(root, name)
    return inside if os.path.isdir(inside) else root


def fashion_mnist():
    def read(kind, offset):
        with gzip.open(os.path.join(folder("fashion-mnist"), f"{kind}-ubyte.gz")) as file:
            return torch.tensor(np.frombuffer(file.read(), np.uint8, offset=offset))

    def part(name):
        images = read(f"{name}-images-idx3", 16).reshape(-1, 1, 28, 28)
        return (images / 255 - 0.5) / 0.5, read(f"{name}-labels-idx1", 8).long()

    return part("train"), part("t10k")


def cifar_10():
    mean = torch.tensor((0.4914, 0.4822, 0.4465)).reshape(3, 1, 1)
    deviation = torch.tensor((0.2023, 0.1994, 0.2010)).reshape(3, 1, 1)

    def part(names):
        files = [os.path.join(folder("cifar-10-batches-bin"), f"{name}.bin") for name in names]
        rows = torch.tensor(np.concatenate([np.fromfile(file, np.uint8) for file in files if os.path.exists(file)])).reshape(-1, 3073)
        return (rows[:, 1:].reshape(-1, 3, 32, 32) / 255 - mean) / deviation, rows[:, 0].long()

    return part([f"data_batch_{i}" for i in range(1, 6)]), part(["test_batch"])


def train(make, images, labels, steps):
    model = make()
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


def training_speed(make, images, labels, participants, steps):
    parts = torch.randperm(len(images))[: len(images) // participants * participants].reshape(participants, -1)
    held = [(images[part], labels[part]) for part in parts]
    start = time.perf_counter()
    return sum(train(make, *part, steps) for part in held) / (time.perf_counter() - start)


def evaluation_speed(make, images, labels, models):
    judged = [make().eval() for _ in range(models)]
    start = time.perf_counter()
    with torch.no_grad():
        for model in judged:
            correct = torch.zeros(10, dtype=torch.long)
            for x, y in zip(images.split(500), labels.split(500)):
                correct += torch.bincount(y[model(x).argmax(1) == y], minlength=10)
    return models * len(images) / (time.perf_counter() - start)


if __name__ == "__main__":
    torch.manual_seed(0)
    model, data_set, count, numbers = sys.argv[1], sys.argv[2], int(sys.argv[3]), [int(n) for n in sys.argv[4].split(",")]
    if len(sys.argv) > 5:
        torch.set_num_threads(int(sys.argv[5]))
    training, test = {"fashion-mnist": fashion_mnist, "cifar-10": cifar_10}[data_set]()

    def make():
        return {"simple-cnn": SimpleCnn, "resnet20": ResNet20}[model](training[0].shape[1], training[0].shape[2], 10)

    training_speed(make, *training, 1, min(count, 30))
    for m in numbers:
        print(f"pytorch training {model} {data_set} {m} {training_speed(make, *training, m, count):.1f}", flush=True)
    print(f"pytorch evaluation {model} {data_set} 10 {evaluation_speed(make, *test, 10):.1f}", flush=True)
