"""How fast this machine multiplies matrices, by precision, in 10⁹ operations a second. Usage: matmul_peak.py cpu|cuda PRECISION…"""

import json
import sys
import time

import torch
from torch.nn import functional

device, *precisions = sys.argv[1:]
side = 8192 if device == "cuda" else 2048
torch.backends.cuda.matmul.allow_tf32 = True


def wait():
    if device == "cuda":
        torch.cuda.synchronize()


def best(multiply, tries=20):
    seconds = []
    for _ in range(tries):
        wait()
        started = time.perf_counter()
        multiply()
        wait()
        seconds.append(time.perf_counter() - started)
    return 2 * side**3 / min(seconds) / 1e9


def torch_best(precision):
    left, right = (torch.randn(side, side, device=device).to(getattr(torch, precision)) for _ in range(2))
    return best(lambda: torch.mm(left, right))


def onednn_best():
    """The same product as a 1×1 convolution, which PyTorch gives to oneDNN; float32 products of matrices it gives to MKL, slow on AMD's processors."""
    image = torch.randn(1, side, 32, side // 32).to(memory_format=torch.channels_last)
    weights = torch.randn(side, side, 1, 1).to(memory_format=torch.channels_last)
    return best(lambda: functional.conv2d(image, weights))


with torch.no_grad():
    peaks = {precision: torch_best(precision) for precision in precisions}
    if device == "cpu" and "float32" in peaks:
        peaks["float32"] = max(peaks["float32"], onednn_best())
print(json.dumps(peaks))
