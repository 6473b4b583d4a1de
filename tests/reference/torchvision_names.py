"""Prints the names and shapes in torchvision's state dicts, by our name of the network: the fixture tests/unit/export/torchvision-names.json.

Usage: torchvision_names.py > ../unit/export/torchvision-names.json. Names of running counts of batches are left out: they are no weights.
"""

import json

import torch
from gallery import torchvision

presets = {
    "alexnet": "alexnet",
    "densenet-121": "densenet121",
    "densenet-169": "densenet169",
    "densenet-201": "densenet201",
    "resnet-18": "resnet18",
    "resnet-34": "resnet34",
    "resnet-50": "resnet50",
    "resnet-101": "resnet101",
    "resnet-152": "resnet152",
    "resnext-50-32x4d": "resnext50_32x4d",
    "resnext-101-32x8d": "resnext101_32x8d",
    "vgg-11": "vgg11",
    "vgg-11-bn": "vgg11_bn",
    "vgg-13": "vgg13",
    "vgg-13-bn": "vgg13_bn",
    "vgg-16": "vgg16",
    "vgg-16-bn": "vgg16_bn",
    "vgg-19": "vgg19",
    "vgg-19-bn": "vgg19_bn",
    "wide-resnet-50-2": "wide_resnet50_2",
    "wide-resnet-101-2": "wide_resnet101_2",
}


def names(model):
    with torch.device("meta"):
        state = getattr(torchvision.models, model)().state_dict()
    return {name: list(value.shape) for name, value in state.items() if not name.endswith("num_batches_tracked")}


print("{" + ",\n".join(f'"{preset}": {json.dumps(names(model))}' for preset, model in presets.items()) + "}")
