"""Highway networks: Srivastava et al. 2015, section 2: y = H(x)·T(x) + x·(1 − T(x)), T a sigmoid whose bias begins at −2."""

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, kernel):
        super().__init__()
        self.transform = nn.Conv2d(width, width, kernel, padding=kernel // 2)
        self.gate = nn.Conv2d(width, width, kernel, padding=kernel // 2)
        nn.init.constant_(self.gate.bias, -2)

    def forward(self, x):
        h = torch.relu(self.transform(x))
        gate = torch.sigmoid(self.gate(x))
        return h * gate + x * (1 - gate)


def network(stages):
    """Stages of one ordinary convolution and highway layers of the kernels given, with pools between; then NIN's 1×1 and a global average."""
    channels = 3
    modules = [nn.Dropout(0.2)]
    for number, (width, kernels) in enumerate(stages):
        if number > 0:
            modules += [nn.MaxPool2d(2), nn.Dropout(0.2)]
        modules += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(), *[Highway(width, kernel) for kernel in kernels]]
        channels = width
    modules += [nn.Conv2d(channels, 100, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(100, 10)]
    return nn.Sequential(*modules)


def highway_19():
    """As the authors' own network file has it: 5, 6 and 6 convolutions, a 1×1, a fully connected layer."""
    return network([(32, [3] * 4), (80, [3] * 5), (128, [3] * 5)])


def highway_32():
    """3×3 and 1×1 in turn; the paper prints 1.25 M parameters and no widths: these give them."""
    kernels = [1, 3, 1, 3, 1, 3, 1, 3, 1]
    return network([(width, kernels) for width in (32, 64, 96)])
