"""Parameters and multiply-accumulates of all networks, as JSON: `python -m gallery.counts`.

Multiply-accumulates are of convolutions and fully connected layers for one picture, by hooks. Nothing is computed: tensors are on the meta device.
"""

import json

import torch
from torch import nn

from .networks import networks
from .small import small


def work(layer, output):
    """Every number of the output is a sum over the kernel's window and the channels of its group, or over all features."""
    weights = layer.weight[0].numel()
    return weights * output[0].numel()


def count(size, build):
    model = build(size).eval()
    total = 0

    def add(layer, _, output):
        nonlocal total
        total += work(layer, output)

    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.register_forward_hook(add)
    model(torch.zeros(1, 3, size, size))
    return {"size": size, "parameters": sum(weights.numel() for weights in model.parameters()), "macs": total}


def main():
    with torch.device("meta"), torch.no_grad():
        print(json.dumps({name: count(size, build) for name, (size, build) in {**networks, **small}.items()}))


if __name__ == "__main__":
    main()
