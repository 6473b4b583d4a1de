"""Loads and runs exported networks in PyTorch, Keras, ONNX Runtime and TensorFlow, and compares what they give with Stagecraft's own.

Usage: exports.py FOLDER, with a folder for each network: case.json, the images and outputs as float32 numbers, and a folder for each format.
Writes answers.json there: by network and format its parameters, and how far each output is off, as a share of its largest number.
"""

import importlib.util
import json
import os
import sys
import traceback
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
import tensorflow as tf  # noqa: E402
import torch  # noqa: E402
from safetensors.torch import load_file  # noqa: E402


def module(path):
    spec = importlib.util.spec_from_file_location(f"{path.parent.parent.name}_{path.parent.name}", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def first(array):
    """A map as NCHW; features as they are."""
    return np.ascontiguousarray(array.transpose(0, 3, 1, 2)) if array.ndim == 4 else array


def last(array):
    return array.transpose(0, 2, 3, 1) if array.ndim == 4 else array


def run_pytorch(folder, case, image):
    model = getattr(module(folder / "network.py"), case["model"])()
    model.load_state_dict(load_file(folder / "network.safetensors"), strict=False)
    state = {name for name in model.state_dict() if not name.endswith("num_batches_tracked")}
    if state != set(load_file(folder / "network.safetensors")):
        raise ValueError("the state dict has other names than the file")
    model.eval()
    with torch.no_grad():
        outputs = model(torch.from_numpy(first(image)))
    parameters = sum(one.numel() for one in model.parameters())
    return parameters, {name: last(value.numpy()) for name, value in outputs.items()}


def run_keras(folder, case, image):
    keras.backend.clear_session()
    source = module(folder / "network.py")
    model = source.build()
    source.load_weights(model, folder / "network.safetensors")
    outputs = model(image, training=False)
    parameters = sum(int(np.prod(one.shape)) for one in model.trainable_weights)
    return parameters, {name: np.asarray(value) for name, value in outputs.items()}


def run_onnx(folder, case, image):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(str(folder / "network.onnx"), options, providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_outputs()]
    outputs = session.run(names, {"image": first(image)})
    return None, {name: last(value) for name, value in zip(names, outputs)}


def run_savedmodel(folder, case, image):
    layer = keras.layers.TFSMLayer(str(folder / "network"), call_endpoint="serving_default")
    return None, {name: np.asarray(value) for name, value in layer(tf.constant(image)).items()}


runs = {"pytorch": run_pytorch, "keras": run_keras, "onnx": run_onnx, "savedmodel": run_savedmodel}


def compare(folder):
    case = json.loads((folder / "case.json").read_text())
    image = np.fromfile(folder / "image.numbers", np.float32).reshape(case["shape"])
    expected = {
        one["name"]: np.fromfile(folder / f"{one['name']}.numbers", np.float32).reshape(one["shape"]) for one in case["outputs"]
    }
    answers = {}
    for name, run in runs.items():
        try:
            parameters, outputs = run(folder / name, case, image)
            if set(outputs) != set(expected):
                raise ValueError(f"outputs {sorted(outputs)}, not {sorted(expected)}")
            far = {key: float(np.max(np.abs(outputs[key] - value)) / max(1, np.max(np.abs(value)))) for key, value in expected.items()}
            if not all(np.isfinite(value).all() for value in expected.values()):
                raise ValueError("these weights give no finite numbers here: the comparison says nothing")
            if not all(np.isfinite(value) for value in far.values()):
                raise ValueError("outputs are not finite")
            answers[name] = {"parameters": parameters, "outputs": far, "error": None}
        except Exception as error:
            traceback.print_exc()
            answers[name] = {"parameters": None, "outputs": {}, "error": f"{type(error).__name__}: {error}"[:300]}
    return answers


torch.set_num_threads(2)
root = Path(sys.argv[1])
answers = {}
for folder in sorted((one for one in root.iterdir() if one.is_dir()), key=lambda one: int(one.name)):
    answers[folder.name] = compare(folder)
(root / "answers.json").write_text(json.dumps(answers))
