"""RoR-3: shortcuts around blocks, around stages and around all of them. Zhang et al. 2018, section III, figure 1."""

from torch import nn
from torch.nn import functional

from .cifar_resnet import Basic, conv3x3, shortcut


class Level(nn.Module):
    """f(F(x) + h(x)): what is inside ends without a ReLU of its own, so that all shortcuts meet in one sum."""

    def __init__(self, inside, around, activates):
        super().__init__()
        self.inside = inside
        self.around = around
        self.activates = activates

    def forward(self, x):
        y = self.inside(x) + self.around(x)
        return functional.relu(y) if self.activates else y


def network(n):
    """6n+2 layers; the blocks' shortcuts are option A, those of the two upper levels option B."""
    channels = 16
    stages = []
    for stage, width in enumerate((16, 32, 64)):
        stride = 1 if stage == 0 else 2
        into = channels
        blocks = []
        for block in range(n):
            blocks.append(Basic(channels, width, stride if block == 0 else 1, "A", activates=block < n - 1))
            channels = width
        stages.append(Level(nn.Sequential(*blocks), shortcut("B", into, width, stride), activates=stage < 2))
    root = Level(nn.Sequential(*stages), shortcut("B", 16, 64, 4), activates=True)
    stem = [conv3x3(3, 16), nn.BatchNorm2d(16), nn.ReLU()]
    return nn.Sequential(*stem, root, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
