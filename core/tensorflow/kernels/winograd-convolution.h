// The convolution itself, and its gradient by the input: transform, 36 products, transform back, a block of tiles at a time. How the input is read and what is
// done with what is written decides what else is computed on the way.
#pragma once

#include "gathering-maps.h"
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
  constexpr int64_t mostWeights = 2 << 20, largestSlab = 4 << 20, tilesOfBlock = 128;
  const int channels = static_cast<int>(most(of.channelsIn, of.channelsOut));
  if (transformedWeights(of) <= mostWeights) return {false, tilesOfProduct(channels), 0};
  const int64_t blocks = most(1, largestSlab / (tilesOfBlock * patchSize * roundedUp(channels)));
  return {true, tilesOfBlock, least(tilesOf(of).count, blocks * tilesOfBlock)};
}

inline int64_t blocksOf(const Convolution &of) {
  const int64_t size = convolutionPlan(of).tilesOfBlock;
  return (tilesOf(of).count + size - 1) / size;
}

// `sinkOf(block)`: where a block is written to.
template <class Operands, class Source, class SinkOf>
inline void convolveByBlocks(const Threads &threads, const Convolution &of, const Source &input, const Weights &weights, float *transformed, const SinkOf &sinkOf) {
  const int in = weights.in(), out = weights.out();
  const int inRounded = roundedUp(in), outRounded = roundedUp(out);
  const Tiles tiles = tilesOf(of);
  transformWeights<Operands>(threads, weights, transformed);
  const int64_t depth = words<Operands>(inRounded), plane = planeOfWeights(depth, outRounded);
  const int64_t size = convolutionPlan(of).tilesOfBlock;
  inPieces(threads, blocksOf(of), size * patchSize * inRounded * outRounded / 40, [&](int64_t block) {
    const int64_t from = block * size, count = least(size, tiles.count - from);
    const Room room = roomFor(threads, count, in, out);
    const MultipliedPlanes<Operands> patches(room.first, count, in);
    transformPatches(tiles, from, count, input, in, patches);
    for (int at = 0; at < patchSize; at++)
      multiplyAll<Operands>(patches.first + at * patches.plane, transformed + at * plane, room.second + at * (count * outRounded + gap), count,
                            static_cast<int>(depth), outRounded);
    writeTiles(tiles, from, count, room.second, {0, out}, out, sinkOf(block));
  });
}

// Bᵀ d B of a slab of tiles, by several threads.
template <class Source, class Planes>
inline void transformSlab(const Threads &threads, const Tiles &tiles, int64_t begin, int64_t count, const Source &map, int channels, const Planes &to) {
  constexpr int64_t atOnce = 8;
  inPieces(threads, (count + atOnce - 1) / atOnce, atOnce * channels * 20, [&](int64_t piece) {
    const int64_t from = piece * atOnce;
    transformPatches(tiles, begin + from, least(atOnce, count - from), map, channels, to, from);
  });
}

template <class Operands, class Source, class SinkOf>
inline void convolveByPanels(const Threads &threads, const Convolution &of, const Source &input, const Weights &weights, float *slab, const SinkOf &sinkOf) {
  const ConvolutionPlan plan = convolutionPlan(of);
  const Tiles tiles = tilesOf(of);
  const int in = weights.in(), out = weights.out(), inRounded = roundedUp(in);
  const MultipliedPlanes<Operands> patches(slab, plan.tilesOfSlab, in);
  const int64_t depth = words<Operands>(inRounded), panels = (out + columnsOfPanel - 1) / columnsOfPanel;
  for (int64_t begin = 0; begin < tiles.count; begin += plan.tilesOfSlab) {
    const int64_t ofSlab = least(plan.tilesOfSlab, tiles.count - begin);
    transformSlab(threads, tiles, begin, ofSlab, input, in, patches);
    const int64_t blocks = (ofSlab + plan.tilesOfBlock - 1) / plan.tilesOfBlock;
    inPieces(threads, blocks * panels, plan.tilesOfBlock * patchSize * inRounded * columnsOfPanel / 40, [&](int64_t piece) {
      const int64_t from = piece / panels * plan.tilesOfBlock, count = least(plan.tilesOfBlock, ofSlab - from);
      const int first = static_cast<int>(piece % panels) * columnsOfPanel;
      const Channels channels{first, static_cast<int>(least(columnsOfPanel, out - first))};
      const int columns = roundedUp(channels.count);
      const int64_t ofWeights = planeOfWeights(depth, columns), ofProducts = count * columns + gap;
      float *transformed = threads.scratch(threads.context, static_cast<size_t>(patchSize * (ofWeights + ofProducts)));
      float *products = transformed + patchSize * ofWeights;
      for (int row = 0; row < inRounded; row += lanes) transformRows<Operands>(weights, {first, columns, transformed}, row);
      for (int at = 0; at < patchSize; at++)
        multiplyAll<Operands>(patches.at(from, 0) + at * patches.plane, transformed + at * ofWeights, products + at * ofProducts, count,
                              static_cast<int>(depth), columns);
      writeTiles(tiles, begin + from, count, products, channels, out, sinkOf((begin + from) / plan.tilesOfBlock));
    });
  }
}

