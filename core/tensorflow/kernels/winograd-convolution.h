// The convolution itself, and its gradient by the input: transform, 36 products, transform back, a block of tiles at a time.
#pragma once

#include "products.h"
#include "winograd-weights.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Weights that a core's own cache holds are read again for each block of tiles. Where there are more of them, all tiles are transformed first, as many as fit
// into a slab of memory, and each piece of the work takes some columns of the weights, transforms them, and multiplies them with a block of many tiles.
struct ConvolutionPlan {
  bool byPanels;
  int64_t tilesOfBlock;
  int64_t tilesOfSlab;
};

constexpr int columnsOfPanel = 64;

inline ConvolutionPlan convolutionPlan(const Convolution &of) {
  constexpr int64_t mostWeights = 3 << 20, largestSlab = 4 << 20, tilesOfBlock = 128;
  const int channels = static_cast<int>(most(of.channelsIn, of.channelsOut));
  if (transformedWeights(of) <= mostWeights) return {false, tilesOfProduct(channels), 0};
  const int64_t blocks = most(1, largestSlab / (tilesOfBlock * patchSize * roundedUp(channels)));
  return {true, tilesOfBlock, least(tilesOf(of).count, blocks * tilesOfBlock)};
}

// Floats that a convolution needs room for.
inline int64_t roomOfConvolution(const Convolution &of) {
  const ConvolutionPlan plan = convolutionPlan(of);
  return plan.byPanels ? planesOf(plan.tilesOfSlab, static_cast<int>(most(of.channelsIn, of.channelsOut))) : transformedWeights(of);
}

template <class Number>
inline void convolveByBlocks(const Threads &threads, const Tiles &tiles, const Number *input, const Weights &weights, Number *output, int64_t size, float *transformed) {
  const int in = weights.in(), out = weights.out();
  const int inRounded = roundedUp(in), outRounded = roundedUp(out);
  transformWeights(threads, weights, transformed);
  inPieces(threads, (tiles.count + size - 1) / size, size * patchSize * inRounded * outRounded / 40, [&](int64_t block) {
    const int64_t from = block * size, count = least(size, tiles.count - from);
    const Room room = roomFor(threads, count, in, out);
    transformPatches(tiles, from, count, Stored<Number>{input}, in, room.first, count * inRounded + gap);
    for (int at = 0; at < patchSize; at++)
      multiplyAll(room.first + at * (count * inRounded + gap), transformed + at * planeOfWeights(inRounded, outRounded),
                  room.second + at * (count * outRounded + gap), count, inRounded, outRounded);
    writeTiles(tiles, from, count, room.second, {0, out}, out, Stores<Number>{output});
  });
}

// Bᵀ d B of a slab of tiles, by several threads.
template <class Source>
inline void transformSlab(const Threads &threads, const Tiles &tiles, int64_t begin, int64_t count, const Source &map, int channels, float *to, int64_t plane) {
  constexpr int64_t atOnce = 8;
  inPieces(threads, (count + atOnce - 1) / atOnce, atOnce * channels * 20, [&](int64_t piece) {
    const int64_t from = piece * atOnce;
    transformPatches(tiles, begin + from, least(atOnce, count - from), map, channels, to + from * roundedUp(channels), plane);
  });
}

template <class Number>
inline void convolveByPanels(const Threads &threads, const Tiles &tiles, const Number *input, const Weights &weights, Number *output, const ConvolutionPlan &plan,
                             float *patches) {
  const int in = weights.in(), out = weights.out(), inRounded = roundedUp(in);
  const int64_t plane = plan.tilesOfSlab * inRounded + gap;
  const int64_t panels = (out + columnsOfPanel - 1) / columnsOfPanel;
  for (int64_t begin = 0; begin < tiles.count; begin += plan.tilesOfSlab) {
    const int64_t ofSlab = least(plan.tilesOfSlab, tiles.count - begin);
    transformSlab(threads, tiles, begin, ofSlab, Stored<Number>{input}, in, patches, plane);
    const int64_t blocks = (ofSlab + plan.tilesOfBlock - 1) / plan.tilesOfBlock;
    inPieces(threads, blocks * panels, plan.tilesOfBlock * patchSize * inRounded * columnsOfPanel / 40, [&](int64_t piece) {
      const int64_t from = piece / panels * plan.tilesOfBlock, count = least(plan.tilesOfBlock, ofSlab - from);
      const int first = static_cast<int>(piece % panels) * columnsOfPanel;
      const Channels channels{first, static_cast<int>(least(columnsOfPanel, out - first))};
      const int columns = roundedUp(channels.count);
      const int64_t ofWeights = planeOfWeights(inRounded, columns), ofProducts = count * columns + gap;
      float *transformed = threads.scratch(threads.context, static_cast<size_t>(patchSize * (ofWeights + ofProducts)));
      float *products = transformed + patchSize * ofWeights;
      for (int row = 0; row < inRounded; row += lanes) transformRows(weights, {first, columns, transformed}, row);
      for (int at = 0; at < patchSize; at++)
        multiplyAll(patches + at * plane + from * inRounded, transformed + at * ofWeights, products + at * ofProducts, count, inRounded, columns);
      writeTiles(tiles, begin + from, count, products, channels, out, Stores<Number>{output});
    });
  }
}

template <class Number, bool turned>
inline void convolveMap(const Threads &threads, const ConvolutionOfMap &call) {
  const Weights weights{call.weights, call.of.channelsIn, call.of.channelsOut, turned};
  const ConvolutionPlan plan = convolutionPlan(call.of);
  const auto *map = static_cast<const Number *>(call.map);
  auto *result = static_cast<Number *>(call.result);
  if (plan.byPanels)
    convolveByPanels(threads, tilesOf(call.of), map, weights, result, plan, call.transformed);
  else
    convolveByBlocks(threads, tilesOf(call.of), map, weights, result, plan.tilesOfBlock, call.transformed);
}

template <class Number>
inline void convolutionForward(const Threads &threads, const ConvolutionOfMap &call) {
  convolveMap<Number, false>(threads, call);
}

template <class Number>
inline void convolutionByInput(const Threads &threads, const ConvolutionOfMap &call) {
  convolveMap<Number, true>(threads, call);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
