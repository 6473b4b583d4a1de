// 3×3 convolutions of stride 1 by Winograd's F(4×4, 3×3): winograd-transforms.h says what is computed, this file on what and in which order.
// Tiles are worked on in blocks whose transformed numbers stay in a core's own cache. A map whose sides are no multiples of 4 is covered by tiles that
// reach beyond it: they read zeros there, and what they give there is dropped.
#pragma once

#include "kernels.h"
#include "products.h"
#include "winograd-transforms.h"

namespace stagecraft::STAGECRAFT_TARGET {

inline int roundedUp(int channels) { return (channels + lanes - 1) / lanes * lanes; }

// Between the 36 matrices of a block: planes a power of two apart would share the same few places of the cache.
constexpr int64_t gap = 48;

struct Tiles {
  int height;
  int width;
  int down;
  int across;
  int64_t count;
};

inline Tiles tilesOf(const Convolution &of) {
  const int down = (of.height + tileSide - 1) / tileSide, across = (of.width + tileSide - 1) / tileSide;
  return {of.height, of.width, down, across, of.batch * down * across};
}

// So many that the transformed numbers of a block stay close to the processor, and products have rows enough: the sizes that were fastest of those tried
// with 16 to 128 channels. Sums over tiles want more of them, since each block reads and writes all of the sum.
inline int64_t tilesOfProduct(int channels) { return channels > 32 ? 16 : 32; }
constexpr int64_t tilesOfSum = 32;

// Where the pixels of a tile and around it stand, for all channels. A pixel is found from where the first one stands and from a row's length.
template <class Number>
struct Inside {
  Number *first;
  int64_t rowStep;
  int64_t columnStep;

  Number *at(int row, int column) const { return first + row * rowStep + column * columnStep; }
};

// The same for a tile that reaches beyond the map: what is there stands in one pixel of its own.
template <class Number>
struct Reaching {
  Inside<Number> inside;
  // Rows and columns of the map that it begins with, and its sides.
  int top;
  int left;
  int height;
  int width;
  Number *outside;

