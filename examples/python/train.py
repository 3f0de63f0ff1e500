"""A trainer of one's own for `ipfl agent`: it is run once a round with a folder as its last argument.

Reads model.safetensors, round.json and, from the second round on, centre.safetensors; writes trained.safetensors and metrics.json.

    [trainer]
    kind = "command"
    command = ["python3", "train.py"]
"""

import json
import os
import sys

from local_model import accuracy, load_images, read_model, train, write_model

work = sys.argv[-1]
with open(os.path.join(work, "round.json")) as file:
    settings = json.load(file)
centre_file = os.path.join(work, "centre.safetensors")
centre = read_model(centre_file) if os.path.exists(centre_file) else None
settings["seed"] += 1000 * settings["round"] + settings["participant"]

images, labels = load_images(settings["data"], "train")
trained, loss = train(read_model(os.path.join(work, "model.safetensors")), centre, images, labels, settings, settings["pull_weight"])
write_model(os.path.join(work, "trained.safetensors"), trained)
with open(os.path.join(work, "metrics.json"), "w") as file:
    json.dump({"loss": loss, "accuracy": accuracy(trained, *load_images(settings["data"], "t10k"))}, file)
