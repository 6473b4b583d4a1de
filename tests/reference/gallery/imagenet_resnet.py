"""torchvision's residual networks, and those made of them: the paper's own stride, other shortcuts, none."""

from torchvision.models import resnet

from .cifar_resnet import shortcut


def blocks(model):
    for stage in (model.layer1, model.layer2, model.layer3, model.layer4):
        yield from stage


def network(depth):
    return getattr(resnet, f"resnet{depth}")()


def with_option(depth, option):
    """Other shortcuts, or none, in a network of basic blocks."""
    model = network(depth)
    for block in blocks(model):
        first, second = block.conv1, block.conv2
        block.downsample = shortcut(option, first.in_channels, second.out_channels, first.stride[0])
    return model


def first_version(depth):
    """The stride in the first 1×1 convolution, as in the paper; torchvision has it in the 3×3."""
    model = network(depth)
    for block in blocks(model):
        block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
    return model