  Number *at(int row, int column) const {
    const bool isInside = static_cast<unsigned>(top + row) < static_cast<unsigned>(height) &&
                          static_cast<unsigned>(left + column) < static_cast<unsigned>(width);
    return isInside ? inside.at(row, column) : outside;
  }
};

// Brings the new columns of the window two tiles on into the cache: rows of a map are too far apart for the processor to foresee.
template <class Number>
inline void foresee(const Inside<Number> &window, int side, int64_t channels) {
  for (int row = 0; row < side; row++) {
    const char *ahead = reinterpret_cast<const char *>(window.at(row, side - tileSide + 2 * tileSide));
    for (int64_t byte = 0; byte < tileSide * channels * static_cast<int64_t>(sizeof(Number)); byte += 64) __builtin_prefetch(ahead + byte);
  }
}

// Calls `work(tile, pixels)` for the tiles of a block, with the pixels of their windows: `side` long, and beginning `before` pixels before the tile.
template <class Number, class Work>
inline void overTiles(const Tiles &tiles, int64_t from, int64_t count, Number *map, int channels, int side, int before, Number *outside,
                      const Work &work) {
  const int64_t rowStep = static_cast<int64_t>(tiles.width) * channels;
  const int64_t ofImage = static_cast<int64_t>(tiles.down) * tiles.across;
  int64_t image = from / ofImage;
  int down = static_cast<int>(from % ofImage) / tiles.across, across = static_cast<int>(from % ofImage) % tiles.across;
  for (int64_t tile = 0; tile < count; tile++) {
    const int top = down * tileSide - before, left = across * tileSide - before;
    const Inside<Number> inside{map + ((image * tiles.height + top) * tiles.width + left) * channels, rowStep, channels};
    foresee(inside, side, channels);
    if (top >= 0 && left >= 0 && top + side <= tiles.height && left + side <= tiles.width)
      work(tile, inside);
    else
      work(tile, Reaching<Number>{inside, top, left, tiles.height, tiles.width, outside});
    if (++across < tiles.across) continue;
    across = 0;
    if (++down < tiles.down) continue;
    down = 0;
    image++;
  }
}

template <class Number>
inline Vector channelsFrom(const Number *pixel, int channel, int channels) {
  return channel + lanes <= channels ? load(pixel + channel) : loadPart(pixel + channel, channels - channel);
}

// Bᵀ d B of every tile of a block: [36][tiles][channels rounded up], the 36 planes so many floats apart.
template <class Number>
inline void transformPatches(const Tiles &tiles, int64_t from, int64_t count, const Number *map, int channels, const Number *zeros,
                             float *to, int64_t plane) {
  const int width = roundedUp(channels);
  overTiles(tiles, from, count, map, channels, patchSide, 1, zeros, [&](int64_t tile, const auto &pixels) {
    for (int channel = 0; channel < channels; channel += lanes) {
      Vector half[patchSide][patchSide];
      for (int column = 0; column < patchSide; column++) {
        Vector read[patchSide], done[patchSide];
        for (int row = 0; row < patchSide; row++) read[row] = channelsFrom(pixels.at(row, column), channel, channels);
        patchTransform(read, done);
        for (int row = 0; row < patchSide; row++) half[row][column] = done[row];
      }
      float *here = to + tile * width + channel;
      for (int row = 0; row < patchSide; row++) {
        Vector done[patchSide];
        patchTransform(half[row], done);
        for (int column = 0; column < patchSide; column++) store(here + (row * patchSide + column) * plane, done[column]);
      }
    }
  });
}

// A y Aᵀ of every tile of a block, as above.
template <class Number>
inline void transformGradients(const Tiles &tiles, int64_t from, int64_t count, const Number *map, int channels, const Number *zeros,
                             float *to, int64_t plane) {
  const int width = roundedUp(channels);
  overTiles(tiles, from, count, map, channels, tileSide, 0, zeros, [&](int64_t tile, const auto &pixels) {
    for (int channel = 0; channel < channels; channel += lanes) {
      Vector half[patchSide][tileSide];
      for (int column = 0; column < tileSide; column++) {
        Vector read[tileSide], done[patchSide];
        for (int row = 0; row < tileSide; row++) read[row] = channelsFrom(pixels.at(row, column), channel, channels);
        gradientTransform(read, done);
        for (int row = 0; row < patchSide; row++) half[row][column] = done[row];
      }
      float *here = to + tile * width + channel;
      for (int row = 0; row < patchSide; row++) {
        Vector done[patchSide];
        gradientTransform(half[row], done);
        for (int column = 0; column < patchSide; column++) store(here + (row * patchSide + column) * plane, done[column]);
      }
    }
  });
}

// Aᵀ m A of every tile of a block, into the map.
template <class Number>
inline void writeTiles(const Tiles &tiles, int64_t from, int64_t count, const float *products, int channels, Number *map, Number *dropped) {
  const int width = roundedUp(channels);
  const int64_t plane = count * width + gap;
  overTiles(tiles, from, count, map, channels, tileSide, 0, dropped, [&](int64_t tile, const auto &pixels) {
    for (int channel = 0; channel < channels; channel += lanes) {
      const float *here = products + tile * width + channel;
      Vector half[tileSide][patchSide];
      for (int column = 0; column < patchSide; column++) {
        Vector read[patchSide], done[tileSide];
        for (int row = 0; row < patchSide; row++) read[row] = load(here + (row * patchSide + column) * plane);
        tileTransform(read, done);
        for (int row = 0; row < tileSide; row++) half[row][column] = done[row];
      }
      const bool whole = channel + lanes <= channels;
      for (int row = 0; row < tileSide; row++) {
        Vector done[tileSide];
        tileTransform(half[row], done);
        for (int column = 0; column < tileSide; column++) {
          Number *pixel = pixels.at(row, column) + channel;
          if (whole)
            store(pixel, done[column]);
          else
            storePart(pixel, done[column], channels - channel);
        }
      }
    }
  });
}

// Weights as they are for the forward pass, or turned around with channels exchanged for the gradient by the input.
struct Weights {
  const float *values;
  int channelsIn;
  int channelsOut;
  bool turned;

  int in() const { return turned ? channelsOut : channelsIn; }
  int out() const { return turned ? channelsIn : channelsOut; }

