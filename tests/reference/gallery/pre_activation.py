"""Full pre-activation, He et al. 2016b, and wide networks, Zagoruyko & Komodakis 2016: BN, ReLU, convolution."""

from torch import nn

from .cifar_resnet import ZeroPad, conv3x3


def normal(channels):
    return nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU())


class PreActivation(nn.Module):
    """A stage's first block takes BN and ReLU before the path splits, the others inside the branch."""

    def __init__(self, channels, convolutions, shortcut, first):
        super().__init__()
        self.before = normal(channels) if first else nn.Identity()
        opening = [] if first else [normal(channels)]
        opening.append(convolutions[0])
        for convolution in convolutions[1:]:
            opening += [normal(convolution.in_channels), convolution]
        self.branch = nn.Sequential(*opening)
        self.shortcut = shortcut

    def forward(self, x):
        x = self.before(x)
        return self.branch(x) + self.shortcut(x)


def network(n, stem, widths, convolutions, shortcut):
    """A bare 3×3 convolution, three stages of n blocks, BN and ReLU after the last sum, a global average."""
    channels = stem
    layers = [conv3x3(3, stem)]
    for stage, width in enumerate(widths):
        for block in range(n):
            stride = 2 if stage > 0 and block == 0 else 1
            around = nn.Identity() if channels == width else shortcut(channels, width, stride)
            layers.append(PreActivation(channels, convolutions(channels, width, stride), around, block == 0))
            channels = width
    return nn.Sequential(*layers, normal(channels), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def two(channels, width, stride):
    return [conv3x3(channels, width, stride), conv3x3(width, width)]


def bottleneck(channels, width, stride):
    """The stride is in the first 1×1, as in the authors' code."""
    inner = width // 4
    one = nn.Conv2d(channels, inner, 1, stride, bias=False)
    return [one, conv3x3(inner, inner), nn.Conv2d(inner, width, 1, bias=False)]


def projection(channels, width, stride):
    """Without BN: what comes in has been normalized."""
    return nn.Conv2d(channels, width, 1, stride, bias=False)


def basic(layers):
    return network((layers - 2) // 6, 16, (16, 32, 64), two, ZeroPad)


def deep(layers):
    return network((layers - 2) // 9, 16, (64, 128, 256), bottleneck, projection)


def wide(layers, factor):
    return network((layers - 4) // 6, 16, [width * factor for width in (16, 32, 64)], two, projection)
