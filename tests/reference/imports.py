"""Writes models of PyTorch, Keras and ONNX with random weights and statistics, as their own programs save them, and the scores that they give.

Usage: imports.py FOLDER. For each case there: NAME.safetensors, NAME.onnx or NAME.keras, and NAME.image and NAME.scores as float32 numbers, images
as [2, 64, 64, 3].
"""

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
import torch  # noqa: E402
from gallery import torchvision  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from torch.onnx._internal.torchscript_exporter import onnx_proto_utils  # noqa: E402

folder = Path(sys.argv[1])
rng = np.random.default_rng(7)
image = rng.normal(0, 1, (2, 64, 64, 3)).astype("float32")


def keep(name, scores):
    image.tofile(folder / f"{name}.image")
    np.ascontiguousarray(scores, dtype="float32").tofile(folder / f"{name}.scores")


def shaken_torch(model):
    """Statistics, scales and offsets that hide no mistake."""
    torch.manual_seed(7)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.8, 1.2)
            torch.nn.init.normal_(module.bias, 0, 0.1)
    return model.eval()


def torch_case(name, model):
    with torch.no_grad():
        keep(name, model(torch.from_numpy(image.transpose(0, 3, 1, 2).copy())).numpy())
    save_file(model.state_dict(), folder / f"{name}.safetensors")


def onnx_case(name, model):
    """As PyTorch writes it where nothing is folded into the convolutions; the scores are ONNX Runtime's."""
    # What it asks of the package onnx is for operators of one's own, which no network here has.
    onnx_proto_utils._add_onnxscript_fn = lambda model_bytes, _: model_bytes
    path, example = folder / f"{name}.onnx", torch.zeros(2, 3, 64, 64)
    mode = torch.onnx.TrainingMode.PRESERVE
    torch.onnx.export(model, example, str(path), dynamo=False, training=mode, do_constant_folding=False, input_names=["image"])
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    keep(name, session.run(None, {"image": image.transpose(0, 3, 1, 2).copy()})[0])


def keras_case(name, model):
    for weight in model.weights:
        kind, shape = weight.path.rsplit("/", 1)[-1], weight.shape
        if kind == "moving_variance":
            weight.assign(rng.uniform(0.5, 1.5, shape))
        elif kind == "gamma":
            weight.assign(rng.uniform(0.8, 1.2, shape))
        elif kind != "kernel":
            weight.assign(rng.normal(0, 0.1, shape))
    keep(name, model.predict(image, verbose=0))
    model.save(folder / f"{name}.keras")


torch_case("resnet-18", shaken_torch(torchvision.models.resnet18(weights=None, num_classes=10)))
onnx_case("resnet-34", shaken_torch(torchvision.models.resnet34(weights=None, num_classes=10)))
torch_case("densenet-121", shaken_torch(torchvision.models.densenet121(weights=None, num_classes=10)))
options = {"weights": None, "input_shape": (64, 64, 3), "classes": 10, "classifier_activation": None}
keras_case("resnet-50-v1", keras.applications.ResNet50(**options))
keras_case("densenet-121-keras", keras.applications.DenseNet121(**options))
keras_case("vgg-16", keras.applications.VGG16(**options))
