"""Features and what follows from them, maps of an image, and gradients along single paths."""

import copy

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .figures import ensemble, softmax
from .networks import blocks_of, scores_of, without


def features_of(network, images, name):
    """The mean of each channel over all pixels."""
    with torch.no_grad():
        return torch.cat([network(part)[name].mean((2, 3)) for part in images.split(100)])


def nearest(features):
    """1 − cosine to the nearest other image."""
    units = functional.normalize(features.double(), dim=1)
    cosines = units @ units.T
    cosines.fill_diagonal_(-1)
    return (1 - cosines.max(1).values).tolist()


def probe(features, labels, penalty):
    """The least of mean cross-entropy and penalty ÷ 2 · ‖W‖², in double precision."""
    x = features.double()
    std = x.std(0, correction=0)
    x = (x - x.mean(0)) / torch.where(std > 0, std, torch.ones_like(std))
    y = torch.from_numpy(labels).long()
    weights = torch.zeros(x.shape[1], int(y.max()) + 1, dtype=torch.double, requires_grad=True)
    offsets = torch.zeros(weights.shape[1], dtype=torch.double, requires_grad=True)
    solver = torch.optim.LBFGS([weights, offsets], max_iter=500, tolerance_grad=1e-9, line_search_fn="strong_wolfe")

    def objective():
        solver.zero_grad()
        value = functional.cross_entropy(x @ weights + offsets, y) + penalty / 2 * (weights**2).sum()
        value.backward()
        return value

    solver.step(objective)
    return objective().item()


def label_issues(scores, labels):
    """Confident learning (Northcutt, Jiang & Chuang 2021): images that another class is confident of."""
    shares = softmax(scores)
    classes = scores.shape[1]
    thresholds = np.array([shares[labels == k, k].mean() if (labels == k).any() else np.inf for k in range(classes)])
    confident = np.where(shares >= thresholds, shares, -1)
    likely = confident.argmax(1)
    found = np.flatnonzero((confident.max(1) >= 0) & (likely != labels))
    return sorted(found.tolist())


def maps(network, image):
    """Of each block's output the root of the mean square over the channels; none of a plain network."""
    kept = []
    residual = [block for block in blocks_of(network).values() if isinstance(block, nn.Module)]
    hooks = [block.register_forward_hook(lambda *one: kept.append(one[2].square().mean(1).sqrt())) for block in residual]
    with torch.no_grad():
        network(image[None])
    for hook in hooks:
        hook.remove()
    return [value for one in kept for value in one.flatten().tolist()]


def path_gradient(network, images, labels, through):
    """Forward all blocks are there; what goes back takes the branch of those in `through`, and the way around the others."""
    network = copy.deepcopy(network).train()
    held = {}
    for name, block in blocks_of(network).items():
        takes = name in through

        def begin(module, inputs, takes=takes):
            (held[module],) = inputs
            return (inputs[0].detach() if takes else inputs[0],)

        def branch(_, inputs, block=block, takes=takes):
            return (held[block] if takes else inputs[0].detach(),)

        block.register_forward_pre_hook(begin)
        block.conv1.register_forward_pre_hook(branch)
    images = images.clone().requires_grad_()
    functional.cross_entropy(network(images)["scores"], torch.from_numpy(labels).long()).backward()
    return images.grad.norm().item()


def votes(network, images, labels, cut):
    """`cut`: what each of some networks lacks. The error of each, and of all as one."""
    if not cut:
        return []
    members = [scores_of(without(network, names), images) for names in cut]
    together = ensemble(members, labels)
    errors = [float((scores.argmax(1) != labels).mean()) for scores in members]
    return [*errors, together["mean"][-1], together["vote"][-1]]


def further(network, images, labels, scores, asked):
    last = features_of(network, images, "stage3")
    return {
        "features": features_of(network, images, "stage1").flatten().tolist() + last.flatten().tolist(),
        "nearest": nearest(last),
        "probe": probe(last, labels, asked["penalty"]),
        "issues": label_issues(scores, labels),
        "maps": maps(network, images[asked["image"]]),
        "paths": [path_gradient(network, images, labels, through) for through in asked["paths"]],
        "votes": votes(network, images, labels, asked["cut"]),
    }
