// 3×3 convolutions of stride 1 as operations of TensorFlow. Maps are NHWC and of type T, weights HWIO; all but maps is float32.
#include "convolution-inputs.h"
#include "running-statistics.h"
#include "threads.h"

namespace stagecraft {
namespace {

// What the ways forward share: calls `compute` with the convolution as a kernel takes it. Inputs are input, weights, before.
template <class Compute>
void forward(Call &call, const Before &before, const Compute &compute) {
  const Tensor input = call.input(0), weights = call.input(1);
  const Convolution of = shapeOf(input, weights.size(2), weights.size(3));
  const Tensor output = call.output(0, mapOf(of, of.channelsOut));
  const Tensor room = call.temporary(kernelsHere()->roomOfConvolution(of));
  before.with(call, 2, pixelsOf(of), [&](const Normalisation *normalisation) {
    compute(ConvolutionForward{of, input.data<void>(), normalisation, weights.data<float>(), output.data<void>(), room.data<float>()});
  });
}

const Definition forwardDefinition{"StagecraftConvolution", {types, beforeValues, epsilons}, {"input: T", "weights: float", before}, {"output: T"}};

class ForwardOperation {
 public:
  explicit ForwardOperation(Attributes attributes) : before_(attributes) {}

  void compute(Call &call) const {
    forward(call, before_, [&](const ConvolutionForward &of) { kernelsHere()->convolutionForward(threadsHere(), call.type(), of); });
  }

 private:
  Before before_;
};

const Definition withStatisticsDefinition{
    "StagecraftConvolutionWithStatistics",
    // `share`: of the batch in the next running statistics.
    {types, beforeValues, epsilons, "share: float"},
    {"input: T", "weights: float", before, "running_mean: float", "running_variance: float"},
    {"output: T", "next_mean: float", "next_variance: float", "batch_mean: float", "batch_variance: float"}};

class WithStatisticsOperation {
 public:
  explicit WithStatisticsOperation(Attributes attributes) : before_(attributes), share_(attributes.number("share")) {}

  void compute(Call &call) const {
    forward(call, before_, [&](const ConvolutionForward &of) {
      const Tensor mean = call.floats(3, {of.of.channelsOut}), variance = call.floats(4, {of.of.channelsOut});
      kernelsHere()->convolutionWithStatistics(threadsHere(), call.type(), {of, mean.data<float>(), variance.data<float>()});
      giveNextStatistics(call, {mean, variance, pixelsOf(of.of), share_}, 2 + before_.count());
    });
  }

 private:
  Before before_;
  float share_;
};

const Definition normalisedDefinition{
    "StagecraftConvolutionNormalised",
    {types, beforeValues, epsilons, "shortcuts: int >= 0", "relu: bool"},
    {"input: T", "weights: float", before, "scale: float", "offset: float", "mean: float", "variance: float", "shortcut: shortcuts * T"},
    {"output: T"}};

class NormalisedOperation {
 public:
  explicit NormalisedOperation(Attributes attributes)
      : before_(attributes),
        epsilon_(attributes.number("epsilon")),
        hasShortcut_(attributes.integer("shortcuts") > 0),
        relu_(attributes.flag("relu")) {}

  void compute(Call &call) const {
    forward(call, before_, [&](const ConvolutionForward &of) {
      const int first = 2 + before_.count();
      const BatchNormInputs behind(call, first);
      const Tensor shortcut = hasShortcut_ ? call.input(first + 4) : Tensor(nullptr);
      kernelsHere()->convolutionNormalised(threadsHere(), call.type(),
                                           {of, behind.of(pixelsOf(of.of), epsilon_), hasShortcut_ ? shortcut.data<void>() : nullptr, relu_});
    });
  }

 private:
  Before before_;
  float epsilon_;
  bool hasShortcut_;
  bool relu_;
};

const Definition byInputDefinition{"StagecraftConvolutionByInput", {types}, {"gradient: T", "weights: float"}, {"by_input: T"}};

class ByInputOperation {
 public:
  explicit ByInputOperation(Attributes) {}

  void compute(Call &call) const {
    const Tensor gradient = call.input(0), weights = call.input(1);
    const Convolution of = shapeOf(gradient, weights.size(2), weights.size(3));
    const Tensor byInput = call.output(0, mapOf(of, of.channelsIn)), room = call.temporary(kernelsHere()->roomOfConvolution(of));
    kernelsHere()->convolutionByInput(threadsHere(), call.type(),
                                      {of, gradient.data<void>(), weights.data<float>(), byInput.data<void>(), room.data<float>()});
  }
};

const Definition byWeightsDefinition{
    "StagecraftConvolutionByWeights", {types, beforeValues, epsilons}, {"input: T", "gradient: T", before}, {"by_weights: float"}};

class ByWeightsOperation {
 public:
  explicit ByWeightsOperation(Attributes attributes) : before_(attributes) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0), gradient = call.input(1);
    const Convolution of = shapeOf(input, input.size(3), gradient.size(3));
    const Tensor byWeights = call.floats(0, {3, 3, of.channelsIn, of.channelsOut});
    const Tensor sums = call.temporary(kernelsHere()->sumsOfWeights(of));
    before_.with(call, 2, pixelsOf(of), [&](const Normalisation *normalisation) {
      kernelsHere()->convolutionByWeights(
          threadsHere(), call.type(),
          {of, input.data<void>(), normalisation, gradient.data<void>(), byWeights.data<float>(), sums.data<float>()});
    });
  }

 private:
  Before before_;
};

}  // namespace

void registerConvolution() {
  registerOperation<ForwardOperation>(forwardDefinition);
  registerOperation<WithStatisticsOperation>(withStatisticsDefinition);
  registerOperation<NormalisedOperation>(normalisedDefinition);
  registerOperation<ByInputOperation>(byInputDefinition);
  registerOperation<ByWeightsOperation>(byWeightsDefinition);
}

}  // namespace stagecraft
