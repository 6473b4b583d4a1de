// Both gradients of a convolution with BN behind it as one operation of TensorFlow.
#include "convolution-ways.h"
#include "threads.h"

namespace stagecraft {
namespace {

template <class Way>
class GradientsOperation {
 public:
  static Definition definition() {
    return {Way::name("Gradients"),
            // `relu`: as in StagecraftBatchNormByInput, of BN behind the convolution. `on_values`: whether the gradient goes on to BN, an addition as asked for and
            // ReLU, which give the convolution its input: four of BN, and its input where the convolution does not read through it.
            Way::attributes({types, beforeValues, epsilons, "relu: bool", "on_values: int >= 0", "on_inputs: int >= 0", "others: int >= 0"}),
            {"gradient: T", "behind_input: T", "scale: float", "offset: float", "mean: float", "variance: float", "behind_by_scale: float",
             "behind_by_offset: float", "input: T", "weights: float", before, "on: on_values * float", "on_input: on_inputs * T", "other: others * T"},
            {"by_input: T", "by_weights: float", "by_scale: float", "by_offset: float"}};
  }

  explicit GradientsOperation(Attributes attributes)
      : way_(attributes),
        before_(attributes),
        epsilon_(attributes.number("epsilon")),
        relu_(attributes.flag("relu")),
        goesOn_(attributes.integer("on_values") > 0),
        readsThrough_(attributes.integer("on_inputs") == 0),
        hasOther_(attributes.integer("others") > 0) {}

  void compute(Call &call) const {
    const BatchNormGradientInputs behind(call, 0);
    const Tensor input = call.input(first), weights = call.input(first + 1);
    const auto of = way_.shape(input, weights.size(2), weights.size(3));
    const Tensor byInput = call.output(0, inputOf(of)), byWeights = call.floats(1, weights.shape());
    const Tensor room = call.temporary((kernelsHere()->*Way::roomOfGradients)(of));
    before_.with(call, first + 2, pixelsOf(inputOf(of)), [&](const Normalisation *before) {
      const auto compute = [&](const GoingOn *goingOn) {
        (kernelsHere()->*Way::gradients)(threadsHere(), call.type(),
                                            {of, input.data<void>(), before, weights.data<float>(), behind.of(relu_, epsilon_), goingOn,
                                             byInput.data<void>(), byWeights.data<float>(), room.data<float>()});
      };
      if (goesOn_)
        withGoingOn(call, of, input, compute);
      else
        computeAlone(call, compute);
    });
  }

 private:
  static constexpr int first = BatchNormGradientInputs::count;

  // All outputs have to be there.
  template <class Compute>
  static void computeAlone(Call &call, const Compute &compute) {
    call.floats(2, {0});
    call.floats(3, {0});
    compute(nullptr);
  }

  template <class Shape, class Compute>
  void withGoingOn(Call &call, const Shape &of, const Tensor &input, const Compute &compute) const {
    const int at = first + 2 + before_.count(), behind = at + BatchNormInputs::count;
    const BatchNormInputs values(call, at);
    const Tensor onInput = readsThrough_ ? Tensor(nullptr) : call.input(behind);
    const Tensor other = hasOther_ ? call.input(behind + (readsThrough_ ? 0 : 1)) : Tensor(nullptr);
    const Tensor byScale = call.floats(2, {of.channelsIn}), byOffset = call.floats(3, {of.channelsIn});
    const GoingOn goingOn{values.of(pixelsOf(inputOf(of)), epsilon_), readsThrough_ ? input.data<void>() : onInput.data<void>(),
                          hasOther_ ? other.data<void>() : nullptr, byScale.data<float>(), byOffset.data<float>()};
    compute(&goingOn);
  }

  Way way_;
  Before before_;
  float epsilon_;
  bool relu_;
  bool goesOn_;
  bool readsThrough_;
  bool hasOther_;
};

}  // namespace

void registerConvolutionGradients() {
  registerOperation<GradientsOperation<Winograd>>(GradientsOperation<Winograd>::definition());
  registerOperation<GradientsOperation<Direct>>(GradientsOperation<Direct>::definition());
}

}  // namespace stagecraft
