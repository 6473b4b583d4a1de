"""Writes the .keras files beside it with Keras itself (3.15 on TensorFlow): `python make.py`. Every variable holds the numbers k, k + 1e-4, …, where k
is its place among all variables of the model."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
from keras import layers


def exported():
    """A network as an export to Keras writes it: names are the lab's own."""
    image = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, padding="same", use_bias=False, name="stem.conv")(image)
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name="stem.bn")(x)
    x = layers.ReLU(name="stem.relu")(x)
    skip = x
    for number in (1, 2):
        x = layers.ZeroPadding2D(1)(x)
        x = layers.Conv2D(4, 3, use_bias=False, name=f"stage1.block1.conv{number}")(x)
        x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name=f"stage1.block1.bn{number}")(x)
        if number == 1:
            x = layers.ReLU(name="stage1.block1.relu1")(x)
    x = layers.ReLU(name="stage1.block1.relu2")(layers.Add(name="stage1.block1.add")([x, skip]))
    x = layers.GlobalAveragePooling2D(name="head.pool")(x)
    return keras.Model(image, layers.Dense(5, name="head.fc")(x))


def foreign(**bn):
    """The same network as somebody else would write it, within another model: biases before normalisation, other epsilons, Keras' own names."""
    image = keras.Input((8, 8, 3))
    x = layers.ReLU()(layers.BatchNormalization(**bn)(layers.Conv2D(4, 3, padding="same")(image)))
    skip = x
    x = layers.ReLU()(layers.BatchNormalization(scale=False)(layers.Conv2D(4, 3, padding="same")(x)))
    x = layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same", use_bias=False)(x))
    x = layers.ReLU()(layers.Add()([skip, x]))
    body = keras.Model(image, x, name="body")
    model = keras.Sequential([keras.Input((8, 8, 3)), body, layers.GlobalAveragePooling2D(), layers.Dense(5)])
    model.compile("adam", "mse")
    model.fit(np.zeros((2, 8, 8, 3)), np.zeros((2, 5)), verbose=0)
    return model


def save(model, name):
    for place, weight in enumerate(model.weights):
        numbers = place + np.arange(np.prod(weight.shape)) / 1e4
        weight.assign(numbers.reshape(weight.shape).astype("float32"))
    model.save(name)


save(exported(), "exported.keras")
save(foreign(epsilon=1e-3), "foreign.keras")
keras.config.set_dtype_policy("float16")
save(exported(), "half.keras")
keras.config.set_dtype_policy("bfloat16")
save(exported(), "brain.keras")
