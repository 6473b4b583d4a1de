"""AlexNet and VGG of torchvision, for pictures of any size: their fully connected layers follow what comes in."""

import torch
from torch import nn
from torchvision import models


def network(name, size):
    """Without the adaptive pool, which does nothing at 224 pixels, and with a first layer for what the features give."""
    model = getattr(models, name)()
    model.avgpool = nn.Identity()
    first = next(position for position, layer in enumerate(model.classifier) if isinstance(layer, nn.Linear))
    with torch.no_grad():
        maps = model.features(torch.zeros(1, 3, size, size))
    model.classifier[first] = nn.Linear(maps.numel(), model.classifier[first].out_features)
    return model
