// Batch normalisation, addition and ReLU as operations of TensorFlow. Maps are NHWC and of type T, all else is float32 of [channels].
#include "batch-norm-inputs.h"
#include "operation.h"
#include "running-statistics.h"
#include "threads.h"

namespace stagecraft {
namespace {

BatchNorm shapeOf(const Tensor &input, const Tensor &scale, const Tensor &offset, float epsilon) {
  const int channels = static_cast<int>(input.size(3));
  return {input.count() / channels, channels, scale.data<float>(), offset.data<float>(), epsilon};
}

constexpr const char *types = "T: {float, bfloat16}";

const Definition forwardDefinition{
    "StagecraftBatchNorm",
    // `share`: of the batch in the next running statistics.
    {types, "shortcuts: int >= 0", "relu: bool", "epsilon: float", "share: float"},
    {"input: T", "scale: float", "offset: float", "running_mean: float", "running_variance: float", "shortcut: shortcuts * T"},
    {"output: T", "next_mean: float", "next_variance: float", "batch_mean: float", "batch_variance: float"},
};

class ForwardOperation {
 public:
  explicit ForwardOperation(Attributes attributes)
      : hasShortcut_(attributes.integer("shortcuts") > 0),
        relu_(attributes.flag("relu")),
        epsilon_(attributes.number("epsilon")),
        share_(attributes.number("share")) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0), scale = call.input(1), offset = call.input(2);
    const Tensor shortcut = hasShortcut_ ? call.input(5) : Tensor(nullptr);
    const BatchNorm of = shapeOf(input, scale, offset, epsilon_);
    const Tensor output = call.output(0, input.shape());
    const Tensor mean = call.floats(3, {of.channels}), variance = call.floats(4, {of.channels});
    kernelsHere()->batchNormForward(threadsHere(), call.type(),
                                    {of, input.data<void>(), hasShortcut_ ? shortcut.data<void>() : nullptr, relu_, output.data<void>(),
                                     mean.data<float>(), variance.data<float>()});
    giveNextStatistics(call, {mean, variance, of.pixels, share_}, 3);
  }

 private:
  bool hasShortcut_;
  bool relu_;
  float epsilon_;
  float share_;
};

const Definition applyDefinition{
    "StagecraftBatchNormApply",
    {types, "shortcuts: int >= 0", "relu: bool", "epsilon: float"},
    {"input: T", "scale: float", "offset: float", "mean: float", "variance: float", "shortcut: shortcuts * T"},
    {"output: T"},
};

class ApplyOperation {
 public:
  explicit ApplyOperation(Attributes attributes)
      : hasShortcut_(attributes.integer("shortcuts") > 0), relu_(attributes.flag("relu")), epsilon_(attributes.number("epsilon")) {}

  void compute(Call &call) const {
    // In place where nobody else reads the input: each number is read before it is written.
    const Tensor output = call.outputInPlace(0, call.input(0).shape(), {0});
    const Tensor input = call.input(0), scale = call.input(1), offset = call.input(2), mean = call.input(3), variance = call.input(4);
    const Tensor shortcut = hasShortcut_ ? call.input(5) : Tensor(nullptr);
    kernelsHere()->batchNormApply(threadsHere(), call.type(),
                                  {shapeOf(input, scale, offset, epsilon_), input.data<void>(), hasShortcut_ ? shortcut.data<void>() : nullptr,
                                   relu_, output.data<void>(), mean.data<float>(), variance.data<float>()});
  }

 private:
  bool hasShortcut_;
  bool relu_;
  float epsilon_;
};

const Definition sumsDefinition{
    "StagecraftBatchNormSums",
    // `outputs`: the output itself, where ReLU's derivative cannot be seen from the input. `writes`: whether what goes back through ReLU is
    // asked for; else it is written only where it is needed, and has no pixels.
    {types, "gradients: int >= 1", "outputs: int >= 0", "relu: bool", "epsilon: float", "writes: bool"},
    {"input: T", "scale: float", "offset: float", "mean: float", "variance: float", "gradient: gradients * T", "output: outputs * T"},
    {"through: T", "by_scale: float", "by_offset: float"},
};

class SumsOperation {
 public:
  explicit SumsOperation(Attributes attributes)
      : gradients_(static_cast<int>(attributes.integer("gradients"))),
        hasOutput_(attributes.integer("outputs") > 0),
        relu_(attributes.flag("relu")),
        epsilon_(attributes.number("epsilon")),
        writes_(attributes.flag("writes") || gradients_ > 1) {}

  void compute(Call &call) const {
    const std::vector<int64_t> shape = call.input(0).shape();
    // In place of a gradient that nobody else reads: each number is read before it is written.
    const std::vector<int> replaced = gradients_ > 1 ? std::vector<int>{firstGradient, firstGradient + 1} : std::vector<int>{firstGradient};
    const Tensor through = writes_ ? call.outputInPlace(0, shape, replaced) : call.output(0, {0});
    const Tensor input = call.input(0), scale = call.input(1), offset = call.input(2), mean = call.input(3), variance = call.input(4);
    const Tensor gradient = call.input(firstGradient);
    const Tensor second = gradients_ > 1 ? call.input(firstGradient + 1) : Tensor(nullptr);
    const Tensor output = hasOutput_ ? call.input(firstGradient + gradients_) : Tensor(nullptr);
    const BatchNorm of = shapeOf(input, scale, offset, epsilon_);
    const Tensor byScale = call.floats(1, {of.channels}), byOffset = call.floats(2, {of.channels});
    kernelsHere()->batchNormSums(threadsHere(), call.type(),
                                 {of, gradient.data<void>(), gradients_ > 1 ? second.data<void>() : nullptr, input.data<void>(),
                                  hasOutput_ ? output.data<void>() : nullptr, relu_, mean.data<float>(), variance.data<float>(),
                                  writes_ ? through.data<void>() : nullptr, byScale.data<float>(), byOffset.data<float>()});
  }

 private:
  static constexpr int firstGradient = 5;

  int gradients_;
  bool hasOutput_;
  bool relu_;
  float epsilon_;
  bool writes_;
};

const Definition byInputDefinition{
    "StagecraftBatchNormByInput",
    // `relu`: whether the gradient is by the output of the ReLU behind BN, still to go back through it.
    {types, "relu: bool", "epsilon: float"},
    {"gradient: T", "input: T", "scale: float", "offset: float", "mean: float", "variance: float", "by_scale: float", "by_offset: float"},
    {"by_input: T"},
};

class ByInputOperation {
 public:
  explicit ByInputOperation(Attributes attributes) : relu_(attributes.flag("relu")), epsilon_(attributes.number("epsilon")) {}

  void compute(Call &call) const {
    // In place of the gradient where nobody else reads it: each number is read before it is written.
    const Tensor byInput = call.outputInPlace(0, call.input(0).shape(), {0});
    const BatchNormGradientInputs inputs(call, 0);
    kernelsHere()->batchNormByInput(threadsHere(), call.type(), {inputs.of(relu_, epsilon_), byInput.data<void>()});
  }

 private:
  bool relu_;
  float epsilon_;
};

}  // namespace

void registerBatchNorm() {
  registerOperation<ForwardOperation>(forwardDefinition);
  registerOperation<ApplyOperation>(applyDefinition);
  registerOperation<SumsOperation>(sumsDefinition);
  registerOperation<ByInputOperation>(byInputDefinition);
}

}  // namespace stagecraft
