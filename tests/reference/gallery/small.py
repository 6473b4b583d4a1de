"""Small networks of the kinds that the gallery has in large ones alone: for trainings, in the order of layers that ours have."""

import torch
from torch import nn
from torch.nn import functional

from . import fixup


def unit(channels, width, kernel, stride=1, padding=None):
    """Convolution, BN and ReLU; padded by half the kernel unless it is said otherwise."""
    sides = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    half = tuple(side // 2 for side in sides)
    conv = nn.Conv2d(channels, width, sides, stride, half if padding is None else padding, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(width), nn.ReLU())


def way(channels, *windows):
    """Units one after the other: a width and a kernel each, and what else the window has."""
    units = []
    for width, kernel, *others in windows:
        units.append(unit(channels, width, kernel, *others))
        channels = width
    return nn.Sequential(*units)


class Ways(nn.Module):
    def __init__(self, *ways):
        super().__init__()
        self.ways = nn.ModuleList(ways)

    def forward(self, x):
        return torch.cat([one(x) for one in self.ways], 1)


class Residual(nn.Module):
    """Szegedy et al. 2017, figures 16, 17 and 19: ways, a 1×1 convolution, a constant, the sum."""

    def __init__(self, ways, width, channels, scale, activates=True):
        super().__init__()
        self.branch = nn.Sequential(ways, nn.Conv2d(width, channels, 1))
        self.scale, self.activates = scale, activates

    def forward(self, x):
        y = self.branch(x) * self.scale + x
        return functional.relu(y) if self.activates else y


def inception_resnet():
    """An eighth of the published widths; two of the stem's halvings; the first reduction is padded, the second strides by 1."""
    stem = [unit(3, 4, 3, 2), unit(4, 4, 3), unit(4, 8, 3), nn.MaxPool2d(3, 2, 1), unit(8, 10, 1), unit(10, 24, 3), nn.MaxPool2d(3, 1, 1)]
    pooled = nn.Sequential(nn.AvgPool2d(3, 1, 1, count_include_pad=False), unit(24, 8, 1))
    mixed = Ways(way(24, (12, 1)), way(24, (6, 1), (8, 5)), way(24, (8, 1), (12, 3), (12, 3)), pooled)

    def unit_a():
        ways = Ways(way(40, (4, 1)), way(40, (4, 1), (4, 3)), way(40, (4, 1), (6, 3), (8, 3)))
        return Residual(ways, 16, 40, 0.17)

    reduction_a = Ways(way(40, (48, 3, 2)), way(40, (32, 1), (32, 3), (48, 3, 2)), nn.MaxPool2d(3, 2, 1))
    unit_b = Residual(Ways(way(136, (24, 1)), way(136, (16, 1), (20, (1, 7)), (24, (7, 1)))), 48, 136, 0.1)
    reduction_b = Ways(
        way(136, (32, 1), (48, 3, 1, 0)),
        way(136, (32, 1), (36, 3, 1, 0)),
        way(136, (32, 1), (36, 3), (40, 3, 1, 0)),
        nn.MaxPool2d(3, 1),
    )
    unit_c = Residual(Ways(way(260, (24, 1)), way(260, (24, 1), (28, (1, 3)), (32, (3, 1)))), 56, 260, 1, activates=False)
    blocks = [mixed, unit_a(), unit_a(), reduction_a, unit_b, reduction_b, unit_c]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(260, 10))


def deep_stem():
    """Three convolutions before a plain net of two, and a head of 1×1 convolutions whose scores are averaged (Lin et al. 2014)."""
    body = [unit(3, 4, 3, 2), unit(4, 4, 3), unit(4, 8, 3), nn.MaxPool2d(3, 2, 1), unit(8, 8, 3), unit(8, 8, 3)]
    head = [nn.Conv2d(8, 12, 1), nn.ReLU(), nn.Conv2d(12, 10, 1), nn.ReLU()]
    return nn.Sequential(*body, *head, nn.AdaptiveAvgPool2d(1), nn.Flatten())


small = {
    "small-fixup": (16, lambda size: fixup.network(1)),
    "small-inception-resnet": (33, lambda size: inception_resnet()),
    "small-deep-stem": (32, lambda size: deep_stem()),
}
