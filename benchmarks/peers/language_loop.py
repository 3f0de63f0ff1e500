"""The plain PyTorch loop on the same small Llama: a low-rank adapter trained with torch.optim.AdamW, one participant after another, and
greedy generation with a cache of keys and values.

Arguments: the folder that `language-folder` writes, steps. Prints `pytorch lora kept|checkpoints PARTICIPANTS TOKENS_PER_SECOND`,
`pytorch generation TOKENS_PER_SECOND` and `pytorch product GIGAFLOPS` (one thread), after checking that the first losses and the
generated tokens are those that the folder expects. Each is measured with the number of threads and, where many tokens are multiplied at
once, in the way (BLAS, or oneDNN's convolution of size one) that is fastest in a short trial.
"""
import json
import math
import os
import struct
import sys
import time

import torch
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

RANK, ALPHA, DROPOUT, BATCH = 8, 16, 0.05, 8


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(data, dtype=torch.float32, count=math.prod(entry["shape"]), offset=entry["data_offsets"][0]).reshape(entry["shape"]).clone()
        for name, entry in header.items()
    }


def by_blas(x, weight):
    return F.linear(x, weight)


def by_convolution(x, weight):
    if x.numel() == x.shape[-1]:
        return F.linear(x, weight)
    return F.conv2d(x.reshape(-1, x.shape[-1], 1, 1), weight[:, :, None, None]).reshape(*x.shape[:-1], -1)


class Llama:
    def __init__(self, folder):
        with open(os.path.join(folder, "config.json")) as file:
            self.config = json.load(file)
        self.weights = read(os.path.join(folder, "model.safetensors"))
        self.heads, self.head, self.layers = (self.config[name] for name in ("num_attention_heads", "head_dim", "num_hidden_layers"))
        frequencies = self.config["rope_theta"] ** (-torch.arange(0, self.head, 2).double() / self.head)
        angles = torch.outer(torch.arange(self.config["max_position_embeddings"]).double(), frequencies)
        self.cosines, self.sines = angles.cos().float(), angles.sin().float()
        self.adapter, self.dropout, self.linear = {}, 0.0, by_blas

    def norm(self, x, name):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.config["rms_norm_eps"]) * self.weights[name]

    def project(self, x, name):
        y, key = self.linear(x, self.weights[f"{name}.weight"]), f"base_model.model.{name}.lora_"
        if f"{key}A.weight" not in self.adapter:
            return y
        kept = F.dropout(x, self.dropout) if self.dropout else x
        return y + self.linear(self.linear(kept, self.adapter[f"{key}A.weight"]), self.adapter[f"{key}B.weight"]) * (ALPHA / RANK)

    def turn(self, x, start):
        cosines, sines = self.cosines[start : start + x.shape[2]], self.sines[start : start + x.shape[2]]
        real, imaginary = x.chunk(2, -1)
        return torch.cat((real * cosines - imaginary * sines, imaginary * cosines + real * sines), -1)

    def attend(self, x, name, cache, start):
        batch, tokens, _ = x.shape
        q, k, v = (self.project(x, f"{name}.{part}_proj").view(batch, tokens, self.heads, self.head).transpose(1, 2) for part in "qkv")
        q, k = self.turn(q, start), self.turn(k, start)
        if cache is not None:
            keys, values = cache
            keys[:, :, start : start + tokens], values[:, :, start : start + tokens] = k, v
            k, v = keys[:, :, : start + tokens], values[:, :, : start + tokens]
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.head)
        if tokens > 1:
            scores = scores + torch.full((tokens, tokens), -math.inf).triu(1)
        return self.project((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, -1), f"{name}.o_proj")

    def layer(self, x, number, cache=None, start=0):
        name = f"model.layers.{number}"
        x = x + self.attend(self.norm(x, f"{name}.input_layernorm.weight"), f"{name}.self_attn", cache, start)
        y = self.norm(x, f"{name}.post_attention_layernorm.weight")
        return x + self.project(F.silu(self.project(y, f"{name}.mlp.gate_proj")) * self.project(y, f"{name}.mlp.up_proj"), f"{name}.mlp.down_proj")

    def hidden(self, tokens, checkpoints=False, caches=None, start=0):
        x = F.embedding(tokens, self.weights["model.embed_tokens.weight"])
        for number in range(self.layers):
            if checkpoints:
                x = checkpoint(self.layer, x, number, use_reentrant=False)
            else:
                x = self.layer(x, number, caches and caches[number], start)
        return self.norm(x, "model.norm.weight")

    def logits(self, hidden):
        return self.linear(hidden, self.weights["lm_head.weight"])

    def step(self, optimiser, records, answer, checkpoints):
        """Only the answers are learned, and only their places get logits."""
        optimiser.zero_grad()
        places = self.hidden(records, checkpoints)[:, -answer - 1 : -1]
        loss = F.cross_entropy(self.logits(places).flatten(0, 1), records[:, -answer:].flatten())
        loss.backward()
        optimiser.step()
        return loss.item()

    def begin(self, adapter, rate):
        self.adapter = {name: matrix.clone().requires_grad_() for name, matrix in adapter.items()}
        return torch.optim.AdamW(self.adapter.values(), lr=rate, weight_decay=0)

    @torch.no_grad()
    def generate(self, prompt, count):
        self.adapter, made, start = {}, [], 0
        shape = 1, self.heads, len(prompt) + count, self.head
        caches, tokens = [(torch.empty(shape), torch.empty(shape)) for _ in range(self.layers)], prompt
        for _ in range(count):
            hidden = self.hidden(torch.tensor([tokens]), caches=caches, start=start)
            start, tokens = start + len(tokens), [int(self.logits(hidden[:, -1]).argmax())]
            made += tokens
        return made


