// Updates of parameters as operations of TensorFlow, all of float32. The next value takes the gradient's place where nobody else reads it, and is assigned by
// TensorFlow: who still reads the old one keeps it. An optimizer's own tensors, which nothing else reads meanwhile, are changed where they are: TensorFlow's C
// interface has no variables, but what it reads of one is the variable's memory itself.
#include <cmath>

#include "operation.h"
#include "threads.h"

namespace stagecraft {
namespace {

const Definition momentumDefinition{
    "StagecraftMomentumUpdate",
    {"momentum: float", "decay: float", "nesterov: bool"},
    {"value: float", "gradient: float", "velocity: float", "rate: float"},
    {"next: float"},
};

class MomentumOperation {
 public:
  explicit MomentumOperation(Attributes attributes)
      : momentum_(attributes.number("momentum")), decay_(attributes.number("decay")), nesterov_(attributes.flag("nesterov")) {}

  void compute(Call &call) const {
    const Tensor next = call.outputInPlace(0, call.input(0).shape(), {1});
    const Tensor value = call.input(0), gradient = call.input(1), velocity = call.input(2), rate = call.input(3);
    kernelsHere()->updateByMomentum(threadsHere(), {value.count(), value.data<float>(), gradient.data<float>(), next.data<float>(),
                                                    velocity.data<float>(), *rate.data<float>(), momentum_, decay_, nesterov_});
  }

 private:
  float momentum_;
  float decay_;
  bool nesterov_;
};

const Definition adamDefinition{
    "StagecraftAdamUpdate",
    {"beta1: float", "beta2: float", "epsilon: float", "decay: float"},
    // `updates`: how many there are with this one.
    {"value: float", "gradient: float", "mean: float", "square: float", "rate: float", "updates: float"},
    {"next: float"},
};

class AdamOperation {
 public:
  explicit AdamOperation(Attributes attributes)
      : beta1_(attributes.number("beta1")),
        beta2_(attributes.number("beta2")),
        epsilon_(attributes.number("epsilon")),
        decay_(attributes.number("decay")) {}

  void compute(Call &call) const {
    const Tensor next = call.outputInPlace(0, call.input(0).shape(), {1});
    const Tensor value = call.input(0), gradient = call.input(1), mean = call.input(2), square = call.input(3);
    const float rate = *call.input(4).data<float>();
    const double updates = *call.input(5).data<float>();
    // √ŝ + ε is (√s + ε · root) ÷ root.
    const double root = std::sqrt(1 - std::pow(static_cast<double>(beta2_), updates));
    const double step = rate * root / (1 - std::pow(static_cast<double>(beta1_), updates));
    kernelsHere()->updateByAdam(threadsHere(), {value.count(), value.data<float>(), gradient.data<float>(), next.data<float>(),
                                                mean.data<float>(), square.data<float>(), beta1_, beta2_, rate * decay_,
                                                static_cast<float>(step), static_cast<float>(epsilon_ * root)});
  }

 private:
  float beta1_;
  float beta2_;
  float epsilon_;
  float decay_;
};

}  // namespace

void registerUpdates() {
  registerOperation<MomentumOperation>(momentumDefinition);
  registerOperation<AdamOperation>(adamDefinition);
}

}  // namespace stagecraft
