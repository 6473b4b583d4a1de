// Convolutions joined to BN: what they read through BN and ReLU, statistics that they gather, and what they normalise on the way out, against the same sums in
// double precision.
#pragma once

#include "joining.h"

namespace {

void checkJoined(const Kernels &kernels, Draw &draw) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const int side = draw.oneOf({4, 5, 7, 8, 14, 33});
  // Now and then so many channels that weights are no longer kept transformed.
  const Convolution wide{1, 2, 3, 320, 330};
  const Convolution narrow{draw.oneOf({1, 2, 25}), side, draw.below(3) == 0 ? 1 + draw.below(9) : side, draw.oneOf({4, 8, 12, 16, 17, 64}),
                       draw.oneOf({4, 8, 12, 16, 17, 64})};
  const Convolution of = draw.below(24) == 0 ? wide : narrow;
  const size_t in = static_cast<size_t>(of.channelsIn), out = static_cast<size_t>(of.channelsOut);
  const int64_t pixels = of.batch * of.height * of.width;
  const size_t count = static_cast<size_t>(pixels);
  if (pixels * 9 * of.channelsIn * of.channelsOut > 8'000'000) return;
  const bool isBefore = draw.below(3) > 0, hasShortcut = draw.below(2) == 0, relu = draw.below(2) == 0;
  const double centre = draw.oneOf({0, 0, 40, 3000});
  char where[160];
  snprintf(where, sizeof where, "%s, batch %lld, %d×%d, %d to %d channels, around %g%s%s%s", nameOf(type), static_cast<long long>(of.batch), of.height,
           of.width, of.channelsIn, of.channelsOut, centre, isBefore ? ", BN before" : "", hasShortcut ? ", shortcut" : "", relu ? ", ReLU" : "");
  const std::string kind = nameOf(type);

  Numbers input(type, count * in), gradient(type, count * out), shortcut(type, count * out);
  fill(draw, input, centre, 1);
  fill(draw, gradient, 0, 1);
  fill(draw, shortcut, 0, 1);
  const std::vector<float> weights = floats(draw, 9 * in * out, 0, 0.1);
  const Normal before(draw, of.channelsIn, centre, 1), behind(draw, of.channelsOut, 0, 1);
  const Normalisation reads = before.of(pixels), gives = behind.of(pixels);

  struct Result {
    Numbers output, normalised;
    std::vector<float> mean, variance, byWeights;
  };
  const auto run = [&](int threads) {
    Result result{Numbers(type, count * out), Numbers(type, count * out), std::vector<float>(out), std::vector<float>(out), std::vector<float>(weights.size())};
    Pool pool{threads};
    const Threads on = threadsOf(pool);
    std::vector<float> room(static_cast<size_t>(kernels.roomOfConvolution(of)), NAN), sums(static_cast<size_t>(kernels.sumsOfWeights(of)), NAN);
    const Normalisation *read = isBefore ? &reads : nullptr;
    ConvolutionForward forward{of, input.data(), read, weights.data(), result.normalised.data(), room.data()};
    kernels.convolutionNormalised(on, type, {forward, gives, hasShortcut ? shortcut.data() : nullptr, relu});
    forward.output = result.output.data();
    kernels.convolutionWithStatistics(on, type, {forward, result.mean.data(), result.variance.data()});
    kernels.convolutionByWeights(on, type, {of, input.data(), read, gradient.data(), result.byWeights.data(), sums.data()});
    return result;
  };
  Result one = run(1), three = run(3);
  const bool same = one.output == three.output && one.normalised == three.normalised && one.mean == three.mean && one.variance == three.variance &&
                    one.byWeights == three.byWeights;
  if (!same && failures++ < 20) printf("three threads give other bits than one (%s)\n", where);

  // Floats hold numbers far from zero, and so what BN makes of them, less exactly.
  const double far = 1 + (isBefore ? std::abs(centre) : 0);
  Doubles read = doublesOf(input);
  if (isBefore)
    for (size_t i = 0; i < read.size(); i++) read[i] = std::max(0.0, before.at(read[i], i % in));
  Doubles output(count * out), outputSize(count * out), byWeights(weights.size()), weightSize(weights.size());
  overWindows(of, [&](size_t to, size_t from, size_t weight) {
    for (size_t i = 0; i < in; i++)
      for (size_t o = 0; o < out; o++) {
        const double w = weights[(weight * in + i) * out + o], x = read[from * in + i], g = gradient.at(to * out + o);
        output[to * out + o] += w * x, outputSize[to * out + o] += std::abs(w * x) + (isBefore ? std::abs(w) * far : 0);
        byWeights[(weight * in + i) * out + o] += x * g, weightSize[(weight * in + i) * out + o] += std::abs(x * g) + (isBefore ? std::abs(g) * far : 0);
      }
  });
  const WinogradBounds bounds(kernels, type, of.channelsIn);
  const double rounding = type == Type::float32 ? 0 : epsilon16;
  const double size = largestOf(outputSize);
  for (size_t i = 0; i < output.size(); i++) {
    compare("convolution read through BN, " + kind, bounds.ofMap + rounding, where, one.output.at(i), output[i], size);
    double value = behind.at(output[i], i % out) + (hasShortcut ? shortcut.at(i) : 0);
    if (relu) value = std::max(0.0, value);
    compare("convolution normalised, " + kind, bounds.ofMap + rounding, where, one.normalised.at(i), value, 8 + 8 * size);
  }
  const double weightLargest = largestOf(weightSize);
  for (size_t i = 0; i < byWeights.size(); i++)
    compare("by weights read through BN, " + kind, bounds.ofWeights, where, one.byWeights[i], byWeights[i], weightLargest);
  for (size_t channel = 0; channel < out; channel++) {
    double mean = 0, variance = 0;
    for (size_t p = 0; p < count; p++) mean += output[p * out + channel] / static_cast<double>(pixels);
    for (size_t p = 0; p < count; p++) variance += std::pow(output[p * out + channel] - mean, 2) / static_cast<double>(pixels);
    compare("gathered mean, " + kind, bounds.ofSums, where, one.mean[channel], mean, size);
    compare("gathered variance, " + kind, bounds.ofSums + 64 * epsilon32, where, one.variance[channel], variance, variance + 4 * size * std::sqrt(variance) + size * size * 1e-4);
  }
}

}  // namespace
