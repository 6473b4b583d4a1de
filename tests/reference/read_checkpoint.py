"""Reads a safetensors file with the format's own library and prints what is in it as JSON.

Usage: read_checkpoint.py FILE. For each tensor its shape, its type and the SHA-256 of its numbers as they lie in memory; and the metadata.
"""

import hashlib
import json
import sys

import numpy
import safetensors

with safetensors.safe_open(sys.argv[1], framework="numpy") as file:
    tensors = {}
    for name in file.keys():
        values = numpy.ascontiguousarray(file.get_tensor(name))
        shape = list(file.get_tensor(name).shape)
        tensors[name] = {"shape": shape, "type": str(values.dtype), "sha256": hashlib.sha256(values.tobytes()).hexdigest()}
    print(json.dumps({"version": safetensors.__version__, "metadata": file.metadata(), "tensors": tensors}))
