// 3×3 convolutions of stride 1 as operations of TensorFlow. Maps are NHWC and of type T, weights HWIO and float32.
#include "operation.h"
#include "threads.h"

namespace stagecraft {
namespace {

constexpr const char *types = "T: {float, bfloat16}";

const Definition forwardDefinition{"StagecraftConvolution", {types}, {"input: T", "weights: float"}, {"output: T"}};
const Definition byInputDefinition{"StagecraftConvolutionByInput", {types}, {"gradient: T", "weights: float"}, {"by_input: T"}};
const Definition byWeightsDefinition{"StagecraftConvolutionByWeights", {types}, {"input: T", "gradient: T"}, {"by_weights: float"}};

Convolution shapeOf(const Tensor &map, int64_t channelsIn, int64_t channelsOut) {
  return {map.size(0), static_cast<int>(map.size(1)), static_cast<int>(map.size(2)), static_cast<int>(channelsIn),
          static_cast<int>(channelsOut)};
}

class ForwardOperation {
 public:
  explicit ForwardOperation(Attributes) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0), weights = call.input(1);
    const Convolution of = shapeOf(input, weights.size(2), weights.size(3));
    const Tensor output = call.output(0, {of.batch, of.height, of.width, of.channelsOut});
    const Tensor transformed = call.temporary(kernelsHere()->transformedWeights(of));
    kernelsHere()->convolutionForward(threadsHere(), call.type(),
                                      {of, input.data<void>(), weights.data<float>(), output.data<void>(), transformed.data<float>()});
  }
};

class ByInputOperation {
 public:
  explicit ByInputOperation(Attributes) {}

  void compute(Call &call) const {
    const Tensor gradient = call.input(0), weights = call.input(1);
    const Convolution of = shapeOf(gradient, weights.size(2), weights.size(3));
    const Tensor byInput = call.output(0, {of.batch, of.height, of.width, of.channelsIn});
    const Tensor transformed = call.temporary(kernelsHere()->transformedWeights(of));
    kernelsHere()->convolutionByInput(threadsHere(), call.type(),
                                      {of, gradient.data<void>(), weights.data<float>(), byInput.data<void>(), transformed.data<float>()});
  }
};

class ByWeightsOperation {
 public:
  explicit ByWeightsOperation(Attributes) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0), gradient = call.input(1);
    const Convolution of = shapeOf(input, input.size(3), gradient.size(3));
    const Tensor byWeights = call.floats(0, {3, 3, of.channelsIn, of.channelsOut});
    const Tensor sums = call.temporary(kernelsHere()->sumsOfWeights(of));
    kernelsHere()->convolutionByWeights(threadsHere(), call.type(),
                                        {of, input.data<void>(), gradient.data<void>(), byWeights.data<float>(), sums.data<float>()});
  }
};

}  // namespace

void registerConvolution() {
  registerOperation<ForwardOperation>(forwardDefinition);
  registerOperation<ByInputOperation>(byInputDefinition);
  registerOperation<ByWeightsOperation>(byWeightsDefinition);
}

}  // namespace stagecraft