def check(model, adapter, expected):
    records = torch.tensor(expected["records"])
    for way in by_blas, by_convolution:
        for checkpoints in False, True:
            model.linear, optimiser = way, model.begin(adapter, 1e-3)
            losses = [model.step(optimiser, records, expected["answer"], checkpoints) for _ in expected["losses"]]
            if max(abs(a - b) for a, b in zip(losses, expected["losses"])) > 1e-4:
                sys.exit(f"the losses {losses} are not {expected['losses']}, so the two sides do not compute the same")
    if model.generate(expected["records"][0][: expected["prompt"]], len(expected["continued"])) != expected["continued"]:
        sys.exit("other tokens are generated, so the two sides do not compute the same")


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fastest(model, trial):
    """Sets the fastest way of computing."""
    choices = [(threads, way) for threads in sorted({DEFAULT_THREADS, os.cpu_count()}) for way in (by_blas, by_convolution)]

    def tried(choice):
        torch.set_num_threads(choice[0])
        model.linear = choice[1]
        trial()
        return seconds(trial)

    threads, model.linear = min(choices, key=tried)
    torch.set_num_threads(threads)


def train(model, adapter, records, answer, participants, checkpoints, steps):
    for _ in range(participants):
        optimiser = model.begin(adapter, 5e-5)
        for _ in range(steps):
            model.step(optimiser, records[torch.randperm(len(records))], answer, checkpoints)


def product():
    torch.set_num_threads(1)
    x, weight = torch.randn(1024, 128), torch.randn(344, 128)
    return 2 * 1024 * 128 * 344 / min(seconds(lambda: way(x, weight)) for way in (by_blas, by_convolution) for _ in range(50)) / 1e9


if __name__ == "__main__":
    torch.manual_seed(0)
    DEFAULT_THREADS = torch.get_num_threads()
    folder, steps = sys.argv[1], int(sys.argv[2])
    model, adapter = Llama(folder), read(os.path.join(folder, "adapter", "adapter_model.safetensors"))
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    check(model, adapter, expected)
    records, prompt = torch.tensor(expected["records"]), expected["records"][0][: expected["prompt"]]
    model.dropout = DROPOUT
    for name, checkpoints in ("kept", False), ("checkpoints", True):
        fastest(model, lambda: train(model, adapter, records, expected["answer"], 1, checkpoints, 1))
        for participants in 1, 6:
            took = seconds(lambda: train(model, adapter, records, expected["answer"], participants, checkpoints, steps))
            print(f"pytorch lora {name} {participants} {participants * steps * records.numel() / took:.0f}", flush=True)
    fastest(model, lambda: model.generate(prompt, 16))
    count = len(expected["continued"])
    print(f"pytorch generation {5 * count / seconds(lambda: [model.generate(prompt, count) for _ in range(5)]):.1f}", flush=True)
    print(f"pytorch product {product():.1f}", flush=True)
