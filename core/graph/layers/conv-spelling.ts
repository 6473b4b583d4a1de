/** Convolutions in PyTorch, Keras and ONNX. */
import { mapShape, sidesOf } from '../map-shape.ts'
import { onlyName, type LayerCall, type Spelling } from '../spelling.ts'
import type { ConvConfig } from './conv-config.ts'

export const convSpelling: Spelling<ConvConfig> = {
  pytorch: (config, inputs) => ({
    callee: 'nn.Conv2d',
    positional: { in_channels: mapShape(inputs)[2], out_channels: config.width, kernel_size: config.kernel },
    named: {
      stride: config.stride,
      padding: config.padding,
      ...whereSaid('dilation', config.dilation),
      ...whereSaid('groups', config.groups),
      bias: config.bias,
    },
    defaults: { stride: 1, padding: 0, bias: true },
  }),
  keras: (config) => ({
    callee: 'conv2d',
    positional: { filters: config.width, kernel_size: config.kernel },
    named: {
      strides: config.stride,
      pad: config.padding,
      ...whereSaid('dilation_rate', config.dilation),
      ...whereSaid('groups', config.groups),
      use_bias: config.bias,
    },
    defaults: { strides: 1, pad: 0, use_bias: true },
    definition: kerasSource,
    isFunction: true,
  }),
  onnx(emit, { config, inputs, tensor }) {
    const { stride, dilation = 1, groups = 1, bias } = config
    const padding = sidesOf(config.padding)
    return emit.node('Conv', [onlyName(inputs), tensor('weights'), ...(bias ? [tensor('bias')] : [])], {
      kernel_shape: { ints: sidesOf(config.kernel) },
      strides: { ints: [stride, stride] },
      dilations: { ints: [dilation, dilation] },
      group: { int: groups },
      pads: { ints: [...padding, ...padding] },
    })
  },
  tensors: {
    weights: { pytorch: 'weight', keras: 'kernel', axes: [3, 2, 0, 1] },
    bias: { pytorch: 'bias', keras: 'bias' },
  },
}

/** An argument that is left out where it is 1, as it usually is. */
function whereSaid(name: string, value = 1): LayerCall['named'] {
  return value === 1 ? {} : { [name]: value }
}

const kerasSource = `def conv2d(x, filters, kernel_size, pad=0, **options):
    """Convolution with \`pad\` zeros on each side; Keras' "same" begins elsewhere at stride 2."""
    if pad:
        x = layers.ZeroPadding2D(pad)(x)
    return layers.Conv2D(filters, kernel_size, **options)(x)`