  // Of one channel in, the lanes being channels out; zeros beyond them.
  Vector at(int row, int column, int in, int out) const {
    const int count = static_cast<int>(least(lanes, this->out() - out));
    if (!turned) {
      const float *from = values + ((row * 3 + column) * static_cast<int64_t>(channelsIn) + in) * channelsOut + out;
      return count == lanes ? load(from) : loadPart(from, count);
    }
    const float *from = values + (((2 - row) * 3 + 2 - column) * static_cast<int64_t>(channelsIn) + out) * channelsOut + in;
    float gathered[lanes] = {};
    for (int lane = 0; lane < count; lane++) gathered[lane] = from[static_cast<int64_t>(lane) * channelsOut];
    return load(gathered);
  }
};

// G g Gᵀ: [36][in rounded up][out rounded up]; what is rounded up is zero.
inline void transformWeights(const Threads &threads, const Weights &weights, float *to) {
  const int in = roundedUp(weights.in()), out = roundedUp(weights.out());
  inPieces(threads, in / lanes, static_cast<int64_t>(lanes) * out * 40, [&](int64_t piece) {
    // Turned weights of `lanes` rows lie in the same cache lines: all of them are taken before the next columns.
    for (int column = 0; column < out; column += lanes)
      for (int row = static_cast<int>(piece) * lanes; row < (piece + 1) * lanes; row++) {
        Vector half[patchSide][3];
        for (int right = 0; right < 3; right++) {
          Vector read[3] = {}, done[patchSide];
          if (row < weights.in())
            for (int down = 0; down < 3; down++) read[down] = weights.at(down, right, row, column);
          weightTransform(read, done);
          for (int down = 0; down < patchSide; down++) half[down][right] = done[down];
        }
        for (int down = 0; down < patchSide; down++) {
          Vector done[patchSide];
          weightTransform(half[down], done);
          for (int right = 0; right < patchSide; right++)
            store(to + (static_cast<int64_t>(down * patchSide + right) * in + row) * out + column, done[right]);
        }
      }
  });
}

inline int64_t transformedWeights(const Convolution &of) {
  return static_cast<int64_t>(patchSize) * roundedUp(of.channelsIn) * roundedUp(of.channelsOut);
}

// Room for a block: two sets of 36 planes, and a pixel of zeros or of what is dropped, for floats of any type.
inline size_t roomOf(int64_t tiles, int in, int out) {
  return static_cast<size_t>(patchSize * (tiles * (roundedUp(in) + roundedUp(out)) + 2 * gap) + most(roundedUp(in), roundedUp(out)) + lanes);
}

struct Room {
  float *first;
  float *second;
  float *pixel;
};

inline Room roomFor(const Threads &threads, int64_t tiles, int in, int out) {
  float *memory = threads.scratch(threads.context, roomOf(tiles, in, out));
  float *second = memory + patchSize * (tiles * roundedUp(in) + gap);
  float *pixel = second + patchSize * (tiles * roundedUp(out) + gap);
  memset(pixel, 0, sizeof(float) * static_cast<size_t>(most(roundedUp(in), roundedUp(out))));
  return {memory, second, pixel};
}

template <class Number>
inline void convolve(const Threads &threads, const Tiles &tiles, const Number *input, const Weights &weights, Number *output, float *transformed) {
  const int in = weights.in(), out = weights.out();
  const int inRounded = roundedUp(in), outRounded = roundedUp(out);
  transformWeights(threads, weights, transformed);
  const int64_t size = tilesOfProduct(static_cast<int>(most(in, out)));
  inPieces(threads, (tiles.count + size - 1) / size, size * patchSize * inRounded * outRounded / 40, [&](int64_t block) {
    const int64_t from = block * size, count = least(size, tiles.count - from);
    const Room room = roomFor(threads, count, in, out);
    transformPatches(tiles, from, count, input, in, reinterpret_cast<const Number *>(room.pixel), room.first,
                     count * inRounded + gap);
    for (int at = 0; at < patchSize; at++)
      multiplyAll(room.first + at * (count * inRounded + gap), transformed + static_cast<int64_t>(at) * inRounded * outRounded,
                  room.second + at * (count * outRounded + gap), count, inRounded, outRounded);
    writeTiles(tiles, from, count, room.second, out, output, reinterpret_cast<Number *>(room.pixel));
  });
}

template <class Number>
inline void convolutionForward(const Threads &threads, const ConvolutionForward &call) {
  const Weights weights{call.weights, call.of.channelsIn, call.of.channelsOut, false};
  convolve(threads, tilesOf(call.of), static_cast<const Number *>(call.input), weights, static_cast<Number *>(call.output), call.transformed);
}

template <class Number>
inline void convolutionByInput(const Threads &threads, const ConvolutionByInput &call) {
  const Weights weights{call.weights, call.of.channelsIn, call.of.channelsOut, true};
  convolve(threads, tilesOf(call.of), static_cast<const Number *>(call.gradient), weights, static_cast<Number *>(call.byInput), call.transformed);
}

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

inline int64_t planesOfSlab(int64_t tiles, int channels) { return patchSize * (tiles * roundedUp(channels) + gap); }

inline int64_t sumsOfWeights(const Convolution &of) {
  const SumPlan plan = sumPlan(of);
  return plan.pieces * transformedWeights(of) + planesOfSlab(plan.tilesOfSlab, of.channelsIn) + planesOfSlab(plan.tilesOfSlab, of.channelsOut);
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
          const float *from = sums + (static_cast<int64_t>(down * patchSide + right) * in + row) * out + column;
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

template <class Number>
inline void sumInPieces(const Threads &threads, const ConvolutionByWeights &call, int64_t pieces) {
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
      const Number *zeros = reinterpret_cast<const Number *>(room.pixel);
      const int64_t inPlane = count * in + gap, outPlane = count * out + gap;
      transformPatches(tiles, from, count, static_cast<const Number *>(call.input), of.channelsIn, zeros, room.first, inPlane);
      transformGradients(tiles, from, count, static_cast<const Number *>(call.gradient), of.channelsOut, zeros, room.second, outPlane);
      for (int at = 0; at < patchSize; at++)
        addAllTransposed(room.first + at * inPlane, in, room.second + at * outPlane, sum + static_cast<int64_t>(at) * in * out, count, in, out);
    }
  });
}

