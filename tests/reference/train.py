"""Trains architectures in PyTorch, from weights and batches given as files, and writes what came of it as JSON.

An oracle: it reads an architecture's JSON and builds the network from torch's own modules, without anything of Stagecraft's code.
Usage: train.py FOLDER, which holds request.json and the files it names; writes FOLDER/trajectory.json.
"""

import json
import pathlib
import sys

import numpy
import torch
from torch import nn
from torch.nn import functional


class ZeroPadShortcut(nn.Module):
    """Option A: every stride-th pixel, and zero channels, half before and half after."""

    def __init__(self, channels, width, stride):
        super().__init__()
        self.stride = stride
        self.before = (width - channels) // 2
        self.after = width - channels - self.before

    def forward(self, x):
        return functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.before, self.after))


class Block(nn.Module):
    """F(x) + x, or F(x) alone, and ReLU."""

    def __init__(self, branch, shortcut):
        super().__init__()
        self.branch = branch
        self.shortcut = shortcut

    def forward(self, x):
        y = self.branch(x)
        return functional.relu(y if self.shortcut is None else y + self.shortcut(x))


def conv(channels, width, kernel, stride, bias=False):
    return nn.Conv2d(channels, width, kernel, stride, padding=(kernel - 1) // 2, bias=bias)


def build(architecture):
    """The network, and its modules with weights by Stagecraft's layer names."""
    named = {}
    layers = []
    channels = architecture["input"]["channels"]

    def add(name, module):
        named[name] = module
        return module

    stem = architecture["stem"]
    if stem:
        layers += [
            add("stem.conv", conv(channels, stem["width"], stem["kernel"], stem["stride"])),
            add("stem.bn", nn.BatchNorm2d(stem["width"])),
            nn.ReLU(),
        ]
        channels = stem["width"]
        if stem["pool"]:
            layers.append(nn.MaxPool2d(stem["pool"]["kernel"], stem["pool"]["stride"], (stem["pool"]["kernel"] - 1) // 2))

    for number, stage in enumerate(architecture["stages"], 1):
        for position in range(1, stage["blocks"] + 1):
            name = f"stage{number}.block{position}"
            stride = stage["stride"] if position == 1 else 1
            width = stage["width"]
            if stage["kind"] == "conv":
                normal = stage["normalization"] == "batch"
                layers.append(add(f"{name}.conv", conv(channels, width, 3, stride, bias=not normal)))
                if normal:
                    layers.append(add(f"{name}.bn", nn.BatchNorm2d(width)))
                layers.append(nn.ReLU())
                if stage["pool"] and position == stage["blocks"]:
                    layers.append(nn.MaxPool2d(stage["pool"]["kernel"], stage["pool"]["stride"], (stage["pool"]["kernel"] - 1) // 2))
                channels = width
                continue
            if stage["kind"] == "basic":
                shapes = [(3, width, stride if layer == 0 else 1) for layer in range(stage["layers"])]
            else:
                first = stage["strideIn"] == "1x1"
                shapes = [(1, width, stride if first else 1), (3, width, 1 if first else stride), (1, width * stage["expansion"], 1)]
            branch = []
            into = channels
            for layer, (kernel, out, step) in enumerate(shapes, 1):
                branch += [add(f"{name}.conv{layer}", conv(into, out, kernel, step)), add(f"{name}.bn{layer}", nn.BatchNorm2d(out))]
                if layer < len(shapes):
                    branch.append(nn.ReLU())
                into = out
            changes = stride != 1 or into != channels
            option = stage["shortcut"]
            shortcut = nn.Identity()
            if option == "none":
                shortcut = None
            elif option == "C" or (option == "B" and changes):
                shortcut = nn.Sequential(
                    add(f"{name}.shortcut.conv", nn.Conv2d(channels, into, 1, stride, bias=False)),
                    add(f"{name}.shortcut.bn", nn.BatchNorm2d(into)),
                )
            elif changes:
                shortcut = ZeroPadShortcut(channels, into, stride)
            layers.append(Block(nn.Sequential(*branch), shortcut))
            channels = into
    return layers, channels, named, add


class Flatten(nn.Module):
    """In the order height, width, channels, as the NHWC network flattens."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def network(architecture, example):
    layers, _, named, add = build(architecture)
    head = architecture["head"]
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten()] if head["pool"] == "global-average" else [Flatten()]
    with torch.no_grad():
        features = nn.Sequential(*layers).eval()(example).shape[1]
    for number, width in enumerate(head["hidden"], 1):
        layers += [add(f"head.fc{number}", nn.Linear(features, width)), nn.ReLU()]
        features = width
    layers.append(add("head.fc", nn.Linear(features, head["classes"])))
    return nn.Sequential(*layers), named


def tensors(named):
    """Stagecraft's names, torch's tensors, and the order of axes that turns ours into theirs."""
    for layer, module in named.items():
        if isinstance(module, nn.Conv2d):
            yield f"{layer}.weights", module.weight, (3, 2, 0, 1)
        elif isinstance(module, nn.Linear):
            yield f"{layer}.weights", module.weight, (1, 0)
        else:
            yield f"{layer}.scale", module.weight, (0,)
            yield f"{layer}.offset", module.bias, (0,)
            yield f"{layer}.mean", module.running_mean, (0,)
            yield f"{layer}.variance", module.running_var, (0,)
        if isinstance(module, (nn.Conv2d, nn.Linear)) and module.bias is not None:
            yield f"{layer}.bias", module.bias, (0,)


def optimizer_of(named, recipe):
    wanted = recipe["optimizer"]
    plain = [module.weight for module in named.values() if isinstance(module, (nn.Conv2d, nn.Linear))]
    others = [module.weight for module in named.values() if isinstance(module, nn.BatchNorm2d)]
    others += [module.bias for module in named.values() if module.bias is not None]
    decay = wanted["weightDecay"]
    groups = [
        {"params": plain, "weight_decay": decay, "adapted": True},
        {"params": others, "weight_decay": decay if wanted["decayScope"] == "all" else 0, "adapted": wanted["decayScope"] == "all"},
    ]
    rate = recipe["rates"][0]
    if wanted["kind"] == "sgd":
        return torch.optim.SGD(groups, lr=rate, momentum=wanted["momentum"], nesterov=wanted["nesterov"])
    if wanted["kind"] == "adamw":
        return torch.optim.AdamW(groups, lr=rate, betas=(wanted["beta1"], wanted["beta2"]), eps=wanted["epsilon"])
    return Lars(groups, {"lr": rate, "momentum": wanted["momentum"], "trust": wanted["trust"]})


class Lars(torch.optim.Optimizer):
    """You et al. 2017, algorithm 1, line by line; PyTorch has none of its own."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weights in group["params"]:
                gradient = weights.grad + group["weight_decay"] * weights
                local = 1.0
                if group["adapted"]:
                    norm, of_gradient = weights.norm(), weights.grad.norm()
                    if norm > 0 and of_gradient > 0:
                        local = group["trust"] * norm / (of_gradient + group["weight_decay"] * norm)
                kept = self.state[weights]
                kept["velocity"] = group["momentum"] * kept.get("velocity", 0) + group["lr"] * local * gradient
                weights -= kept["velocity"]


def averaged_of(model, recipe):
    averaging = recipe["averaging"]
    if averaging["kind"] == "none":
        return None
    ema = torch.optim.swa_utils.get_ema_multi_avg_fn(averaging["decay"])
    return torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=ema, use_buffers=True)


def train(folder, case):
    recipe = case["recipe"]
    shape = case["input"]
    images = numpy.fromfile(folder / case["images"], numpy.uint8).reshape(-1, *shape)
    labels = torch.from_numpy(numpy.fromfile(folder / case["labels"], numpy.int32).astype(numpy.int64))
    scaled = (images.astype(numpy.float32) - numpy.float32(case["mean"])) / numpy.float32(case["std"])
    inputs = torch.from_numpy(scaled.transpose(0, 3, 1, 2).copy())
    model, named = network(case["architecture"], inputs[:1])
    state = numpy.fromfile(folder / case["state"], numpy.float32)
    layout = {entry["name"]: entry for entry in case["layout"]}
    used = set()
    with torch.no_grad():
        for name, tensor, axes in tensors(named):
            entry = layout[name]
            values = state[entry["offset"] : entry["offset"] + entry["length"]].reshape(entry["shape"])
            tensor.copy_(torch.from_numpy(values.transpose(axes).copy()))
            used.add(name)
    unused = [name for name in layout if name not in used and "/" not in name]
    if unused:
        raise SystemExit(f"{case['name']}: PyTorch's network lacks {', '.join(unused)}")

    optimizer = optimizer_of(named, recipe)
    averaged = averaged_of(model, recipe)
    losses = []
    errors = []
    model.train()
    for indices, rate in zip(case["batches"], recipe["rates"]):
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = 0
        error = 0
        passes = recipe["accumulation"]
        for part in numpy.split(numpy.array(indices), passes):
            scores = model(inputs[part])
            mean = functional.cross_entropy(scores, labels[part], label_smoothing=recipe["labelSmoothing"]) / passes
            mean.backward()
            loss += mean.item()
            error += (scores.argmax(1) != labels[part]).float().mean().item() / passes
        if recipe["gradientClip"] is not None:
            nn.utils.clip_grad_norm_(model.parameters(), recipe["gradientClip"])
        optimizer.step()
        if averaged is not None:
            averaged.update_parameters(model)
        losses.append(loss)
        errors.append(error)
    norms = {name: tensor.norm().item() for name, tensor, _ in tensors(named)}
    if averaged is not None:
        model.load_state_dict(averaged.module.state_dict())
        norms.update({f"{name}/average": tensor.norm().item() for name, tensor, _ in tensors(named)})
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
    torch.manual_seed(0)
    result = {"torch": torch.__version__, "cases": {case["name"]: train(folder, case) for case in request["cases"]}}
    (folder / "trajectory.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
