// What the kernels of convolutions are called with. Maps are NHWC, weights HWIO and float32: [rows, columns, in, out].
#pragma once

#include "batch-norm-calls.h"

namespace stagecraft {

// 3×3, stride 1, one zero around: height and width stay as they are.
struct Convolution {
  int64_t batch;
  int height;
  int width;
  int channelsIn;
  int channelsOut;
};

// Any kernel, stride and padding.
struct DirectConvolution {
  int64_t batch;
  int height;
  int width;
  int channelsIn;
  int channelsOut;
  int rows;
  int columns;
  int stride;
  // Pixels of zeros above and left of the map; below and right as far as windows reach.
  int top;
  int left;
  // Windows down and across, the sides of the output.
  int down;
  int across;
};

template <class Shape>
struct ForwardOf {
  Shape of;
  const void *input;
  // BN and ReLU that the input passes on its way in: BN's input is what is read. Null for nothing.
  const Normalisation *before;
  const float *weights;
  void *output;
  // As many floats as the kernels say.
  float *room;
};

// Also gives the mean and the biased variance of each channel of the output: what BN behind it needs in training.
template <class Shape>
struct WithStatisticsOf {
  ForwardOf<Shape> of;
  float *mean;
  float *variance;
};

// With BN, an addition and ReLU behind it, as asked for: in evaluation.
template <class Shape>
struct NormalisedOf {
  ForwardOf<Shape> of;
  Normalisation behind;
  const void *shortcut;
  bool relu;
};

// From the gradient by the output to that by the input.
template <class Shape>
struct ByInputOf {
  Shape of;
  const void *gradient;
  const float *weights;
  void *byInput;
  float *room;
};

template <class Shape>
struct ByWeightsOf {
  Shape of;
  const void *input;
  // As in ForwardOf.
  const Normalisation *before;
  const void *gradient;
  float *byWeights;
  // As many floats as the kernels say.
  float *sums;
};

// What a convolution reads where BN, an addition as asked for and ReLU give it: the gradient goes on to BN's output.
struct GoingOn {
  Normalisation to;
  // BN's.
  const void *input;
  // What goes back from other readers of ReLU's output, added before ReLU's derivative. Null for none, and where the convolution reads through BN and ReLU.
  const void *secondGradient;
  float *byScale;
  float *byOffset;
};

// Both gradients of a convolution with BN behind it, once BN's sums are known.
template <class Shape>
struct GradientsOf {
  Shape of;
  const void *input;
  // As in ForwardOf.
  const Normalisation *before;
  const float *weights;
  NormalisationGradients behind;
  // Null for the gradient by the input; else what goes back through the ReLU that gives it is `byInput`. ReLU is seen from BN's input where the convolution
  // reads through both, from its own input otherwise.
  const GoingOn *goingOn;
  void *byInput;
  float *byWeights;
  // As many floats as the kernels say.
  float *room;
};

using ConvolutionForward = ForwardOf<Convolution>;
using ConvolutionWithStatistics = WithStatisticsOf<Convolution>;
using ConvolutionNormalised = NormalisedOf<Convolution>;
using ConvolutionByInput = ByInputOf<Convolution>;
using ConvolutionByWeights = ByWeightsOf<Convolution>;
using ConvolutionGradients = GradientsOf<Convolution>;

using DirectForward = ForwardOf<DirectConvolution>;
using DirectWithStatistics = WithStatisticsOf<DirectConvolution>;
using DirectNormalised = NormalisedOf<DirectConvolution>;
using DirectByInput = ByInputOf<DirectConvolution>;
using DirectByWeights = ByWeightsOf<DirectConvolution>;
using DirectGradients = GradientsOf<DirectConvolution>;

}  // namespace stagecraft
