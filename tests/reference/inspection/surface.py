"""The loss around a network, along filter-normalised directions (Li et al. 2018) from numbers that are given."""

import copy

import torch
from safetensors.torch import load_file

from .figures import error_and_loss
from .networks import scores_of


def direction(network, drawn):
    """By parameter; none for BN and biases, which are vectors."""
    made = {}
    for name, weights in network.named_parameters():
        if weights.dim() > 1:
            filters = zip(drawn[name], weights.detach())
            made[name] = torch.stack([d * w.norm() / d.norm() for d, w in filters])
    return made


def plane(network, folders, points, images, labels):
    directions = [direction(network, load_file(folder / "network.safetensors")) for folder in folders]
    losses = []
    for at in points:
        moved = copy.deepcopy(network)
        with torch.no_grad():
            for step, one in zip(at, directions):
                for name, weights in moved.named_parameters():
                    if name in one:
                        weights += step * one[name]
        losses.append(error_and_loss(scores_of(moved, images), labels))
    return losses
