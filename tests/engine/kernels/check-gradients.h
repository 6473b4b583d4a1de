// Both gradients of a convolution with BN behind it, and what goes on to the BN that gives it its input, against the same sums in double precision.
#pragma once

#include "joining.h"

namespace {

// ReLU decides by numbers of which none is so near zero that rounding may turn it.
void keepFromZero(Numbers &numbers, const Normal &normal, double by) {
  const size_t channels = normal.scale.size();
  for (size_t i = 0; i < numbers.count(); i++)
    while (std::abs(normal.at(numbers.at(i), i % channels)) < 1e-3 * by) numbers.set(i, numbers.at(i) + 0.05 * by);
}

// What errors of gradients are bounded by, before a map is rounded.
struct GradientBounds {
  double ofMap, ofWeights, ofSums;
};

// `compute`: the kernel, which is given room for so many floats.
template <class Shape>
void checkGradientsOf(Draw &draw, Type type, const Shape &of, size_t taps, const std::string &way, const GradientBounds &bounds,
                      int64_t roomFor, void (*compute)(const Threads &, Type, const GradientsOf<Shape> &)) {
  const size_t in = static_cast<size_t>(of.channelsIn), out = static_cast<size_t>(of.channelsOut);
  const int64_t pixels = of.batch * of.height * of.width;
  const size_t count = static_cast<size_t>(pixels);
  if (static_cast<double>(count) * taps * in * out > 8e6) return;
  const bool relu = draw.below(2) == 0, isBefore = draw.below(2) == 0, goesOn = draw.below(3) > 0, hasSecond = goesOn && !isBefore && draw.below(2) == 0;
  char where[160];
  snprintf(where, sizeof where, "%s, batch %lld, %d×%d, %d to %d channels%s%s%s%s", nameOf(type), static_cast<long long>(of.batch), of.height, of.width,
           of.channelsIn, of.channelsOut, relu ? ", ReLU behind" : "", isBefore ? ", BN before" : "", goesOn ? ", going on" : "", hasSecond ? ", two" : "");
  const std::string kind = nameOf(type);

  const Normal behind(draw, of.channelsOut, 0.5, 2), before(draw, of.channelsIn, 0, 1);
  const std::vector<float> byScale = floats(draw, out, 0, 10), byOffset = floats(draw, out, 0, 10), weights = floats(draw, taps * in * out, 0, 0.1);
  Numbers gradient(type, count * out), ofBehind(type, count * out), input(type, count * in), ofBefore(type, count * in), second(type, count * in);
  fill(draw, gradient, 0, 1);
  fill(draw, ofBehind, 0.5, 2);
  fill(draw, input, 0, 1);
  fill(draw, ofBefore, 0, 1);
  fill(draw, second, 0, 1);
  keepFromZero(ofBehind, behind, 2);
  keepFromZero(input, before, 1);
  // BN's input is what a convolution reads that reads through it.
  const Numbers &ofNorm = isBefore ? input : ofBefore;
  const Normalisation reads = before.of(pixels);

  struct Result {
    Numbers byInput;
    std::vector<float> byScale, byOffset, byWeights;
  };
  const auto run = [&](int threads) {
    Result result{Numbers(type, count * in), std::vector<float>(in), std::vector<float>(in), std::vector<float>(weights.size())};
    Pool pool{threads};
    std::vector<float> room(static_cast<size_t>(roomFor), NAN);
    const GoingOn on{reads, isBefore ? input.data() : ofBefore.data(), hasSecond ? second.data() : nullptr, result.byScale.data(), result.byOffset.data()};
    compute(threadsOf(pool), type,
            {of, input.data(), isBefore ? &reads : nullptr, weights.data(),
             {behind.of(pixels), ofBehind.data(), byScale.data(), byOffset.data(), gradient.data(), relu}, goesOn ? &on : nullptr,
             result.byInput.data(), result.byWeights.data(), room.data()});
    return result;
  };
  const Result one = run(1), three = run(3);
  const bool same = one.byInput == three.byInput && one.byWeights == three.byWeights && one.byScale == three.byScale && one.byOffset == three.byOffset;
  if (!same && failures++ < 20) printf("three threads give other bits than one (%s)\n", where);

  Doubles back(count * out), backSize(count * out), read(count * in);
  for (size_t i = 0; i < back.size(); i++) {
    const size_t channel = i % out;
    const double y = ofBehind.at(i), g = relu && !(behind.at(y, channel) > 0) ? 0 : gradient.at(i), share = behind.scale[channel] * behind.inverse(channel);
    const double standard = (y - behind.mean[channel]) * behind.inverse(channel), of1 = 1 / static_cast<double>(pixels);
    back[i] = share * (g - of1 * byOffset[channel] - of1 * standard * byScale[channel]);
    backSize[i] = std::abs(share) * (std::abs(g) + of1 * std::abs(byOffset[channel]) + of1 * std::abs(standard * byScale[channel]));
  }
  for (size_t i = 0; i < read.size(); i++) read[i] = isBefore ? std::max(0.0, before.at(input.at(i), i % in)) : input.at(i);
  Doubles byInput(count * in), inputSize(count * in), byWeights(weights.size()), weightSize(weights.size());
  overWindows(of, [&](size_t to, size_t from, size_t weight) {
    for (size_t i = 0; i < in; i++)
      for (size_t o = 0; o < out; o++) {
        const size_t w = (weight * in + i) * out + o;
        byInput[from * in + i] += weights[w] * back[to * out + o], inputSize[from * in + i] += std::abs(weights[w]) * backSize[to * out + o];
        byWeights[w] += read[from * in + i] * back[to * out + o], weightSize[w] += std::abs(read[from * in + i]) * backSize[to * out + o];
      }
  });
  const double rounding = type == Type::float32 ? 0 : epsilon16, weightLargest = largestOf(weightSize), inputLargest = largestOf(inputSize) + hasSecond;
  for (size_t i = 0; i < byWeights.size(); i++) compare(way + ", by weights, " + kind, bounds.ofWeights, where, one.byWeights[i], byWeights[i], weightLargest);
  for (size_t channel = 0; channel < in; channel++) {
    double sum = 0, product = 0, sumSize = 0;
    for (size_t i = channel; i < byInput.size(); i += in) {
      double expected = byInput[i];
      if (goesOn) {
        const bool isLetThrough = isBefore ? before.at(input.at(i), channel) > 0 : input.at(i) > 0;
        expected = isLetThrough ? expected + (hasSecond ? second.at(i) : 0) : 0;
        const double standard = (ofNorm.at(i) - before.mean[channel]) * before.inverse(channel);
        sum += expected, product += expected * standard, sumSize += inputLargest * (1 + std::abs(standard));
      }
      compare(way + ", by input, " + kind, bounds.ofMap + rounding, where, one.byInput.at(i), expected, inputLargest + std::abs(expected));
    }
    if (!goesOn) continue;
    compare(way + ", by offset, " + kind, bounds.ofSums, where, one.byOffset[channel], sum, sumSize);
    compare(way + ", by scale, " + kind, bounds.ofSums, where, one.byScale[channel], product, sumSize);
  }
}

void checkGradients(const Kernels &kernels, Draw &draw) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const int side = draw.oneOf({4, 5, 7, 8, 14, 33});
  const Convolution of{draw.oneOf({1, 2, 3, 9, 25}), side, draw.below(3) == 0 ? 1 + draw.below(9) : side, draw.oneOf({4, 8, 12, 16, 17, 64}),
                       draw.oneOf({4, 8, 12, 16, 17, 64})};
  const WinogradBounds bounds(kernels, type, of.channelsOut);
  checkGradientsOf(draw, type, of, 9, "both gradients", {bounds.ofMap, bounds.ofWeights, bounds.ofSums}, kernels.roomOfGradients(of), kernels.convolutionGradients);
}

// Of plain 1×1.
void checkDirectGradients(const Kernels &kernels, Draw &draw) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const int height = 1 + draw.below(16), width = 1 + draw.below(16);
  const DirectConvolution of{draw.oneOf({1, 2, 3, 25, 257}), height, width, draw.oneOf({1, 8, 12, 17, 64, 70, 390}), draw.oneOf({2, 8, 16, 18, 64, 70, 264}),
                             1, 1, 1, 0, 0, height, width};
  // What comes back through BN may be rounded to bfloat16 before it is multiplied.
  const double rounding = type == Type::float32 ? 0 : epsilon16;
  checkGradientsOf(draw, type, of, 1, "both gradients of 1×1", {2e-6 + rounding, 4e-6 + rounding, 4e-6 + rounding}, kernels.roomOfDirectGradients(of),
                   kernels.directGradients);
}

}  // namespace