template <class Number>
inline void sumInSlabs(const Threads &threads, const ConvolutionByWeights &call, int64_t tilesOfSlab) {
  const Convolution &of = call.of;
  const Tiles tiles = tilesOf(of);
  const int in = roundedUp(of.channelsIn), out = roundedUp(of.channelsOut);
  float *patches = call.sums + transformedWeights(of);
  float *gradients = patches + planesOfSlab(tilesOfSlab, of.channelsIn);
  const int64_t inPlane = tilesOfSlab * in + gap, outPlane = tilesOfSlab * out + gap;
  memset(call.sums, 0, sizeof(float) * static_cast<size_t>(transformedWeights(of)));
  for (int64_t begin = 0; begin < tiles.count; begin += tilesOfSlab) {
    const int64_t ofSlab = least(tilesOfSlab, tiles.count - begin);
    constexpr int64_t atOnce = 8;
    inPieces(threads, (ofSlab + atOnce - 1) / atOnce, atOnce * (in + out) * 20, [&](int64_t piece) {
      const int64_t from = piece * atOnce, count = least(atOnce, ofSlab - from);
      const Number *zeros = reinterpret_cast<const Number *>(roomFor(threads, 0, of.channelsIn, of.channelsOut).pixel);
      transformPatches(tiles, begin + from, count, static_cast<const Number *>(call.input), of.channelsIn, zeros, patches + from * in, inPlane);
      transformGradients(tiles, begin + from, count, static_cast<const Number *>(call.gradient), of.channelsOut, zeros, gradients + from * out,
                         outPlane);
    });
    constexpr int rowsAtOnce = 64;
    const int64_t parts = (in + rowsAtOnce - 1) / rowsAtOnce;
    inPieces(threads, patchSize * parts, ofSlab * rowsAtOnce * out / 40, [&](int64_t piece) {
      const int64_t at = piece / parts;
      const int row = static_cast<int>(piece % parts) * rowsAtOnce;
      // Few tiles at a time, so that the columns of both factors stay in the first cache while the rows of the sum pass by.
      constexpr int64_t depth = 48;
      for (int64_t tile = 0; tile < ofSlab; tile += depth)
        addAllTransposed(patches + at * inPlane + tile * in + row, in, gradients + at * outPlane + tile * out, call.sums + (at * in + row) * out,
                         least(depth, ofSlab - tile), static_cast<int>(least(rowsAtOnce, in - row)), out);
    });
  }
}

template <class Number>
inline void convolutionByWeights(const Threads &threads, const ConvolutionByWeights &call) {
  const SumPlan plan = sumPlan(call.of);
  if (plan.pieces > 1)
    sumInPieces<Number>(threads, call, plan.pieces);
  else
    sumInSlabs<Number>(threads, call, plan.tilesOfSlab);
  writeWeightGradient(threads, call.of, call.sums, plan.pieces, call.byWeights);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
