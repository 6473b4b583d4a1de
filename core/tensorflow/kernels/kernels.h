// What the kernels compute, as a table with one entry for each instruction set. Maps are NHWC; `pixels` is batch × height × width.
#pragma once

#include <cstdint>

#include "tasks.h"

namespace stagecraft {

// Activations and their gradients; parameters and statistics are float32 always.
enum class Type { float32, bfloat16 };

struct BatchNorm {
  int64_t pixels;
  int channels;
  // [channels] each.
  const float *scale;
  const float *offset;
  // Added to the variance.
  float epsilon;
};

// Training: batch normalisation (Ioffe & Szegedy 2015, algorithm 1), then an addition, then ReLU, as asked for.
struct BatchNormForward {
  BatchNorm of;
  const void *input;
  // Added before ReLU: the other way of a residual block. Null for nothing.
  const void *shortcut;
  bool relu;
  void *output;
  // Of the batch; the variance is the biased one.
  float *mean;
  float *variance;
};

// The same with a mean and a variance that are given: in evaluation those that run along, else the batch's.
struct BatchNormApply {
  BatchNorm of;
  const void *input;
  const void *shortcut;
  bool relu;
  void *output;
  const float *mean;
  const float *variance;
};

// The sums that batch normalisation needs on the way back: the gradients by its scale and offset.
struct BatchNormSums {
  BatchNorm of;
  // By the output; the second, null for nothing, is added to the first.
  const void *gradient;
  const void *secondGradient;
  const void *input;
  // The output of the forward pass, read where there is a shortcut and ReLU; what ReLU let through is else seen from the input.
  const void *output;
  bool relu;
  const float *mean;
  const float *variance;
  // What goes back through ReLU, which is the gradient by BN's output and by what was added; null where nobody reads it and there is one gradient.
  void *through;
  float *byScale;
  float *byOffset;
};

// BN with statistics that are given.
struct Normalisation {
  BatchNorm of;
  const float *mean;
  const float *variance;
};

// BN on the way back, once its sums are known: the gradient by its input follows from the one by its output number by number.
struct NormalisationGradients {
  Normalisation of;
  const void *input;
  const float *byScale;
  const float *byOffset;
  // By BN's output, or by that of the ReLU behind it, which the gradient then passes first; what ReLU let through is seen from BN's input.
  const void *gradient;
  bool relu;
};

struct BatchNormByInput {
  NormalisationGradients of;
  void *byInput;
};

// 3×3, stride 1, one zero around: height and width stay as they are. Weights are HWIO, float32.
struct Convolution {
  int64_t batch;
  int height;
  int width;
  int channelsIn;
  int channelsOut;
};

struct ConvolutionForward {
  Convolution of;
  const void *input;
  // BN and ReLU that the input passes on its way in: BN's input is what is read. Null for nothing.
  const Normalisation *before;
  const float *weights;
  void *output;
  // `roomOfConvolution` floats.
  float *room;
};

// Also gives the mean and the biased variance of each channel of the output: what BN behind it needs in training.
struct ConvolutionWithStatistics {
  ConvolutionForward of;
  float *mean;
  float *variance;
};

// With BN, an addition and ReLU behind it, as asked for: in evaluation.
struct ConvolutionNormalised {
  ConvolutionForward of;
  Normalisation behind;
  const void *shortcut;
  bool relu;
};

// From the gradient by the output to that by the input: the same computation with weights turned around and channels exchanged.
struct ConvolutionByInput {
  Convolution of;
  const void *gradient;
  const float *weights;
  void *byInput;
  float *room;
};

struct ConvolutionByWeights {
  Convolution of;
  const void *input;
  // As in ConvolutionForward.
  const Normalisation *before;
  const void *gradient;
  float *byWeights;
  // `sumsOfWeights` floats.
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
struct ConvolutionGradients {
  Convolution of;
  const void *input;
  // As in ConvolutionForward.
  const Normalisation *before;
  const float *weights;
  NormalisationGradients behind;
  // Null for the gradient by the input; else what goes back through the ReLU that gives it is `byInput`. ReLU is seen from BN's input where the convolution
  // reads through both, from its own input otherwise.
  const GoingOn *goingOn;
  void *byInput;
  float *byWeights;
  // `roomOfGradients` floats.
  float *room;
};

// Any kernel, stride and padding. Weights are HWIO, float32: [rows, columns, in, out].
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

// As above: forward, or from the gradient by the output to that by the input.
struct DirectConvolutionOfMap {
  DirectConvolution of;
  const void *map;
  const float *weights;
  void *result;
  // `arrangedWeights` floats.
  float *arranged;
};

struct DirectByWeights {
  DirectConvolution of;
  const void *input;
  const void *gradient;
  float *byWeights;
  // `directSums` floats.
  float *sums;
};

// Square windows; what they cover beyond the map is never the largest.
struct MaxPool {
  int64_t batch;
  int height;
  int width;
  int channels;
  // At most 16: a pixel of a window is named by a byte.
  int kernel;
  int stride;
  // Pixels by which the first window begins above and left of the map, at most half of the kernel.
  int padding;
  // Windows down and across, the sides of the output.
  int down;
  int across;
};

struct MaxPoolForward {
  MaxPool of;
  const void *input;
  void *output;
  // Of each number of the output: row × kernel + column of the window's pixel that it is of, the first of the largest.
  uint8_t *taken;
};

struct MaxPoolByInput {
  MaxPool of;
  const void *gradient;
  const uint8_t *taken;
  void *byInput;
};

// One step of a parameter and of what its optimizer keeps of it. `next` may be `gradient`.
struct MomentumUpdate {
  int64_t count;
  const float *value;
  const float *gradient;
  float *next;
  float *velocity;
  float rate;
  float momentum;
  float decay;
  bool nesterov;
};

struct AdamUpdate {
  int64_t count;
  const float *value;
  const float *gradient;
  float *next;
  float *mean;
  float *square;
  float beta1;
  float beta2;
  // Share of a value that is taken off it.
  float decay;
  float step;
  float stabiliser;
};

struct Kernels {
  // "AVX-512", as a person reads it.
  const char *name;
  void (*batchNormForward)(const Threads &, Type, const BatchNormForward &);
  void (*batchNormApply)(const Threads &, Type, const BatchNormApply &);
  void (*batchNormSums)(const Threads &, Type, const BatchNormSums &);
  void (*batchNormByInput)(const Threads &, Type, const BatchNormByInput &);
  void (*convolutionForward)(const Threads &, Type, const ConvolutionForward &);
  void (*convolutionWithStatistics)(const Threads &, Type, const ConvolutionWithStatistics &);
  void (*convolutionNormalised)(const Threads &, Type, const ConvolutionNormalised &);
  void (*convolutionByInput)(const Threads &, Type, const ConvolutionByInput &);
  void (*convolutionByWeights)(const Threads &, Type, const ConvolutionByWeights &);
  void (*convolutionGradients)(const Threads &, Type, const ConvolutionGradients &);
  void (*directForward)(const Threads &, Type, const DirectConvolutionOfMap &);
  void (*directByInput)(const Threads &, Type, const DirectConvolutionOfMap &);
  void (*directByWeights)(const Threads &, Type, const DirectByWeights &);
  void (*maxPoolForward)(const Threads &, Type, const MaxPoolForward &);
  void (*maxPoolByInput)(const Threads &, Type, const MaxPoolByInput &);
  void (*updateByMomentum)(const Threads &, const MomentumUpdate &);
  void (*updateByAdam)(const Threads &, const AdamUpdate &);
  // Floats that the convolutions need room for.
  int64_t (*roomOfConvolution)(const Convolution &);
  int64_t (*sumsOfWeights)(const Convolution &);
  int64_t (*roomOfGradients)(const Convolution &);
  int64_t (*arrangedWeights)(const DirectConvolution &);
  int64_t (*directSums)(const DirectConvolution &);
};

// Those of the widest instruction set that this processor has and ONEDNN_MAX_CPU_ISA, which masks oneDNN's too, allows; null for none.
const Kernels *kernelsHere();

}  // namespace stagecraft
