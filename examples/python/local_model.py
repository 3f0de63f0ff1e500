"""What a participant does at home: its images, the network, one round of training. Needs PyTorch, nothing of iPFL."""

import gzip
import json
import math
import os
import struct

import torch
import torch.nn.functional as F


def read_idx(folder, name):
    """An idx file of bytes, plain or gzip, as a tensor of uint8."""
    path = os.path.join(folder, name)
    opened = open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz", "rb")
    with opened as file:
        _, _, kind, rank = struct.unpack(">BBBB", file.read(4))
        if kind != 8:
            raise ValueError(f"{path}: found items of type {kind}; bytes (8) are required")
        shape = struct.unpack(f">{rank}I", file.read(4 * rank))
        return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8).reshape(shape)


def load_images(folder, part):
    """Images as float32 [n, 1, height, width] in [-1, 1], and labels."""
    images = read_idx(folder, f"{part}-images-idx3-ubyte").unsqueeze(1).float().div_(127.5).sub_(1)
    return images, read_idx(folder, f"{part}-labels-idx1-ubyte").long()


def read_model(path):
    """A safetensors file of F32 tensors: name to tensor, in the file's order."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        start, end = entry["data_offsets"]
        if entry["dtype"] != "F32":
            raise ValueError(f"{path}: {name} holds {entry['dtype']}; F32 is required")
        tensors[name] = torch.frombuffer(bytearray(data[start:end]), dtype=torch.float32).reshape(entry["shape"])
    return tensors


def write_model(path, tensors):
    """Writes a safetensors file, whole or not at all."""
    header, offset = {}, 0
    for name, tensor in tensors.items():
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".tmp", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.detach().contiguous().float().numpy().tobytes())
    os.replace(path + ".tmp", path)


def simple_cnn(images, p):
    """The logits of SimpleCNN with the parameters p."""
    x = F.max_pool2d(F.relu(F.conv2d(images, p["conv1.weight"], p["conv1.bias"])), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, p["conv2.weight"], p["conv2.bias"])), 2).flatten(1)
    x = F.relu(F.linear(x, p["fc1.weight"], p["fc1.bias"]))
    x = F.relu(F.linear(x, p["fc2.weight"], p["fc2.bias"]))
    return F.linear(x, p["fc3.weight"], p["fc3.bias"])


def train(model, centre, images, labels, settings, pull_weight):
    """One round of local SGD with momentum; pull_weight/2 * |theta - centre|^2 is added to the loss where there is a centre.

    Returns the trained parameters and the mean training loss.
    """
    torch.manual_seed(settings["seed"])
    parameters = {name: tensor.clone().requires_grad_() for name, tensor in model.items()}
    sgd = torch.optim.SGD(
        parameters.values(), lr=settings["learning_rate"], momentum=settings["momentum"], weight_decay=settings["weight_decay"])
    order, losses = torch.empty(0, dtype=torch.long), 0.0
    for _ in range(settings["steps"]):
        if len(order) == 0:
            order = torch.randperm(len(labels))
        batch, order = order[: settings["batch_size"]], order[settings["batch_size"]:]
        loss = F.cross_entropy(simple_cnn(images[batch], parameters), labels[batch])
        losses += loss.item()
        if centre is not None:
            loss = loss + pull_weight / 2 * sum(((parameters[name] - centre[name]) ** 2).sum() for name in parameters)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    mean = losses / max(1, settings["steps"])
    if not math.isfinite(mean):
        raise ArithmeticError("training diverged; try a lower learning rate")
    return {name: tensor.detach() for name, tensor in parameters.items()}, mean


def hold_out(labels, share, seed):
    """Which samples are trained on, and which, of every class its share, are held out to judge models on."""
    total, count = len(labels), min(max(1, int(share * len(labels) + 0.5)), len(labels) - 1) if share > 0 else 0
    order = torch.randperm(total, generator=torch.Generator().manual_seed(seed))
    by_class = order[labels[order].argsort(stable=True)]
    held = torch.tensor([by_class[int((k + 0.5) * total / count)] for k in range(count)], dtype=torch.long)
    kept = torch.ones(total, dtype=torch.bool)
    kept[held] = False
    return kept.nonzero().flatten(), held.sort().values


def least_loss(model, images, labels):
    """Mean cross-entropy at the scale of the logits at which it is least: what the model knows, not how sure it is of it. Infinite where it is broken."""
    with torch.no_grad():
        logits = torch.cat([simple_cnn(images[i:i + 500], model) for i in range(0, len(labels), 500)]).double()
    if not torch.isfinite(logits).all():
        return math.inf
    losses = lambda scale: F.cross_entropy(logits * scale, labels).item()
    low, high = 1e-3, 1e3
    for _ in range(60):  # convex in the scale, so that thirds of the interval can be cut off
        a, b = low * (high / low) ** (1 / 3), low * (high / low) ** (2 / 3)
        low, high = (low, b) if losses(a) < losses(b) else (a, high)
    return losses(high)


def half_way(a, b):
    """The model half way between two."""
    return {name: (a[name] + b[name]) / 2 for name in a}


def accuracy(model, images, labels):
    """The share of images that the model gets right."""
    with torch.no_grad():
        right = sum((simple_cnn(images[i:i + 500], model).argmax(1) == labels[i:i + 500]).sum().item() for i in range(0, len(labels), 500))
    return right / len(labels)
