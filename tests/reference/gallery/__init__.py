"""Networks of the literature in PyTorch: oracles of the gallery's counts and trainings, without anything of Stagecraft's code."""

import torch

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # torchvision's compiled operators, for boxes, load only beside the build of PyTorch that they were made for, and its import then ends
    # at describing two of them. No network here needs any, so their names are enough.
    for name in ("nms", "qnms"):
        torch.library.define(f"torchvision::{name}", "(Tensor boxes, Tensor scores, float threshold) -> Tensor")
    import torchvision  # noqa: F401
