// Winograd's convolutions of maps whose numbers differ by six orders of magnitude within a tile: an error is of a tile and one channel of the result, so it is
// bounded by the largest sum of magnitudes there, and the rest of the map is as exact as ever.
#pragma once

#include "joining.h"

namespace {

constexpr int sideOfTile = 4;

// For each number of a result, the largest of these sizes in its tile and channel.
Doubles largestOfTile(const Convolution &of, int channels, const Doubles &sizes) {
  Doubles largest(sizes.size());
  const int down = (of.height + sideOfTile - 1) / sideOfTile, across = (of.width + sideOfTile - 1) / sideOfTile;
  Doubles ofTile(static_cast<size_t>(of.batch) * down * across * channels);
  const auto tileOf = [&](size_t index) {
    const size_t channel = index % channels, pixel = index / channels, column = pixel % of.width, row = pixel / of.width % of.height;
    const size_t image = pixel / of.width / of.height;
    return ((image * down + row / sideOfTile) * across + column / sideOfTile) * channels + channel;
  };
  for (size_t i = 0; i < sizes.size(); i++) ofTile[tileOf(i)] = std::max(ofTile[tileOf(i)], sizes[i]);
  for (size_t i = 0; i < sizes.size(); i++) largest[i] = ofTile[tileOf(i)];
  return largest;
}

// Most numbers about 1, some a thousand times as large, some a thousandth.
void fillExtremes(Draw &draw, Numbers &numbers) {
  for (size_t i = 0; i < numbers.count(); i++) numbers.set(i, draw.normal() * (draw.below(8) == 0 ? 1e3 : draw.below(8) == 0 ? 1e-3 : 1));
}

void checkExtremes(const Kernels &kernels, Draw &draw) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const Convolution of{draw.oneOf({1, 2, 3}), 1 + draw.below(18), 1 + draw.below(18), draw.oneOf({16, 17, 32, 64}), draw.oneOf({16, 17, 32, 64})};
  const size_t in = static_cast<size_t>(of.channelsIn), out = static_cast<size_t>(of.channelsOut);
  const size_t count = static_cast<size_t>(of.batch) * of.height * of.width;
  if (count * 9 * in * out > 4'000'000) return;
  char where[120];
  snprintf(where, sizeof where, "%s, batch %lld, %d×%d, %d to %d channels", nameOf(type), static_cast<long long>(of.batch), of.height, of.width,
           of.channelsIn, of.channelsOut);
  Numbers input(type, count * in), gradient(type, count * out), output(type, count * out), byInput(type, count * in);
  fillExtremes(draw, input);
  fillExtremes(draw, gradient);
  const std::vector<float> weights = floats(draw, 9 * in * out, 0, 0.1);
  Pool pool{1};
  std::vector<float> room(static_cast<size_t>(kernels.roomOfConvolution(of)), NAN);
  kernels.convolutionForward(threadsOf(pool), type, {of, input.data(), nullptr, weights.data(), output.data(), room.data()});
  kernels.convolutionByInput(threadsOf(pool), type, {of, gradient.data(), weights.data(), byInput.data(), room.data()});

  Doubles sum(count * out), size(count * out), back(count * in), backSize(count * in);
  overWindows(of, [&](size_t to, size_t from, size_t weight) {
    for (size_t i = 0; i < in; i++)
      for (size_t o = 0; o < out; o++) {
        const double w = weights[(weight * in + i) * out + o], x = input.at(from * in + i), g = gradient.at(to * out + o);
        sum[to * out + o] += w * x, size[to * out + o] += std::abs(w * x);
        back[from * in + i] += w * g, backSize[from * in + i] += std::abs(w * g);
      }
  });
  const Doubles forwardLargest = largestOfTile(of, of.channelsOut, size), backLargest = largestOfTile(of, of.channelsIn, backSize);
  const double rounding = type == Type::float32 ? 0 : epsilon16;
  for (size_t i = 0; i < sum.size(); i++)
    compare(std::string("extremes, ") + nameOf(type), 1.5e-5 + rounding, where, output.at(i), sum[i], forwardLargest[i] + 1e-30);
  for (size_t i = 0; i < back.size(); i++)
    compare(std::string("extremes by input, ") + nameOf(type), 1.5e-5 + rounding, where, byInput.at(i), back[i], backLargest[i] + 1e-30);
}

}  // namespace
