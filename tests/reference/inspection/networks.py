"""Exported networks in PyTorch, and what is done to them: blocks taken out, blocks that change places."""

import copy
import importlib.util

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn


class Nothing(nn.Module):
    """In place of what ends a branch."""

    def forward(self, x):
        return torch.zeros_like(x)


def load(folder, model):
    spec = importlib.util.spec_from_file_location(f"network_{folder.name}", folder / "network.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    network = getattr(module, model)()
    network.load_state_dict(load_file(folder / "network.safetensors"), strict=False)
    return network.eval()


def blocks_of(network):
    """Of a residual network each block, of a plain one the places of its six modules, by the names that Stagecraft gives them."""
    if not hasattr(network, "features"):
        stages = [network.layer1, network.layer2, network.layer3]
        return {f"stage{s + 1}.block{b + 1}": block for s, stage in enumerate(stages) for b, block in enumerate(stage)}
    count = (len(network.features) - 3) // 6
    return {f"stage{at // (count // 3) + 1}.block{at % (count // 3) + 1}": range(3 + 6 * at, 9 + 6 * at) for at in range(count)}


def without(network, names):
    """A residual block loses its branch; a plain one is gone."""
    less = copy.deepcopy(network)
    for name in names:
        block = blocks_of(less)[name]
        if isinstance(block, nn.Module):
            block.bn2 = Nothing()
        else:
            for at in block:
                less.features[at] = nn.Identity()
    return less


def reordered(network, names):
    """`names`: which block stands at each place."""
    moved = copy.deepcopy(network)
    before, after = blocks_of(network), blocks_of(moved)
    for place, name in names.items():
        source, target = before[name], after[place]
        if isinstance(target, nn.Module):
            target.load_state_dict(source.state_dict())
        else:
            for to, at in zip(target, source):
                moved.features[to].load_state_dict(network.features[at].state_dict())
    return moved


def scores_of(network, images):
    with torch.no_grad():
        return np.concatenate([network(part)["scores"].numpy() for part in images.split(100)])


def norms_of(network):
    return [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]


def responses(network, images):
    """Mean and deviation of what each BN gives, and ‖F(x)‖ ÷ ‖x‖ of each residual block."""
    kept = {}
    named = blocks_of(network)
    residual = {name: block for name, block in named.items() if isinstance(block, nn.Module)}
    hooks = [norm.register_forward_hook(lambda one, _, y: kept.__setitem__(one, y.double())) for norm in norms_of(network)]
    hooks += [block.register_forward_pre_hook(lambda one, x: kept.__setitem__(one, x[0].double())) for block in residual.values()]
    with torch.no_grad():
        network(images)
    for hook in hooks:
        hook.remove()
    layers = [{"mean": kept[norm].mean().item(), "std": kept[norm].std(correction=0).item()} for norm in norms_of(network)]
    shares = {name: (kept[block.bn2].norm() / kept[block].norm()).item() for name, block in residual.items()}
    return {"layers": layers, "blocks": shares}
