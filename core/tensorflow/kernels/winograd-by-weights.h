// The gradient by the weights.
#pragma once

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
  constexpr int64_t tilesWorthASum = 128, largestSums = 4 << 20, largestSlab = 4 << 20;
  const int64_t tiles = tilesOf(of).count;
  const int64_t pieces = least(least(32, tiles / tilesWorthASum), largestSums / transformedWeights(of));
  if (pieces >= 4) return {pieces, 0};
  const int64_t ofTile = static_cast<int64_t>(patchSize) * (roundedUp(of.channelsIn) + roundedUp(of.channelsOut));
  return {1, least(tiles, most(32, largestSlab / ofTile))};
}

inline int64_t sumsOfWeights(const Convolution &of) {
  const SumPlan plan = sumPlan(of);
  return plan.pieces * transformedWeights(of) + planesOf(plan.tilesOfSlab, of.channelsIn) + planesOf(plan.tilesOfSlab, of.channelsOut);
}

// Gᵀ m G of the pieces' sum, as HWIO.
inline void writeWeightGradient(const Threads &threads, const Convolution &of, const float *sums, int64_t pieces, float *to) {
  const int in = roundedUp(of.channelsIn), out = roundedUp(of.channelsOut);
  const int64_t ofPiece = transformedWeights(of);
  inPieces(threads, of.channelsIn, static_cast<int64_t>(out) * 40 * pieces, [&](int64_t row) {
    for (int column = 0; column < of.channelsOut; column += lanes) {
      Vector half[3][patchSide];
      for (int right = 0; right < patchSide; right++) {
        Vector read[patchSide], done[3];
        for (int down = 0; down < patchSide; down++) {
          const float *from = sums + (down * patchSide + right) * planeOfWeights(in, out) + row * out + column;
          read[down] = load(from);
          for (int64_t piece = 1; piece < pieces; piece++) read[down] += load(from + piece * ofPiece);
        }
        weightGradientTransform(read, done);
        for (int down = 0; down < 3; down++) half[down][right] = done[down];
      }
      for (int down = 0; down < 3; down++) {
        Vector done[3];
        weightGradientTransform(half[down], done);
        for (int right = 0; right < 3; right++) {
          float *here = to + ((down * 3 + right) * static_cast<int64_t>(of.channelsIn) + row) * of.channelsOut + column;
          if (column + lanes <= of.channelsOut)
            store(here, done[right]);
          else
            storePart(here, done[right], of.channelsOut - column);
        }
      }
    }
  });
}

template <class Input, class Gradient>
inline void sumInPieces(const Threads &threads, const ConvolutionByWeights &call, const Input &input, const Gradient &gradient, int64_t pieces) {
  const Convolution &of = call.of;
  const Tiles tiles = tilesOf(of);
  const int in = roundedUp(of.channelsIn), out = roundedUp(of.channelsOut);
  const int64_t ofPiece = transformedWeights(of);
  inPieces(threads, pieces, tiles.count / pieces * patchSize * in * out / 40, [&](int64_t piece) {
    float *sum = call.sums + piece * ofPiece;
    memset(sum, 0, sizeof(float) * static_cast<size_t>(ofPiece));
    const int64_t end = tiles.count * (piece + 1) / pieces;
    for (int64_t from = tiles.count * piece / pieces; from < end; from += tilesOfSum) {
      const int64_t count = least(tilesOfSum, end - from);
      const Room room = roomFor(threads, count, of.channelsIn, of.channelsOut);
      const int64_t inPlane = count * in + gap, outPlane = count * out + gap;
      transformPatches(tiles, from, count, input, of.channelsIn, room.first, inPlane);
      transformGradients(tiles, from, count, gradient, of.channelsOut, room.second, outPlane);
      for (int at = 0; at < patchSize; at++)
        addAllTransposed(room.first + at * inPlane, in, room.second + at * outPlane, sum + at * planeOfWeights(in, out), count, in, out);
    }
  });
}

template <class Input, class Gradient>
inline void sumInSlabs(const Threads &threads, const ConvolutionByWeights &call, const Input &input, const Gradient &gradient,
                       int64_t tilesOfSlab) {
  const Convolution &of = call.of;
  const Tiles tiles = tilesOf(of);
  const int in = roundedUp(of.channelsIn), out = roundedUp(of.channelsOut);
  float *patches = call.sums + transformedWeights(of);
  float *gradients = patches + planesOf(tilesOfSlab, of.channelsIn);
  const int64_t inPlane = tilesOfSlab * in + gap, outPlane = tilesOfSlab * out + gap;
  memset(call.sums, 0, sizeof(float) * static_cast<size_t>(transformedWeights(of)));
  for (int64_t begin = 0; begin < tiles.count; begin += tilesOfSlab) {
    const int64_t ofSlab = least(tilesOfSlab, tiles.count - begin);
    constexpr int64_t atOnce = 8;
    inPieces(threads, (ofSlab + atOnce - 1) / atOnce, atOnce * (in + out) * 20, [&](int64_t piece) {
      const int64_t from = piece * atOnce, count = least(atOnce, ofSlab - from);
      transformPatches(tiles, begin + from, count, input, of.channelsIn, patches + from * in, inPlane);
      transformGradients(tiles, begin + from, count, gradient, of.channelsOut, gradients + from * out, outPlane);
    });
    constexpr int rowsAtOnce = 64;
    const int64_t parts = (in + rowsAtOnce - 1) / rowsAtOnce;
    inPieces(threads, patchSize * parts, ofSlab * rowsAtOnce * out / 40, [&](int64_t piece) {
      const int64_t at = piece / parts;
      const int row = static_cast<int>(piece % parts) * rowsAtOnce;
      // Few tiles at a time, so that the columns of both factors stay in the first cache while the rows of the sum pass by.
      constexpr int64_t depth = 48;
      for (int64_t tile = 0; tile < ofSlab; tile += depth)
        addAllTransposed(patches + at * inPlane + tile * in + row, in, gradients + at * outPlane + tile * out, call.sums + at * planeOfWeights(in, out) + static_cast<int64_t>(row) * out,
                         least(depth, ofSlab - tile), static_cast<int>(least(rowsAtOnce, in - row)), out);
    });
  }
}

template <class Number>
inline void convolutionByWeights(const Threads &threads, const ConvolutionByWeights &call) {
  const SumPlan plan = sumPlan(call.of);
  const Stored<Number> input{static_cast<const Number *>(call.input)}, gradient{static_cast<const Number *>(call.gradient)};
  if (plan.pieces > 1)
    sumInPieces(threads, call, input, gradient, plan.pieces);
  else
    sumInSlabs(threads, call, input, gradient, plan.tilesOfSlab);
  writeWeightGradient(threads, call.of, call.sums, plan.pieces, call.byWeights);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
