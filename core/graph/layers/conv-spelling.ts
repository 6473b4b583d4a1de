/** Convolutions in PyTorch, Keras and ONNX. */
import { mapShape } from '../map-shape.ts'
import { onlyName, type Spelling } from '../spelling.ts'
import type { ConvConfig } from './conv.ts'

export const convSpelling: Spelling<ConvConfig> = {
  pytorch: ({ kernel, width, stride, padding, bias }, inputs) => ({
    callee: 'nn.Conv2d',
    positional: { in_channels: mapShape(inputs)[2], out_channels: width, kernel_size: kernel },
    named: { stride, padding, bias },
  }),
  keras: ({ kernel, width, stride, padding, bias }) => ({
    callee: 'conv2d',
    positional: { filters: width, kernel_size: kernel },
    named: { strides: stride, pad: padding, use_bias: bias },
    definition: kerasSource,
    isFunction: true,
  }),
  onnx: (emit, { config: { kernel, stride, padding, bias }, inputs, tensor }) =>
    emit.node('Conv', [onlyName(inputs), tensor('weights'), ...(bias ? [tensor('bias')] : [])], {
      kernel_shape: { ints: [kernel, kernel] },
      strides: { ints: [stride, stride] },
      pads: { ints: [padding, padding, padding, padding] },
    }),
  tensors: {
    weights: { pytorch: 'weight', keras: 'kernel', axes: [3, 2, 0, 1] },
    bias: { pytorch: 'bias', keras: 'bias' },
  },
}

const kerasSource = `def conv2d(x, filters, kernel_size, pad=0, **options):
    """Convolution with \`pad\` zeros on each side; Keras' "same" begins elsewhere at stride 2."""
    if pad:
        x = layers.ZeroPadding2D(pad)(x)
    return layers.Conv2D(filters, kernel_size, **options)(x)`
