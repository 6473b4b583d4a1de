"""Norms of the gradient of the mean loss of one batch, with BN as in training."""

import copy

import torch
from torch import nn
from torch.nn import functional

from .networks import blocks_of, norms_of


def gradients(network, images, labels):
    network = copy.deepcopy(network).train()
    kept, blocks = {}, {}

    def keep(where):
        def hook(module, _, output):
            output.retain_grad()
            where[module] = output

        return hook

    def part_of_branch(_, inputs):
        # A copy of its own: what goes back to it comes through the branch alone.
        (x,) = inputs
        x.retain_grad()
        own = x.clone()
        own.retain_grad()
        blocks.setdefault(len(blocks), (x, own))
        return (own,)

    for norm in norms_of(network):
        norm.register_forward_hook(keep(kept))
    for block in blocks_of(network).values():
        if isinstance(block, nn.Module):
            block.conv1.register_forward_pre_hook(part_of_branch)
    scores = network(images)["scores"]
    functional.cross_entropy(scores, torch.from_numpy(labels).long()).backward()
    weighted = [module for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    return {
        "byWeights": [module.weight.grad.norm().item() for module in weighted],
        "byResponse": [kept[norm].grad.norm().item() for norm in norms_of(network)],
        "branch": [own.grad.norm().item() for _, own in blocks.values()],
        "shortcut": [(x.grad - own.grad).norm().item() for x, own in blocks.values()],
    }
