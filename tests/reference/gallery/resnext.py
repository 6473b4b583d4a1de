"""ResNeXt for CIFAR: Xie et al. 2017, section 5.3, with the original order of the authors' code (its form C)."""

from torch import nn
from torch.nn import functional

from .cifar_resnet import projection


class Grouped(nn.Module):
    def __init__(self, channels, inner, width, stride, groups):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(channels, inner, 1, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(),
            nn.Conv2d(inner, inner, 3, stride, padding=1, groups=groups, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(),
            nn.Conv2d(inner, width, 1, bias=False),
            nn.BatchNorm2d(width),
        )
        self.shortcut = nn.Identity() if channels == width else projection(channels, width, stride)

    def forward(self, x):
        return functional.relu(self.branch(x) + self.shortcut(x))


def network(layers, cardinality, base):
    channels = 64
    modules = [nn.Conv2d(3, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU()]
    for stage in range(3):
        for block in range((layers - 2) // 9):
            inner = cardinality * base * 2**stage
            width = 256 * 2**stage
            modules.append(Grouped(channels, inner, width, 2 if stage > 0 and block == 0 else 1, cardinality))
            channels = width
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))
