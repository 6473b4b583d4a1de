"""Trains networks of the gallery from weights and batches given as files: `python -m gallery.trajectories FOLDER`.

FOLDER holds request.json and the files it names; writes FOLDER/trajectory.json. Weights are carried over in the order in which layers run.
"""

import json
import pathlib
import sys

import numpy
import torch
from torch import nn
from torch.nn import functional

from .fixup import Bias, Scale
from .networks import networks
from .small import small

numbers = (Bias, Scale)
normal = (nn.BatchNorm2d,)
weighted = (nn.Conv2d, nn.Linear)


def in_running_order(model, example):
    """Modules that hold weights, as one forward pass comes upon them."""
    seen = []
    hooks = [
        module.register_forward_hook(lambda module, *_: seen.append(module))
        for module in model.modules()
        if isinstance(module, weighted + normal + numbers)
    ]
    model.eval()
    with torch.no_grad():
        model(example)
    for hook in hooks:
        hook.remove()
    return seen


def as_usual(model):
    """What Stagecraft has no choice of, or what no two programs do alike: BN's epsilon and momentum, dropout."""
    for module in model.modules():
        if isinstance(module, normal):
            module.eps, module.momentum = 1e-5, 0.1
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def weights_of(values, module, flattened):
    """Ours with the inputs before the outputs, as PyTorch has it: a 1×1 convolution and a fully connected layer are the same numbers."""
    if values.ndim == 4:
        turned = values.transpose(3, 2, 0, 1)
    else:
        if flattened is not None:
            values = values.reshape(*flattened, -1).transpose(2, 0, 1, 3).reshape(values.shape)
        turned = values.T
    return turned.reshape(module.weight.shape)


def tensors(layer, module):
    """Names of our tensors of a layer, and PyTorch's."""
    if isinstance(module, numbers):
        yield layer["tensors"][0], module.number
    elif isinstance(module, normal):
        yield from zip(layer["tensors"], (module.weight, module.bias, module.running_mean, module.running_var), strict=True)
    else:
        yield layer["tensors"][0], module.weight
        if module.bias is not None:
            yield layer["tensors"][1], module.bias


def paired(case, modules):
    """Our layers and PyTorch's modules, kind by kind in their order. Ends the program where their numbers differ."""
    pairs = []
    for kind, types in (("weighted", weighted), ("normal", normal), ("number", numbers)):
        ours = [layer for layer in case["layers"] if layer["kind"] == kind]
        theirs = [module for module in modules if isinstance(module, types)]
        if len(ours) != len(theirs):
            raise SystemExit(f"{case['name']}: {len(ours)} {kind} layers here, {len(theirs)} in PyTorch")
        pairs += zip(ours, theirs)
    return pairs


def take_over(case, folder, pairs):
    state = numpy.memmap(folder / case["state"], numpy.float32, mode="r")
    layout = {entry["name"]: entry for entry in case["layout"]}
    with torch.no_grad():
        for layer, module in pairs:
            for name, tensor in tensors(layer, module):
                entry = layout[name]
                values = state[entry["offset"] : entry["offset"] + entry["length"]].reshape(entry["shape"])
                if isinstance(module, weighted) and tensor is module.weight:
                    values = weights_of(values, module, layer["flattened"])
                if values.size != tensor.numel():
                    raise SystemExit(f"{case['name']}: {name} is {values.shape} here, {tuple(tensor.shape)} in PyTorch")
                tensor.copy_(torch.from_numpy(values.copy()).reshape(tensor.shape))


def train(folder, case):
    shape = case["input"]
    images = numpy.fromfile(folder / case["images"], numpy.uint8).reshape(-1, *shape)
    labels = torch.from_numpy(numpy.fromfile(folder / case["labels"], numpy.int32).astype(numpy.int64))
    scaled = (images.astype(numpy.float32) - numpy.float32(case["mean"])) / numpy.float32(case["std"])
    inputs = torch.from_numpy(scaled.transpose(0, 3, 1, 2).copy())
    _, build = {**networks, **small}[case["name"]]
    model = build(shape[0])
    as_usual(model)
    pairs = paired(case, in_running_order(model, inputs[:2]))
    take_over(case, folder, pairs)

    wanted = case["recipe"]["optimizer"]
    optimizer = torch.optim.SGD(
        model.parameters(), lr=case["recipe"]["rates"][0], momentum=wanted["momentum"], weight_decay=wanted["weightDecay"]
    )
    losses = []
    errors = []
    model.train()
    for indices, rate in zip(case["batches"], case["recipe"]["rates"]):
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        scores = model(inputs[indices])
        loss = functional.cross_entropy(scores, labels[indices])
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), case["recipe"]["gradientClip"])
        optimizer.step()
        losses.append(loss.item())
        errors.append((scores.argmax(1) != labels[indices]).float().mean().item())
    norms = {}
    for name, tensor in (named for layer, module in pairs for named in tensors(layer, module)):
        norms[name] = tensor.norm().item()
        if tensor in optimizer.state:
            norms[f"{name}/momentum"] = optimizer.state[tensor]["momentum_buffer"].norm().item()
    model.eval()
    with torch.no_grad():
        scores = model(inputs[case["test"]])
        right = labels[case["test"]]
        evaluation = functional.cross_entropy(scores, right).item()
        among = [(scores.topk(k, 1).indices == right[:, None]).any(1).float().mean().item() for k in (1, 5)]
    return {
        "losses": losses,
        "errors": errors,
        "evaluationLoss": evaluation,
        "evaluationErrors": [1 - share for share in among],
        "norms": norms,
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    request = json.loads((folder / "request.json").read_text())
    result = {"torch": torch.__version__, "cases": {case["name"]: train(folder, case) for case in request["cases"]}}
    (folder / "trajectory.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