template <class Operands, class Source, class SinkOf>
inline void convolve(const Threads &threads, const Convolution &of, const Source &input, const Weights &weights, float *transformed, const SinkOf &sinkOf) {
  if (convolutionPlan(of).byPanels)
    convolveByPanels<Operands>(threads, of, input, weights, transformed, sinkOf);
  else
    convolveByBlocks<Operands>(threads, of, input, weights, transformed, sinkOf);
}

// Floats of the transformed weights, or of the patches of a slab.
inline int64_t roomOfTransformed(const Convolution &of) {
  const ConvolutionPlan plan = convolutionPlan(of);
  return plan.byPanels ? planesOf(plan.tilesOfSlab, static_cast<int>(most(of.channelsIn, of.channelsOut))) : transformedWeights(of);
}

// What a convolution needs beside its maps: transformed weights or patches, BN as it was folded before and behind, rows of sums.
struct ConvolutionRoom {
  float *transformed;
  float *before;
  float *behind;
  float *rows;

  ConvolutionRoom(const Convolution &of, float *room)
      : transformed(room), before(room + roomOfTransformed(of)), behind(before + roomOfFolded(of.channelsIn)), rows(behind + roomOfFolded(of.channelsOut)) {}
};

inline int64_t roomOfConvolution(const Convolution &of) {
  return roomOfTransformed(of) + roomOfFolded(of.channelsIn) + roomOfFolded(of.channelsOut) + blocksOf(of) * Moments::rows * roundedUp(of.channelsOut);
}

template <class Number, class SinkOf>
inline void convolveForward(const Threads &threads, const ConvolutionForward &call, const SinkOf &sinkOf) {
  const Weights weights{call.weights, call.of.channelsIn, call.of.channelsOut, false};
  const ConvolutionRoom room(call.of, call.room);
  withMap<Number>(call.input, call.before, room.before,
                  [&](const auto &input) { convolve<typename OperandsOf<Number>::Type>(threads, call.of, input, weights, room.transformed, sinkOf); });
}

template <class Number>
inline void convolutionForward(const Threads &threads, const ConvolutionForward &call) {
  convolveForward<Number>(threads, call, [&](int64_t) { return Stores<Number>{static_cast<Number *>(call.output)}; });
}

template <class Number>
inline void convolutionWithStatistics(const Threads &threads, const ConvolutionWithStatistics &call) {
  const Convolution &of = call.of.of;
  float *rows = ConvolutionRoom(of, call.of.room).rows;
  const int64_t width = roundedUp(of.channelsOut);
  convolveForward<Number>(threads, call.of, [&](int64_t block) {
    return GathersMoments<Number>{{static_cast<Number *>(call.of.output)}, Moments(rows + block * Moments::rows * width, width)};
  });
  const Tiles tiles = tilesOf(of);
  const int64_t size = convolutionPlan(of).tilesOfBlock;
  const auto before = [&](int64_t block) { return pixelsBefore(tiles, least(block * size, tiles.count)); };
  mergeMoments(blocksOf(of), [&](int64_t block) { return before(block + 1) - before(block); }, rows, of.channelsOut, call.mean, call.variance);
}

template <class Number, bool HasShortcut>
inline void convolveAndNormalise(const Threads &threads, const ConvolutionNormalised &call) {
  const Folded by = folded(call.behind, ConvolutionRoom(call.of.of, call.of.room).behind);
  convolveForward<Number>(threads, call.of, [&](int64_t) {
    return Normalises<Number, HasShortcut>{{static_cast<Number *>(call.of.output)}, static_cast<const Number *>(call.shortcut), by,
                                           call.relu ? 0 : -__builtin_inff()};
  });
}

template <class Number>
inline void convolutionNormalised(const Threads &threads, const ConvolutionNormalised &call) {
  if (call.shortcut == nullptr)
    convolveAndNormalise<Number, false>(threads, call);
  else
    convolveAndNormalise<Number, true>(threads, call);
}

template <class Number>
inline void convolutionByInput(const Threads &threads, const ConvolutionByInput &call) {
  const Weights weights{call.weights, call.of.channelsIn, call.of.channelsOut, true};
  convolve<typename OperandsOf<Number>::Type>(threads, call.of, Stored<Number>{static_cast<const Number *>(call.gradient)}, weights, ConvolutionRoom(call.of, call.room).transformed,
           [&](int64_t) { return Stores<Number>{static_cast<Number *>(call.byInput)}; });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
