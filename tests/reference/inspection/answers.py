"""Looks into exported networks in PyTorch: `python -m inspection.answers FOLDER`.

FOLDER holds request.json, images and labels, and a folder for each network. Writes FOLDER/answers.json.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from . import figures, further, gradients, networks, surface


def answer(folder, network, one, images, labels):
    scores = networks.scores_of(network, images)
    evaluated = lambda changed: figures.error_and_loss(networks.scores_of(changed, images), labels)
    return {
        "responses": networks.responses(network, images),
        "errors": figures.errors(scores, labels, one["bins"]),
        "lesions": [evaluated(networks.without(network, names)) for names in one["lesions"]],
        "gradients": gradients.gradients(network, images, labels),
        "surface": surface.plane(network, [folder / name for name in one["drawn"]], one["points"], images, labels),
        "further": further.further(network, images, labels, scores, one["further"]),
        "swapped": [evaluated(networks.reordered(network, names)) for names in one["orders"]],
    }


def main(folder):
    torch.set_num_threads(2)
    request = json.loads((folder / "request.json").read_text())
    pixels = np.fromfile(folder / "images", np.uint8).reshape(-1, *request["input"])
    scaled = (pixels.astype(np.float32) - np.float32(request["mean"])) / np.float32(request["std"])
    images = torch.from_numpy(np.ascontiguousarray(scaled.transpose(0, 3, 1, 2)))
    labels = np.fromfile(folder / "labels", np.int32)
    loaded = [networks.load(folder / one["folder"], one["model"]) for one in request["networks"]]
    answers = {
        "torch": torch.__version__,
        "networks": [answer(folder, network, one, images, labels) for network, one in zip(loaded, request["networks"])],
        "ensemble": figures.ensemble([networks.scores_of(network, images) for network in loaded], labels),
    }
    (folder / "answers.json").write_text(json.dumps(answers))


main(Path(sys.argv[1]))
