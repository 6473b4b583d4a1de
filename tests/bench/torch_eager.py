"""PyTorch, op by op, images channels-last: a CIFAR ResNet of option A in its own modules, SGD with momentum."""

import json
import pathlib
import sys
import time

import torch
from torch.nn import functional

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "reference"))
import train as reference  # noqa: E402

name, batch = sys.argv[1], int(sys.argv[2])
preset = pathlib.Path(__file__).parent.parent.parent / "resources" / "presets" / f"{name}.json"
architecture = json.loads(preset.read_text())
shape = architecture["input"]
images = torch.randn(batch, shape["channels"], shape["height"], shape["width"]).to(memory_format=torch.channels_last)
labels = torch.randint(0, architecture["head"]["classes"], (batch,))
model, _ = reference.network(architecture, images[:1])
model = model.to(memory_format=torch.channels_last).train()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
print(json.dumps({"version": f"PyTorch {torch.__version__}, eager, channels-last"}), flush=True)

for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        started = time.perf_counter()
        loss = functional.cross_entropy(model(images), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss.item()
        times.append(1000 * (time.perf_counter() - started))
    print(json.dumps(times), flush=True)
