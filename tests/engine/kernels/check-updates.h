// Updates of parameters, small and large ones at once.
#pragma once

#include "checking.h"

namespace {

// One parameter before its update; `squares` stand in for what Adam keeps.
struct Updated {
  std::vector<float> value, gradient, first, second;
  bool decayed;
};

// What an optimizer makes of all of them; `second` only where it keeps two tensors.
struct UpdateResult {
  std::vector<std::vector<float>> next, first, second;

  explicit UpdateResult(const std::vector<Updated> &of) {
    for (const Updated &one : of) next.push_back(one.gradient), first.push_back(one.first), second.push_back(one.second);
  }
  bool operator==(const UpdateResult &other) const {
    const auto same = [](const std::vector<std::vector<float>> &a, const std::vector<std::vector<float>> &b) {
      for (size_t which = 0; which < a.size(); which++)
        if (memcmp(a[which].data(), b[which].data(), sizeof(float) * a[which].size()) != 0) return false;
      return true;
    };
    return same(next, other.next) && same(first, other.first) && same(second, other.second);
  }
};

struct UpdateCheck {
  static constexpr float rate = 0.1f;

  std::vector<Updated> parameters;
  bool inPlace;
  char where[80];

  UpdateCheck(Draw &draw, bool withNone) : parameters(static_cast<size_t>(draw.oneOf({1, 3, 20}))), inPlace(draw.below(2) == 0) {
    for (Updated &one : parameters) {
      const size_t count = static_cast<size_t>(draw.oneOf({1, 7, 16, 33, 1000, 16384, 40001}));
      one.value = floats(draw, count, 0, 0.3);
      one.gradient = floats(draw, count, 0, draw.between(1e-4, 1));
      one.first = floats(draw, count, 0, 0.1);
      one.second = floats(draw, count, 0, 0.1);
      for (float &number : one.second) number = std::abs(number);
      one.decayed = draw.below(3) > 0;
      if (draw.below(10) == 0) one.value.assign(count, 0);
    }
    if (withNone) parameters[0].gradient[static_cast<size_t>(draw.below(static_cast<int>(parameters[0].gradient.size())))] = NAN;
    snprintf(where, sizeof where, "%zu parameters, the first of %zu numbers%s", parameters.size(), parameters[0].value.size(), inPlace ? ", in place" : "");
  }

  // By `update(threads, updates)`, on one thread and on three.
  template <class Update>
  UpdateResult by(const Update &update) const {
    const UpdateResult one = on(1, update);
    if (!(one == on(3, update)) && failures++ < 20) printf("three threads give other bits than one (%s)\n", where);
    return one;
  }

 private:
  template <class Update>
  UpdateResult on(int threads, const Update &update) const {
    UpdateResult result(parameters);
    std::vector<Parameter> all;
    for (size_t which = 0; which < parameters.size(); which++) {
      const Updated &one = parameters[which];
      float *next = result.next[which].data();
      all.push_back({static_cast<int64_t>(one.value.size()), one.value.data(), inPlace ? next : one.gradient.data(), next, result.first[which].data(),
                     result.second[which].data(), one.decayed, rate});
    }
    std::vector<Stretch> stretches;
    for (Parameter &parameter : all)
      for (int64_t from = 0; from < parameter.count; from += Updates::longest)
        stretches.push_back({&parameter, from, std::min(parameter.count, from + Updates::longest)});
    Pool pool{threads};
    update(threadsOf(pool), Updates{stretches.data(), static_cast<int64_t>(stretches.size())});
    return result;
  }
};

double normOf(const std::vector<float> &numbers) {
  double squares = 0;
  for (const double number : numbers) squares += number * number;
  return std::sqrt(squares);
}

void checkUpdates(const Kernels &kernels, Draw &draw, bool withNone) {
  const UpdateCheck check(draw, withNone);
  const bool nesterov = draw.below(2) == 0;
  const float rate = UpdateCheck::rate, momentum = 0.9f, decay = draw.below(2) == 0 ? 0.0f : 5e-4f, beta1 = 0.9f, beta2 = 0.999f, trust = 0.02f;
  const float step = 0.05f, stabiliser = 1e-6f;
  const UpdateResult byMomentum = check.by([&](const Threads &threads, const Updates &updates) {
    kernels.updateByMomentum(threads, updates, {momentum, decay, nesterov});
  });
  const UpdateResult byAdam = check.by([&](const Threads &threads, const Updates &updates) {
    kernels.updateByAdam(threads, updates, {beta1, beta2, decay, step, stabiliser});
  });
  const UpdateResult byLars = check.by([&](const Threads &threads, const Updates &updates) {
    std::vector<double> squares(static_cast<size_t>(2 * updates.count));
    kernels.updateByLars(threads, updates, {momentum, decay, trust, squares.data()});
  });
  for (size_t which = 0; which < check.parameters.size(); which++) {
    const Updated &one = check.parameters[which];
    const double lambda = one.decayed ? decay : 0, ofValue = normOf(one.value), ofGradient = normOf(one.gradient);
    const double adapted = one.decayed && ofValue > 0 && ofGradient > 0 ? trust * ofValue / (ofGradient + lambda * ofValue) : 1;
    for (size_t i = 0; i < one.value.size(); i++) {
      const double g = one.gradient[i], w = one.value[i], v = one.first[i], total = g + lambda * w;
      const double moved = static_cast<double>(momentum) * v + total, size = std::abs(w) + std::abs(g) + std::abs(v);
      compare("update by momentum, velocity", 4 * epsilon32, check.where, byMomentum.first[which][i], moved, size);
      compare("update by momentum", 4 * epsilon32, check.where, byMomentum.next[which][i],
              w - rate * (nesterov ? total + static_cast<double>(momentum) * moved : moved), size);
      const double m = v + (g - v) * (1.0 - beta1), old = one.second[i], s = old + (g * g - old) * (1.0 - beta2);
      compare("update by Adam, mean", 4 * epsilon32, check.where, byAdam.first[which][i], m, std::abs(v) + std::abs(g));
      compare("update by Adam, square", 4 * epsilon32, check.where, byAdam.second[which][i], s, old + g * g + 1e-30);
      const double change = step * m / (std::sqrt(s) + stabiliser);
      compare("update by Adam", 64 * epsilon32, check.where, byAdam.next[which][i], w - static_cast<double>(rate) * lambda * w - change,
              std::abs(w) + step * (std::abs(v) + std::abs(g)) / (std::sqrt(s) + stabiliser));
      const double velocity = static_cast<double>(momentum) * v + rate * adapted * total;
      const double ofLars = std::abs(v) + rate * adapted * (std::abs(g) + std::abs(w)) + 1e-30;
      compare("update by LARS, velocity", 8 * epsilon32, check.where, byLars.first[which][i], velocity, ofLars);
      compare("update by LARS", 8 * epsilon32, check.where, byLars.next[which][i], w - velocity, ofLars + std::abs(w));
    }
  }
}

}  // namespace
