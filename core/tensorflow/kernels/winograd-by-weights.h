// The gradient by the weights.
#pragma once

#include "normalised-maps.h"
#include "products.h"
#include "winograd-weights.h"

namespace stagecraft::STAGECRAFT_TARGET {

// The gradient by the weights is a sum over all tiles. Where there are many tiles and few weights, pieces of it are made apart, each tile while its
// transformed numbers are in a core's own cache, and added in their order. Where there are many weights, all tiles are transformed first, as many as
// fit into a slab of memory, and every thread adds up weights of its own. Either way the order of the sum follows from the shape alone.
struct SumPlan {
  // Apart; 1: by slabs.
  int64_t pieces;
  int64_t tilesOfSlab;
};

inline SumPlan sumPlan(const Convolution &of) {
  constexpr int64_t tilesWorthASum = 128, largestSums = 4 << 20, largestSlab = 5 << 20;
  const int64_t tiles = tilesOf(of).count;
  const int64_t pieces = least(least(32, tiles / tilesWorthASum), largestSums / transformedWeights(of));
  if (pieces >= 4) return {pieces, 0};
  const int64_t ofTile = static_cast<int64_t>(patchSize) * (roundedUp(of.channelsIn) + roundedUp(of.channelsOut));
  return {1, least(tiles, most(32, largestSlab / ofTile))};
}

// Blocks of 64 × 64 weights.
constexpr int sideOfBlock = 64;
inline int64_t blocksOfSums(const Convolution &of) {
  return ((of.channelsIn + sideOfBlock - 1) / sideOfBlock) * ((of.channelsOut + sideOfBlock - 1) / sideOfBlock);
}

inline int64_t sumsOfPlan(const Convolution &of) {
  const SumPlan plan = sumPlan(of);
  if (plan.pieces > 1) return plan.pieces * transformedWeights(of);
  const int64_t blocks = plan.tilesOfSlab == tilesOf(of).count ? 0 : blocksOfSums(of) * patchSize * planeOfWeights(sideOfBlock, sideOfBlock);
  return blocks + planesOf(plan.tilesOfSlab, of.channelsIn) + planesOf(plan.tilesOfSlab, of.channelsOut);
}

// BN's factors and constants stand behind the sums.
inline int64_t sumsOfWeights(const Convolution &of) { return sumsOfPlan(of) + roomOfFolded(of.channelsIn); }

// Sums in the transformed domain of some of the weights, [36][rows][columns], in so many pieces: their first row and column, and how far apart pieces are.
struct Sums {
  const float *first;
  int firstRow;
  int firstColumn;
  int rows;
  int columns;
  int64_t pieces;
  int64_t ofPiece;
};

// Planes of a slab, in panels of as many channels as blocks of weights have: rows of a panel are side by side, so that the caches near a core hold all of it.
template <class Operands>
struct PanelledPlanes {
  float *first;
  int width;
  int64_t rows;
  int64_t plane;

  PanelledPlanes(float *first, int64_t tiles, int channels)
      : first(first), width(roundedUp(channels)), rows(words<Operands>(tiles)), plane(rows * width + gap) {}

