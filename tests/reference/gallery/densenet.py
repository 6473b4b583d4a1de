"""DenseNet for CIFAR: Huang et al. 2017, section 3, with and without bottleneck and compression."""

import torch
from torch import nn


def normal(channels):
    return nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU())


class Dense(nn.Module):
    """What has been made so far, and `growth` channels more."""

    def __init__(self, channels, growth, bottleneck):
        super().__init__()
        inner = 4 * growth if bottleneck else channels
        first = [normal(channels), nn.Conv2d(channels, inner, 1, bias=False)] if bottleneck else []
        self.branch = nn.Sequential(*first, normal(inner), nn.Conv2d(inner, growth, 3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat((x, self.branch(x)), 1)


def network(layers, growth, bottleneck):
    """The stem has 16 channels, or twice the growth with bottlenecks; compression by half goes with them too."""
    channels = 2 * growth if bottleneck else 16
    modules = [nn.Conv2d(3, channels, 3, padding=1, bias=False)]
    for stage in range(3):
        for _ in range((layers - 4) // (6 if bottleneck else 3)):
            modules.append(Dense(channels, growth, bottleneck))
            channels += growth
        if stage < 2:
            width = channels // 2 if bottleneck else channels
            modules += [normal(channels), nn.Conv2d(channels, width, 1, bias=False), nn.AvgPool2d(2)]
            channels = width
    return nn.Sequential(*modules, normal(channels), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))
