"""Prints the names and shapes in torchvision's state dicts, by the id of our preset: the fixture tests/unit/export/torchvision-names.json.

Usage: torchvision_names.py > ../unit/export/torchvision-names.json. Names of running counts of batches are left out: they are no weights.
"""

import json

import torch
from gallery import torchvision

presets = {
    "resnet-18": "resnet18",
    "resnet-34": "resnet34",
    "resnet-50": "resnet50",
    "resnext-50-32x4d": "resnext50_32x4d",
    "vgg-16": "vgg16",
    "vgg-16-bn": "vgg16_bn",
    "wide-resnet-50-2": "wide_resnet50_2",
}


def names(model):
    with torch.device("meta"):
        state = getattr(torchvision.models, model)().state_dict()
    return {name: list(value.shape) for name, value in state.items() if not name.endswith("num_batches_tracked")}


print("{" + ",\n".join(f'"{preset}": {json.dumps(names(model))}' for preset, model in presets.items()) + "}")