  int widthOf(int panel) const { return static_cast<int>(least(sideOfBlock, width - panel)); }
  float *at(int64_t tile, int channel) const {
    const int within = channel % sideOfBlock, panel = channel - within;
    return first + panel * rows + tile / Operands::together * widthOf(panel) + within;
  }
  static void put(float *to, Vector value, int64_t tile) { Operands::ofRows(to, value, tile); }
};

// Gᵀ m G of the pieces' sum, as HWIO: a row of it.
__attribute__((noinline)) inline void writeWeightGradient(const Convolution &of, const Sums &sums, int row, float *to) {
  const int end = static_cast<int>(least(sums.columns, of.channelsOut - sums.firstColumn));
  const int64_t plane = planeOfWeights(sums.rows, sums.columns);
  for (int column = 0; column < end; column += lanes) {
    Vector half[3][patchSide];
    for (int right = 0; right < patchSide; right++) {
      Vector read[patchSide], done[3];
      for (int down = 0; down < patchSide; down++) {
        const float *from = sums.first + (down * patchSide + right) * plane + static_cast<int64_t>(row) * sums.columns + column;
        read[down] = load(from);
        for (int64_t piece = 1; piece < sums.pieces; piece++) read[down] += load(from + piece * sums.ofPiece);
      }
      weightGradientTransform(read, done);
      for (int down = 0; down < 3; down++) half[down][right] = done[down];
    }
    for (int down = 0; down < 3; down++) {
      Vector done[3];
      weightGradientTransform(half[down], done);
      for (int right = 0; right < 3; right++) {
        float *here = to + ((down * 3 + right) * static_cast<int64_t>(of.channelsIn) + sums.firstRow + row) * of.channelsOut + sums.firstColumn + column;
        // Rows of the weights are far apart: their lines would be waited for.
        if (column + lanes <= end)
          put(here, done[right], Past{});
        else
          put(here, done[right], end - column);
      }
    }
  }
}

// Every row of it.
inline void writeWeightGradients(const Threads &threads, const Convolution &of, const Sums &sums, float *to) {
  inPieces(threads, of.channelsIn, static_cast<int64_t>(sums.columns) * 40 * sums.pieces, [&](int64_t row) {
    writeWeightGradient(of, sums, static_cast<int>(row), to);
    settle();
  });
}

// Adds what these tiles give to all of the sums, or, where they are the first, begins these with it.
template <class Operands>
inline void addTiles(const SummedPlanes<Operands> &patches, const SummedPlanes<Operands> &gradients, int64_t tiles, float *sum, bool adds) {
  const int in = patches.width, out = gradients.width;
  for (int at = 0; at < patchSize; at++)
    addAllTransposed<Operands>(patches.first + at * patches.plane, in, gradients.first + at * gradients.plane, out, sum + at * planeOfWeights(in, out),
                               words<Operands>(tiles), in, out, adds);
}

template <class Operands, class Input, class Gradient>
inline void sumInPieces(const Threads &threads, const ConvolutionByWeights &call, const Input &input, const Gradient &gradient, int64_t pieces) {
  const Convolution &of = call.of;
  const Tiles tiles = tilesOf(of);
  const int in = roundedUp(of.channelsIn), out = roundedUp(of.channelsOut);
  const int64_t ofPiece = transformedWeights(of);
  inPieces(threads, pieces, tiles.count / pieces * patchSize * in * out / 40, [&](int64_t piece) {
    float *sum = call.sums + piece * ofPiece;
    const int64_t begin = tiles.count * piece / pieces, end = tiles.count * (piece + 1) / pieces;
    for (int64_t from = begin; from < end; from += tilesOfSum) {
      const int64_t count = least(tilesOfSum, end - from);
      const Room room = roomFor(threads, count, of.channelsIn, of.channelsOut);
      const SummedPlanes<Operands> patches(room.first, count, of.channelsIn), gradients(room.second, count, of.channelsOut);
      transformPatches(tiles, from, count, input, of.channelsIn, patches);
      transformGradients(tiles, from, count, gradient, of.channelsOut, gradients);
      addTiles(patches, gradients, count, sum, from > begin);
    }
  });
}

// Of a slab of tiles that are all there are, or of one slab after another: what came before is then added to.
template <class Operands, class Input, class Gradient>
inline void sumInSlabs(const Threads &threads, const ConvolutionByWeights &call, const Input &input, const Gradient &gradient, int64_t tilesOfSlab) {
  const Convolution &of = call.of;
  const Tiles tiles = tilesOf(of);
  const int in = roundedUp(of.channelsIn), out = roundedUp(of.channelsOut);
  constexpr int side = sideOfBlock;
  // A panel of their words stays in the first cache while it meets all columns of the other map's.
  constexpr int64_t tilesAtOnce = 128 * Operands::together;
  const int64_t ofBlock = patchSize * planeOfWeights(side, side);
  const int64_t across = (out + side - 1) / side, blocks = blocksOfSums(of);
  const bool isWhole = tilesOfSlab == tiles.count;
  float *const slab = call.sums + (isWhole ? 0 : blocks * ofBlock);
  const PanelledPlanes<Operands> patches(slab, tilesOfSlab, of.channelsIn), gradients(slab + planesOf(tilesOfSlab, of.channelsIn), tilesOfSlab, of.channelsOut);
  for (int64_t begin = 0; begin < tiles.count; begin += tilesOfSlab) {
    const int64_t ofSlab = least(tilesOfSlab, tiles.count - begin);
    constexpr int64_t atOnce = 8;
    inPieces(threads, (ofSlab + atOnce - 1) / atOnce, atOnce * (in + out) * 20, [&](int64_t piece) {
      const int64_t from = piece * atOnce, count = least(atOnce, ofSlab - from);
      transformPatches(tiles, begin + from, count, input, of.channelsIn, patches, from);
      transformGradients(tiles, begin + from, count, gradient, of.channelsOut, gradients, from);
    });
    inPieces(threads, blocks, ofSlab * patchSize * side * side / 40, [&](int64_t block) {
      const int row = static_cast<int>(block / across) * side, column = static_cast<int>(block % across) * side;
      const int rows = patches.widthOf(row), columns = gradients.widthOf(column);
      float *sums = isWhole ? threads.scratch(threads.context, static_cast<size_t>(ofBlock)) : call.sums + block * ofBlock;
      for (int at = 0; at < patchSize; at++)
        for (int64_t from = 0; from < ofSlab; from += tilesAtOnce)
          addAllTransposed<Operands>(patches.at(from, row) + at * patches.plane, rows, gradients.at(from, column) + at * gradients.plane, columns,
                                     sums + at * planeOfWeights(rows, columns), words<Operands>(least(tilesAtOnce, ofSlab - from)), rows, columns,
                                     begin + from > 0);
      if (begin + ofSlab < tiles.count) return;
      const Sums those{sums, row, column, rows, columns, 1, 0};
      for (int line = 0; line < least(rows, of.channelsIn - row); line++) writeWeightGradient(of, those, line, call.byWeights);
      settle();
    });
  }
}

template <class Operands, class Input, class Gradient>
inline void sumByWeights(const Threads &threads, const ConvolutionByWeights &call, const Input &input, const Gradient &gradient) {
  const Convolution &of = call.of;
  const SumPlan plan = sumPlan(of);
  if (plan.pieces == 1) return sumInSlabs<Operands>(threads, call, input, gradient, plan.tilesOfSlab);
  sumInPieces<Operands>(threads, call, input, gradient, plan.pieces);
  const int in = roundedUp(of.channelsIn), out = roundedUp(of.channelsOut);
  writeWeightGradients(threads, of, {call.sums, 0, 0, in, out, plan.pieces, transformedWeights(of)}, call.byWeights);
}

template <class Number>
inline void convolutionByWeights(const Threads &threads, const ConvolutionByWeights &call) {
  const Stored<Number> gradient{static_cast<const Number *>(call.gradient)};
  withMap<Number>(call.input, call.before, call.sums + sumsOfPlan(call.of),
                  [&](const auto &input) { sumByWeights<typename SummedOf<Number>::Type>(threads, call, input, gradient); });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
