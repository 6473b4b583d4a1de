// Winograd's convolutions of maps whose numbers differ by six orders of magnitude within a tile: an error is of a tile and one channel of the result, so it is
// bounded by the largest number that the tile reads of each channel times the largest of the nine weights, and the rest of the map is as exact as ever.
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

  Doubles sum(count * out), back(count * in), largestWeight(in * out);
  // What each number of a result reads at most, of each channel.
  Doubles read(count * in), readBack(count * out);
  overWindows(of, [&](size_t to, size_t from, size_t weight) {
    for (size_t i = 0; i < in; i++) read[to * in + i] = std::max(read[to * in + i], std::abs(input.at(from * in + i)));
    for (size_t o = 0; o < out; o++) readBack[from * out + o] = std::max(readBack[from * out + o], std::abs(gradient.at(to * out + o)));
    for (size_t i = 0; i < in; i++)
      for (size_t o = 0; o < out; o++) {
        const double w = weights[(weight * in + i) * out + o];
        sum[to * out + o] += w * input.at(from * in + i), back[from * in + i] += w * gradient.at(to * out + o);
      }
  });
  // All nine are transformed, also those that a small map has no pixels for.
  for (size_t i = 0; i < weights.size(); i++)
    largestWeight[i % (in * out)] = std::max(largestWeight[i % (in * out)], std::abs(static_cast<double>(weights[i])));
  read = largestOfTile(of, of.channelsIn, read), readBack = largestOfTile(of, of.channelsOut, readBack);
  const WinogradBounds bounds(kernels, type, 16);
  const double rounding = type == Type::float32 ? 0 : epsilon16;
  for (size_t pixel = 0; pixel < count; pixel++) {
    Doubles size(out), sizeBack(in);
    for (size_t i = 0; i < in; i++)
      for (size_t o = 0; o < out; o++) {
        size[o] += read[pixel * in + i] * largestWeight[i * out + o];
        sizeBack[i] += readBack[pixel * out + o] * largestWeight[i * out + o];
      }
    for (size_t o = 0; o < out; o++)
      compare(std::string("extremes, ") + nameOf(type), 2 * bounds.ofMap + rounding, where, output.at(pixel * out + o), sum[pixel * out + o], size[o]);
    for (size_t i = 0; i < in; i++)
      compare(std::string("extremes by input, ") + nameOf(type), 2 * bounds.ofMap + rounding, where, byInput.at(pixel * in + i), back[pixel * in + i], sizeBack[i]);
  }
}

}  // namespace
