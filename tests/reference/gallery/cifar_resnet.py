"""Residual and plain networks of 6n+2 layers: He et al. 2016, section 4.2; and those made of them since."""

from torch import nn
from torch.nn import functional


def conv3x3(channels, width, stride=1):
    return nn.Conv2d(channels, width, 3, stride, padding=1, bias=False)


class ZeroPad(nn.Module):
    """Option A: every stride-th pixel, and zero channels, half before and half after."""

    def __init__(self, channels, width, stride):
        super().__init__()
        self.stride = stride
        self.before = (width - channels) // 2
        self.after = width - channels - self.before

    def forward(self, x):
        return functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.before, self.after))


class Nothing(nn.Module):
    """What stands for the shortcut of a plain network."""

    def forward(self, x):
        return x.new_zeros(())


def projection(channels, width, stride):
    return nn.Sequential(nn.Conv2d(channels, width, 1, stride, bias=False), nn.BatchNorm2d(width))


def shortcut(option, channels, width, stride):
    """Section 3.3 and table 3: A pads with zeros, B projects where the shape changes, C everywhere."""
    changes = stride != 1 or channels != width
    if option == "none":
        return Nothing()
    if option == "C" or (option == "B" and changes):
        return projection(channels, width, stride)
    return ZeroPad(channels, width, stride) if changes else nn.Identity()


class Basic(nn.Module):
    def __init__(self, channels, width, stride, option, activates=True):
        super().__init__()
        self.branch = nn.Sequential(
            conv3x3(channels, width, stride),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            conv3x3(width, width),
            nn.BatchNorm2d(width),
        )
        self.shortcut = shortcut(option, channels, width, stride)
        self.activates = activates

    def forward(self, x):
        y = self.branch(x) + self.shortcut(x)
        return functional.relu(y) if self.activates else y


def network(n, option):
    """6n+2 layers: a 3×3 convolution, three stages of n blocks, a global average, a fully connected layer."""
    channels = 16
    layers = [conv3x3(3, channels), nn.BatchNorm2d(channels), nn.ReLU()]
    for stage, width in enumerate((16, 32, 64)):
        for block in range(n):
            layers.append(Basic(channels, width, 2 if stage > 0 and block == 0 else 1, option))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))
