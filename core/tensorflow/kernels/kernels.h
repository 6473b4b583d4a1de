// What the kernels compute, as a table with one entry for each instruction set; what each is called with stands in the files named *-calls.h.
#pragma once

#include "batch-norm-calls.h"
#include "convolution-calls.h"
#include "max-pool-calls.h"
#include "tasks.h"
#include "update-calls.h"

namespace stagecraft {

// Activations and their gradients; parameters and statistics are float32 always.
enum class Type { float32, bfloat16 };

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
  void (*directForward)(const Threads &, Type, const DirectForward &);
  void (*directWithStatistics)(const Threads &, Type, const DirectWithStatistics &);
  void (*directNormalised)(const Threads &, Type, const DirectNormalised &);
  void (*directByInput)(const Threads &, Type, const DirectByInput &);
  void (*directByWeights)(const Threads &, Type, const DirectByWeights &);
  // Of plain 1×1, whose windows are pixels, into an even number of channels.
  void (*directGradients)(const Threads &, Type, const DirectGradients &);
  void (*maxPoolForward)(const Threads &, Type, const MaxPoolForward &);
  void (*maxPoolByInput)(const Threads &, Type, const MaxPoolByInput &);
  void (*updateByMomentum)(const Threads &, const Updates &, const Momentum &);
  void (*updateByAdam)(const Threads &, const Updates &, const Adam &);
  void (*updateByLars)(const Threads &, const Updates &, const Lars &);
  // Floats that the convolutions need room for.
  int64_t (*roomOfConvolution)(const Convolution &);
  int64_t (*sumsOfWeights)(const Convolution &);
  int64_t (*roomOfGradients)(const Convolution &);
  int64_t (*roomOfDirect)(const DirectConvolution &);
  int64_t (*directSums)(const DirectConvolution &);
  int64_t (*roomOfDirectGradients)(const DirectConvolution &);
};

// Those of the widest instruction set that this processor has and ONEDNN_MAX_CPU_ISA, which masks oneDNN's too, allows; null for none.
const Kernels *kernelsHere();

}  // namespace stagecraft
