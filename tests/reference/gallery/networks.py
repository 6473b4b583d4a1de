"""The gallery's networks by the names of their files, each made of PyTorch's, torchvision's and timm's modules alone."""

from functools import partial

import timm
from torchvision import models

from . import cifar_resnet, densenet, fixup, highway, imagenet_resnet, plain, pre_activation, residual_of_residuals, resnext


def _builders():
    """Name, usual size of the picture, and what makes the network for a size."""
    for depth in (20, 32, 44, 56, 110, 1202):
        n = (depth - 2) // 6
        yield f"resnet-{depth}", 32, lambda size, n=n: cifar_resnet.network(n, "A")
        yield f"resnet-{depth}-b", 32, lambda size, n=n: cifar_resnet.network(n, "B")
        yield f"resnet-{depth}-c", 32, lambda size, n=n: cifar_resnet.network(n, "C")
        yield f"plain-{depth}", 32, lambda size, n=n: cifar_resnet.network(n, "none")
    yield "resnet-28-small", 28, lambda size: cifar_resnet.network(3, "B")
    yield "ror-3-110", 32, lambda size: residual_of_residuals.network(18)
    yield "fixup-resnet-110", 32, lambda size: fixup.network(18)
    yield "highway-19", 32, lambda size: highway.highway_19()
    yield "highway-32", 32, lambda size: highway.highway_32()
    yield "pre-resnet-110", 32, lambda size: pre_activation.basic(110)
    yield "pre-resnet-164", 32, lambda size: pre_activation.deep(164)
    yield "pre-resnet-1001", 32, lambda size: pre_activation.deep(1001)
    for depth, factor in ((16, 4), (28, 10), (40, 4)):
        yield f"wrn-{depth}-{factor}", 32, lambda size, a=depth, b=factor: pre_activation.wide(a, b)
    yield "resnext-29-8x64d", 32, lambda size: resnext.network(29, 8, 64)
    yield "densenet-40-12", 32, lambda size: densenet.network(40, 12, bottleneck=False)
    yield "densenet-bc-100-12", 32, lambda size: densenet.network(100, 12, bottleneck=True)

    for depth in (18, 34):
        yield f"resnet-{depth}", 224, lambda size, d=depth: imagenet_resnet.network(d)
        yield f"resnet-{depth}-a", 224, lambda size, d=depth: imagenet_resnet.with_option(d, "A")
        yield f"resnet-{depth}-c", 224, lambda size, d=depth: imagenet_resnet.with_option(d, "C")
        yield f"plain-{depth}", 224, lambda size, d=depth: imagenet_resnet.with_option(d, "none")
    for depth in (50, 101, 152):
        yield f"resnet-{depth}", 224, lambda size, d=depth: imagenet_resnet.network(d)
        yield f"resnet-{depth}-v1", 224, lambda size, d=depth: imagenet_resnet.first_version(d)
    yield "se-resnet-50", 224, lambda size: timm.create_model("seresnet50", pretrained=False)
    yield "resnet-50-d", 224, lambda size: timm.create_model("resnet50d", pretrained=False)
    yield "resnext-50-32x4d", 224, lambda size: models.resnext50_32x4d()
    yield "resnext-101-32x8d", 224, lambda size: models.resnext101_32x8d()
    yield "wide-resnet-50-2", 224, lambda size: models.wide_resnet50_2()
    for depth in (121, 169, 201):
        yield f"densenet-{depth}", 224, lambda size, d=depth: getattr(models, f"densenet{d}")()
    yield "alexnet", 224, partial(plain.network, "alexnet")
    for depth in (16, 19):
        yield f"vgg-{depth}", 224, partial(plain.network, f"vgg{depth}")
        yield f"vgg-{depth}-bn", 224, partial(plain.network, f"vgg{depth}_bn")
    yield "inception-resnet-v2", 299, lambda size: timm.create_model("inception_resnet_v2", pretrained=False)


networks = {name: (size, build) for name, size, build in _builders()}
