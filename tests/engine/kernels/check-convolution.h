// Winograd's convolutions against the sums that they stand for.
#pragma once

#include "checking.h"

namespace {

Convolution fewChannels(Draw &draw) {
  const int channels = draw.oneOf({1, 3, 4, 8, 12, 15, 16, 17, 24, 32, 40, 48, 64, 72, 100, 128});
  const Convolution of{draw.oneOf({1, 1, 2, 3, 5, 9, 25}), 1 + draw.below(18), 1 + draw.below(18), channels,
                       draw.oneOf({1, 4, 8, 12, 16, 17, 32, 33, 64, 65, 96})};
  return of.batch * of.height * of.width * 9 * of.channelsIn * of.channelsOut > 30'000'000 ? Convolution{1, 3, 5, channels, 16} : of;
}

// So many that weights are no longer kept transformed; and tiles, of a pixel each where there are many, that fill several blocks.
Convolution manyChannels(Draw &draw) {
  const int side = 1 + draw.below(9);
  const Convolution few{draw.oneOf({1, 2}), side, 1 + draw.below(5), 320, 330};
  const Convolution many{draw.oneOf({129, 300}), 1, 1, 330, 300};
  return draw.below(2) == 0 ? few : many;
}

void checkConvolution(const Kernels &kernels, Draw &draw, bool withNone) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const Convolution of = draw.below(24) == 0 ? manyChannels(draw) : fewChannels(draw);
  char where[120];
  snprintf(where, sizeof where, "%s, batch %lld, %d×%d, %d to %d channels", nameOf(type), static_cast<long long>(of.batch), of.height, of.width,
           of.channelsIn, of.channelsOut);
  const size_t pixels = static_cast<size_t>(of.batch) * of.height * of.width;
  Numbers input(type, pixels * of.channelsIn), gradient(type, pixels * of.channelsOut);
  fill(draw, input, draw.oneOf({0, 0, 1, 30}), draw.oneOf({1, 1, 100}));
  fill(draw, gradient, 0, draw.between(1e-6, 1));
  const std::vector<float> weights = floats(draw, 9 * static_cast<size_t>(of.channelsIn) * of.channelsOut, 0, 0.1);
  if (withNone) input.set(static_cast<size_t>(draw.below(static_cast<int>(input.count()))), NAN);

  Numbers output(type, gradient.count()), byInput(type, input.count());
  std::vector<float> byWeights(weights.size());
  const auto run = [&](int threads, Numbers &output, Numbers &byInput, std::vector<float> &byWeights) {
    Pool pool{threads};
    std::vector<float> room(static_cast<size_t>(kernels.roomOfConvolution(of)), NAN), sums(static_cast<size_t>(kernels.sumsOfWeights(of)), NAN);
    kernels.convolutionForward(threadsOf(pool), type, {of, input.data(), nullptr, weights.data(), output.data(), room.data()});
    kernels.convolutionByInput(threadsOf(pool), type, {of, gradient.data(), weights.data(), byInput.data(), room.data()});
    kernels.convolutionByWeights(threadsOf(pool), type, {of, input.data(), nullptr, gradient.data(), byWeights.data(), sums.data()});
  };
  run(1, output, byInput, byWeights);
  {
    Numbers output3(type, gradient.count()), byInput3(type, input.count());
    std::vector<float> byWeights3(weights.size());
    run(3, output3, byInput3, byWeights3);
    const bool same = output == output3 && byInput == byInput3 &&
                      memcmp(byWeights.data(), byWeights3.data(), sizeof(float) * byWeights.size()) == 0;
    if (!same && failures++ < 20) printf("three threads give other bits than one (%s)\n", where);
  }

  std::vector<double> sum(gradient.count()), size(gradient.count()), back(input.count()), backSize(input.count()), byWeight(weights.size()),
      byWeightSize(weights.size());
  std::vector<bool> reached(gradient.count());
  for (int64_t image = 0; image < of.batch; image++)
    for (int y = 0; y < of.height; y++)
      for (int x = 0; x < of.width; x++)
        for (int down = 0; down < 3; down++)
          for (int right = 0; right < 3; right++) {
            const int fromY = y + down - 1, fromX = x + right - 1;
            if (fromY < 0 || fromX < 0 || fromY >= of.height || fromX >= of.width) continue;
            for (int in = 0; in < of.channelsIn; in++)
              for (int out = 0; out < of.channelsOut; out++) {
                const size_t there = (static_cast<size_t>((image * of.height + fromY) * of.width + fromX)) * of.channelsIn + in;
                const size_t here = (static_cast<size_t>((image * of.height + y) * of.width + x)) * of.channelsOut + out;
                const size_t weight = (static_cast<size_t>(down * 3 + right) * of.channelsIn + in) * of.channelsOut + out;
                const double w = weights[weight], i = input.at(there), g = gradient.at(here);
                sum[here] += w * i, size[here] += std::abs(w * i);
                back[there] += w * g, backSize[there] += std::abs(w * g);
                byWeight[weight] += i * g, byWeightSize[weight] += std::abs(i * g);
              }
          }
  // Winograd's sums are over all of a tile: an error is relative to the largest sum of magnitudes there, not to the output's own.
  const auto largest = [](const std::vector<double> &sizes) {
    double most = 1e-300;
    for (const double size : sizes)
      if (!std::isnan(size)) most = std::max(most, size);
    return most;
  };
  const double forwardSize = largest(size), inputSize = largest(backSize), weightSize = largest(byWeightSize);
  const double rounding = type == Type::float32 ? 0 : epsilon16;
  const WinogradBounds ofForward(kernels, type, of.channelsIn), ofInput(kernels, type, of.channelsOut);
  if (withNone) {
    // What is no number reaches all outputs whose window holds it; with Winograd also its neighbours in the tile, which is allowed.
    for (size_t i = 0; i < sum.size(); i++)
      if (std::isnan(sum[i]) && !std::isnan(output.at(i)) && failures++ < 20) printf("what is no number was lost (%s)\n", where);
    return;
  }
  for (size_t i = 0; i < sum.size(); i++) compare(std::string("convolution, ") + nameOf(type), ofForward.ofMap + rounding, where, output.at(i), sum[i], forwardSize);
  for (size_t i = 0; i < back.size(); i++)
    compare(std::string("convolution by input, ") + nameOf(type), ofInput.ofMap + rounding, where, byInput.at(i), back[i], inputSize);
  for (size_t i = 0; i < byWeight.size(); i++)
    compare(std::string("convolution by weights, ") + nameOf(type), ofForward.ofWeights, where, byWeights[i], byWeight[i], weightSize);
}

}  // namespace
