// Convolutions as operations of TensorFlow: the same for each way of computing them, which `Way` stands for. Maps are NHWC and of type T, weights HWIO; all but
// maps is float32.
#include "convolution-ways.h"
#include "running-statistics.h"
#include "threads.h"

namespace stagecraft {
namespace {

// What the ways forward share: calls `compute` with the convolution as a kernel takes it. Inputs are input, weights, before.
template <class Way, class Compute>
void computeForward(Call &call, const Way &way, const Before &before, const Compute &compute) {
  const Tensor input = call.input(0), weights = call.input(1);
  const auto of = way.shape(input, weights.size(2), weights.size(3));
  const Tensor output = call.output(0, outputOf(of)), room = call.temporary((kernelsHere()->*Way::room)(of));
  before.with(call, 2, pixelsOf(inputOf(of)), [&](const Normalisation *normalisation) {
    compute(ForwardOf<decltype(way.shape(input, 0, 0))>{of, input.data<void>(), normalisation, weights.data<float>(), output.data<void>(), room.data<float>()});
  });
}

template <class Way>
class ForwardOperation {
 public:
  static Definition definition() {
    return {Way::name(""), Way::attributes({types, beforeValues, epsilons}), {"input: T", "weights: float", before}, {"output: T"}};
  }

  explicit ForwardOperation(Attributes attributes) : way_(attributes), before_(attributes) {}

  void compute(Call &call) const {
    computeForward(call, way_, before_, [&](const auto &of) { (kernelsHere()->*Way::forward)(threadsHere(), call.type(), of); });
  }

 private:
  Way way_;
  Before before_;
};

template <class Way>
class WithStatisticsOperation {
 public:
  static Definition definition() {
    return {Way::name("WithStatistics"),
            // `share`: of the batch in the next running statistics.
            Way::attributes({types, beforeValues, epsilons, "share: float"}),
            {"input: T", "weights: float", before, "running_mean: float", "running_variance: float"},
            {"output: T", "next_mean: float", "next_variance: float", "batch_mean: float", "batch_variance: float"}};
  }

  explicit WithStatisticsOperation(Attributes attributes) : way_(attributes), before_(attributes), share_(attributes.number("share")) {}

  void compute(Call &call) const {
    computeForward(call, way_, before_, [&](const auto &of) {
      const Tensor mean = call.floats(3, {of.of.channelsOut}), variance = call.floats(4, {of.of.channelsOut});
      (kernelsHere()->*Way::withStatistics)(threadsHere(), call.type(), {of, mean.template data<float>(), variance.template data<float>()});
      giveNextStatistics(call, {mean, variance, pixelsOf(outputOf(of.of)), share_}, 2 + before_.count());
    });
  }

 private:
  Way way_;
  Before before_;
  float share_;
};

template <class Way>
class NormalisedOperation {
 public:
  static Definition definition() {
    return {Way::name("Normalised"),
            Way::attributes({types, beforeValues, epsilons, "shortcuts: int >= 0", "relu: bool"}),
            {"input: T", "weights: float", before, "scale: float", "offset: float", "mean: float", "variance: float", "shortcut: shortcuts * T"},
            {"output: T"}};
  }

  explicit NormalisedOperation(Attributes attributes)
      : way_(attributes),
        before_(attributes),
        epsilon_(attributes.number("epsilon")),
        hasShortcut_(attributes.integer("shortcuts") > 0),
        relu_(attributes.flag("relu")) {}

  void compute(Call &call) const {
    computeForward(call, way_, before_, [&](const auto &of) {
      const int first = 2 + before_.count();
      const BatchNormInputs behind(call, first);
      const Tensor shortcut = hasShortcut_ ? call.input(first + 4) : Tensor(nullptr);
      (kernelsHere()->*Way::normalised)(threadsHere(), call.type(),
                                        {of, behind.of(pixelsOf(outputOf(of.of)), epsilon_), hasShortcut_ ? shortcut.template data<void>() : nullptr, relu_});
    });
  }

 private:
  Way way_;
  Before before_;
  float epsilon_;
  bool hasShortcut_;
  bool relu_;
};

template <class Way>
class ByInputOperation {
 public:
  static Definition definition() { return {Way::name("ByInput"), Way::attributes({types}), {"gradient: T", "weights: float"}, {"by_input: T"}}; }

  explicit ByInputOperation(Attributes attributes) : way_(attributes) {}

  void compute(Call &call) const {
    const Tensor gradient = call.input(0), weights = call.input(1);
    const auto of = way_.shape(gradient, weights.size(2), weights.size(3));
    const Tensor byInput = call.output(0, inputOf(of)), room = call.temporary((kernelsHere()->*Way::room)(of));
    (kernelsHere()->*Way::byInput)(threadsHere(), call.type(),
                                   {of, gradient.data<void>(), weights.data<float>(), byInput.data<void>(), room.data<float>()});
  }

 private:
  Way way_;
};

template <class Way>
class ByWeightsOperation {
 public:
  static Definition definition() {
    return {Way::name("ByWeights"), Way::attributes({types, beforeValues, epsilons}), {"input: T", "gradient: T", before}, {"by_weights: float"}};
  }

  explicit ByWeightsOperation(Attributes attributes) : way_(attributes), before_(attributes) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0), gradient = call.input(1);
    const auto of = way_.shape(input, input.size(3), gradient.size(3));
    const Tensor byWeights = call.floats(0, weightsOf(of));
    const Tensor sums = call.temporary((kernelsHere()->*Way::sums)(of));
    before_.with(call, 2, pixelsOf(inputOf(of)), [&](const Normalisation *normalisation) {
      (kernelsHere()->*Way::byWeights)(threadsHere(), call.type(),
                                       {of, input.data<void>(), normalisation, gradient.data<void>(), byWeights.data<float>(), sums.data<float>()});
    });
  }

 private:
  Way way_;
  Before before_;
};

template <class Way>
void registerWay() {
  registerOperation<ForwardOperation<Way>>(ForwardOperation<Way>::definition());
  registerOperation<WithStatisticsOperation<Way>>(WithStatisticsOperation<Way>::definition());
  registerOperation<NormalisedOperation<Way>>(NormalisedOperation<Way>::definition());
  registerOperation<ByInputOperation<Way>>(ByInputOperation<Way>::definition());
  registerOperation<ByWeightsOperation<Way>>(ByWeightsOperation<Way>::definition());
}

}  // namespace

void registerConvolution() {
  registerWay<Winograd>();
  registerWay<Direct>();
}

}  // namespace stagecraft
