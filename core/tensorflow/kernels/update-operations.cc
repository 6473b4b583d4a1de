// Updates of all parameters of a step as one operation of TensorFlow, all of float32. The next value takes the gradient's place where nobody else reads it, and
// is assigned by TensorFlow: who still reads the old one keeps it. An optimizer's own tensors, which nothing else reads meanwhile, are changed where they are:
// TensorFlow's C interface has no variables, but what it reads of one is the variable's memory itself.
#include <cmath>

#include "operation.h"
#include "threads.h"

namespace stagecraft {
namespace {

// Of the optimizer's own tensors each kind is a list.
std::vector<const char *> inputsWith(std::vector<const char *> own) {
  std::vector<const char *> inputs{"values: N * float", "gradients: N * float"};
  inputs.insert(inputs.end(), own.begin(), own.end());
  inputs.push_back("rate: float");
  return inputs;
}

// `decayed`: of each parameter, 1 where weight decay is on it, else 0.
std::vector<const char *> attributesWith(std::vector<const char *> own) {
  own.insert(own.begin(), {"N: int >= 1", "decayed: list(int)"});
  return own;
}

// The parameters of a call, and how they are cut; the tensors live as long.
class ParametersOfCall {
 public:
  // `own`: tensors that the optimizer keeps of each, one or two.
  ParametersOfCall(Call &call, const std::vector<int64_t> &decayed, int own) : all_(decayed.size()) {
    const int count = static_cast<int>(decayed.size());
    rate_ = *call.input((2 + own) * count).data<float>();
    const auto held = [&](int index) { return tensors_.emplace_back(call.input(index)).data<float>(); };
    for (int which = 0; which < count; which++) {
      tensors_.push_back(call.outputInPlace(which, call.input(which).shape(), {count + which}));
      float *next = tensors_.back().data<float>();
      const int64_t numbers = tensors_.back().count();
      float *second = own > 1 ? held(3 * count + which) : nullptr;
      all_[which] = {numbers, held(which), held(count + which), next, held(2 * count + which), second, decayed[which] != 0, rate_};
      for (int64_t from = 0; from < numbers; from += Updates::longest)
        stretches_.push_back({&all_[which], from, std::min(numbers, from + Updates::longest)});
    }
  }

  float rate() const { return rate_; }
  Updates updates() const { return {stretches_.data(), static_cast<int64_t>(stretches_.size())}; }

 private:
  float rate_;
  std::vector<Tensor> tensors_;
  std::vector<Parameter> all_;
  std::vector<Stretch> stretches_;
};

const Definition momentumDefinition{
    "StagecraftMomentumUpdates",
    attributesWith({"momentum: float", "decay: float", "nesterov: bool"}),
    inputsWith({"velocities: N * float"}),
    {"next: N * float"},
};

class MomentumOperation {
 public:
  explicit MomentumOperation(Attributes attributes)
      : decayed_(attributes.integers("decayed")),
        rule_{attributes.number("momentum"), attributes.number("decay"), attributes.flag("nesterov")} {}

  void compute(Call &call) const {
    const ParametersOfCall parameters(call, decayed_, 1);
    kernelsHere()->updateByMomentum(threadsHere(), parameters.updates(), rule_);
  }

 private:
  std::vector<int64_t> decayed_;
  Momentum rule_;
};

const Definition adamDefinition{
    "StagecraftAdamUpdates",
    attributesWith({"beta1: float", "beta2: float", "epsilon: float", "decay: float"}),
    // `updates`: how many there are with this one.
    [] {
      std::vector<const char *> inputs = inputsWith({"means: N * float", "squares: N * float"});
      inputs.push_back("updates: float");
      return inputs;
    }(),
    {"next: N * float"},
};

class AdamOperation {
 public:
  explicit AdamOperation(Attributes attributes)
      : decayed_(attributes.integers("decayed")),
        beta1_(attributes.number("beta1")),
        beta2_(attributes.number("beta2")),
        epsilon_(attributes.number("epsilon")),
        decay_(attributes.number("decay")) {}

  void compute(Call &call) const {
    const ParametersOfCall parameters(call, decayed_, 2);
    const double updates = *call.input(4 * static_cast<int>(decayed_.size()) + 1).data<float>();
    // √ŝ + ε is (√s + ε · root) ÷ root.
    const double root = std::sqrt(1 - std::pow(static_cast<double>(beta2_), updates));
    const double step = parameters.rate() * root / (1 - std::pow(static_cast<double>(beta1_), updates));
    kernelsHere()->updateByAdam(threadsHere(), parameters.updates(),
                                {beta1_, beta2_, decay_, static_cast<float>(step), static_cast<float>(epsilon_ * root)});
  }

 private:
  std::vector<int64_t> decayed_;
  float beta1_;
  float beta2_;
  float epsilon_;
  float decay_;
};

const Definition larsDefinition{
    "StagecraftLarsUpdates",
    attributesWith({"momentum: float", "trust: float", "decay: float"}),
    inputsWith({"velocities: N * float"}),
    {"next: N * float"},
};

class LarsOperation {
 public:
  explicit LarsOperation(Attributes attributes)
      : decayed_(attributes.integers("decayed")),
        momentum_(attributes.number("momentum")),
        trust_(attributes.number("trust")),
        decay_(attributes.number("decay")) {}

  void compute(Call &call) const {
    const ParametersOfCall parameters(call, decayed_, 1);
    const Updates updates = parameters.updates();
    std::vector<double> squares(static_cast<size_t>(2 * updates.count));
    kernelsHere()->updateByLars(threadsHere(), updates, {momentum_, decay_, trust_, squares.data()});
  }

 private:
  std::vector<int64_t> decayed_;
  float momentum_;
  float trust_;
  float decay_;
};

}  // namespace

void registerUpdates() {
  registerOperation<MomentumOperation>(momentumDefinition);
  registerOperation<AdamOperation>(adamDefinition);
  registerOperation<LarsOperation>(larsDefinition);
}

}  // namespace stagecraft
