"""A trainer of one's own for `ipfl agent`: it is run with a folder as its last argument.

With round.json in it, it trains: reads model.safetensors and, where the market pulls, centre.safetensors; writes trained.safetensors and
metrics.json. With trial.json it judges own.safetensors and centre.safetensors on images that it never trains on; writes losses.json.

    [report]
    samples = 540  # what is left when the market's trial_share, usually a tenth, is held out

    [trainer]
    kind = "command"
    command = ["python3", "train.py"]
"""

import json
import os
import sys

from local_model import accuracy, half_way, hold_out, least_loss, load_images, read_model, train, write_model

work = sys.argv[-1]


def in_work(name):
    return os.path.join(work, name)


def read(name):
    with open(in_work(name)) as file:
        return json.load(file)


def tell(name, told):
    with open(in_work(name), "w") as file:
        json.dump(told, file)


on_trial = os.path.exists(in_work("trial.json"))
settings = read("trial.json" if on_trial else "round.json")
images, labels = load_images(settings["data"], "train")
kept, held = hold_out(labels, settings.get("trial_share", 0), settings["seed"] + settings["participant"])

if on_trial:
    models = [read_model(in_work(f"{name}.safetensors")) for name in ("own", "centre")]
    own, centre, half = (min(least_loss(model, images[held], labels[held]), 1e300) for model in (*models, half_way(*models)))
    tell("losses.json", {"own": own, "centre": centre, "half": half, "samples": len(held)})
else:
    settings["seed"] += 1000 * settings["round"] + settings["participant"]
    centre = read_model(in_work("centre.safetensors")) if os.path.exists(in_work("centre.safetensors")) else None
    trained, loss = train(read_model(in_work("model.safetensors")), centre, images[kept], labels[kept], settings, settings["pull_weight"])
    write_model(in_work("trained.safetensors"), trained)
    tell("metrics.json", {"loss": loss, "accuracy": accuracy(trained, *load_images(settings["data"], "t10k"))})
