"""Keras on TensorFlow, one tf.function a step: SGD with momentum and weight decay, or evaluation. The images are a tensor already.

Usage: keras_peer.py WORKLOAD graph|xla
Strided convolutions pad as TensorFlow's SAME.
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
import turns  # noqa: E402

workload = turns.given_workload()
mode = sys.argv[2]
precision = workload["precision"]
keras.mixed_precision.set_global_policy("float32" if precision == "float32" else f"mixed_{precision}")


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """The same through TensorFlow's fused kernel, which Keras 3 does not use: in a graph it is far faster than Keras's own."""

    def call(self, inputs, training=None):
        output, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            inputs, self.gamma, self.beta, self.moving_mean, self.moving_variance, self.epsilon, is_training=bool(training)
        )[:3]
        if training:
            self.moving_mean.assign(self.moving_mean * self.momentum + mean * (1 - self.momentum))
            self.moving_variance.assign(self.moving_variance * self.momentum + variance * (1 - self.momentum))
        return output


class ZeroPadShortcut(keras.layers.Layer):
    """Option A: every stride-th pixel, by a 1×1 average pool, and zero channels, half before and half after."""

    def __init__(self, width, stride):
        super().__init__()
        self.width = width
        self.stride = stride

    def call(self, x):
        extra = self.width - x.shape[-1]
        kept = tf.nn.avg_pool2d(x, 1, self.stride, "VALID")
        return tf.pad(kept, [[0, 0], [0, 0], [0, 0], [extra // 2, extra - extra // 2]])


def layer_of(kind, config):
    match kind:
        case "conv":
            return keras.layers.Conv2D(config["width"], config["kernel"], config["stride"], "same", use_bias=config["bias"])
        case "batchNorm":
            return FusedBatchNormalization(momentum=0.9, epsilon=1e-5)
        case "relu":
            return keras.layers.ReLU()
        case "add":
            return keras.layers.Add()
        case "maxPool":
            return keras.layers.MaxPooling2D(config["kernel"], config["stride"], "same")
        case "zeroPadShortcut":
            return ZeroPadShortcut(config["width"], config["stride"])
        case "globalAveragePool":
            return keras.layers.GlobalAveragePooling2D()
        case "flatten":
            return keras.layers.Flatten()
        case "linear":
            return keras.layers.Dense(config["width"])
    raise SystemExit(f"There is no layer here for {kind}.")


def build(layers):
    outputs = [keras.Input(layers[0]["outputShape"])]
    for layer in layers[1:]:
        inputs = [outputs[position] for position in layer["inputs"]]
        outputs.append(layer_of(layer["kind"], layer["config"])(inputs if len(inputs) > 1 else inputs[0]))
    return keras.Model(outputs[0], outputs[-1])


model = build(workload["graph"]["layers"])
height, width, channels = workload["graph"]["layers"][0]["outputShape"]
images = tf.random.normal([workload["batch"], height, width, channels])
labels = tf.random.uniform([workload["batch"]], 0, len(workload["dataset"]["classes"]), tf.int32)
optimizer = keras.optimizers.SGD(0.01, momentum=0.9, weight_decay=1e-4)
if precision == "float16":
    optimizer = keras.mixed_precision.LossScaleOptimizer(optimizer)
optimizer.build(model.trainable_variables)


def loss_of(training):
    scores = tf.cast(model(images, training=training), tf.float32)
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores))


@tf.function(jit_compile=mode == "xla")
def train_step():
    with tf.GradientTape() as tape:
        loss = loss_of(training=True)
        scaled = optimizer.scale_loss(loss)
    optimizer.apply(tape.gradient(scaled, model.trainable_variables), model.trainable_variables)
    return loss


@tf.function(jit_compile=mode == "xla")
def evaluation_step():
    return loss_of(training=False)


def step():
    (train_step if workload["phase"] == "training" else evaluation_step)().numpy()


parameters = sum(int(tf.size(variable)) for variable in model.trainable_variables)
turns.take_turns(f"Keras {keras.__version__}, TensorFlow {tf.__version__}, {mode}", parameters, step)
