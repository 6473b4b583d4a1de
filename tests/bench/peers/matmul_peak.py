"""How fast this machine multiplies matrices, by precision, in 10⁹ operations a second. Usage: matmul_peak.py cpu|cuda"""

import json
import sys
import time

import numpy
import torch

device = sys.argv[1]
side = 8192 if device == "cuda" else 2048
precisions = ["float32", "bfloat16"] + (["float16"] if device == "cuda" else [])
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


def numpy_best():
    """OpenBLAS: on AMD's processors it can be faster than what PyTorch multiplies with."""
    left, right = (numpy.random.default_rng(0).standard_normal((side, side), numpy.float32) for _ in range(2))
    return best(lambda: left @ right)


peaks = {precision: torch_best(precision) for precision in precisions}
if device == "cpu":
    peaks["float32"] = max(peaks["float32"], numpy_best())
print(json.dumps(peaks))
