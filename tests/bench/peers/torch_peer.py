"""PyTorch: the network of tests/reference/train.py, images channels-last, SGD with momentum and weight decay, or evaluated. The images are a tensor already.

Usage: torch_peer.py WORKLOAD eager|compile
"""

import pathlib
import sys

import torch
from torch.nn import functional

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent.parent / "reference"))
import train as reference  # noqa: E402
import turns  # noqa: E402

workload = turns.given_workload()
mode = sys.argv[2]
device = "cuda" if workload["device"] == "gpu" else "cpu"
precision = getattr(torch, workload["precision"])
mixed = precision is not torch.float32
if device == "cuda":
    torch.backends.cudnn.benchmark = True

shape = workload["architecture"]["input"]
images = torch.randn(workload["batch"], shape["channels"], shape["height"], shape["width"])
images = images.to(device, memory_format=torch.channels_last)
labels = torch.randint(0, workload["architecture"]["head"]["classes"], (workload["batch"],), device=device)
model, _ = reference.network(workload["architecture"], images[:1].cpu())
training = workload["phase"] == "training"
model = model.to(device, memory_format=torch.channels_last).train(training)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4, fused=True)
scaler = torch.amp.GradScaler(device, enabled=precision is torch.float16)


def loss_of(images, labels):
    with torch.autocast(device, precision, enabled=mixed):
        scores = model(images)
    return functional.cross_entropy(scores.float(), labels)


if mode == "compile":
    loss_of = torch.compile(loss_of)


def train_step():
    loss = loss_of(images, labels)
    optimizer.zero_grad(set_to_none=True)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    loss.item()


@torch.inference_mode()
def evaluation_step():
    loss_of(images, labels).item()



parameters = sum(parameter.numel() for parameter in model.parameters())
turns.take_turns(f"PyTorch {torch.__version__}, {mode}, channels-last", parameters, train_step if training else evaluation_step)
