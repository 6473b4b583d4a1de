// From tiles to the 36 planes that Winograd's products are of, and back. Tiles are worked on in blocks whose transformed numbers stay in a core's own cache.
#pragma once

#include "operands.h"
#include "winograd-windows.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Between the 36 matrices of a block: planes a power of two apart would share the same few places of the cache.
constexpr int64_t gap = 48;

// So many that the transformed numbers of a block stay close to the processor, and products have rows enough: the sizes that were fastest of those tried
// with 16 to 128 channels. Sums over tiles want more of them, since each block reads and writes all of the sum.
inline int64_t tilesOfProduct(int channels) { return channels > 64 ? 24 : channels > 32 ? 18 : 32; }
constexpr int64_t tilesOfSum = 32;

// Some channels of a map.
struct Channels {
  int first;
  int count;
};

// The 36 planes of a block whose rows are tiles, of channels rounded up, as they are multiplied with weights.
template <class Operands>
struct MultipliedPlanes {
  float *first;
  int width;
  int64_t plane;

  MultipliedPlanes(float *first, int64_t tiles, int channels)
      : first(first), width(roundedUp(channels)), plane(tiles * width / Operands::together + gap) {}

  float *at(int64_t tile, int channel) const { return first + (tile * width + channel) / Operands::together; }
  static void put(float *to, Vector value, int64_t) { Operands::row(reinterpret_cast<typename Operands::Number *>(to), value); }
};

// The same as products are summed over their tiles.
template <class Operands>
struct SummedPlanes {
  float *first;
  int width;
  int64_t plane;

  SummedPlanes(float *first, int64_t tiles, int channels)
      : first(first), width(roundedUp(channels)), plane(words<Operands>(tiles) * width + gap) {}

  float *at(int64_t tile, int channel) const { return first + tile / Operands::together * width + channel; }
  static void put(float *to, Vector value, int64_t tile) { Operands::ofRows(to, value, tile); }
};

constexpr int halfPatch = patchSide / 2;

// Bᵀ d B of every tile of a block, the first of which is row `row` of the planes.
template <class Source, class Planes>
inline void transformPatches(const Tiles &tiles, int64_t from, int64_t count, const Source &map, int channels, const Planes &to, int64_t row = 0) {
  overTiles(tiles, from, count, map, channels, patchSide, 1, [&](int64_t tile, const auto &window) __attribute__((noinline)) {
    overVectors(channels, [&](int channel, auto part) {
      const auto read = map.from(channel, part);
      float *here = to.at(row + tile, channel);
      // Half of the rows at a time: as many numbers as there are registers for.
#pragma GCC unroll 2
      for (int first = 0; first < patchSide; first += halfPatch) {
        Vector half[halfPatch][patchSide];
        overColumns<patchSide>(read, window, [&](int column, const Vector *pixels) {
          Vector done[patchSide];
          patchTransform(pixels, done);
          for (int line = 0; line < halfPatch; line++) half[line][column] = done[first + line];
        });
#pragma GCC unroll 3
        for (int line = 0; line < halfPatch; line++) {
          Vector done[patchSide];
          patchTransform(half[line], done);
#pragma GCC unroll 6
          for (int column = 0; column < patchSide; column++) {
            to.put(here, done[column], row + tile);
            here = onwards(here, to.plane);
          }
        }
      }
    });
  });
}

// A y Aᵀ of every tile of a block, as above.
template <class Source, class Planes>
inline void transformGradients(const Tiles &tiles, int64_t from, int64_t count, const Source &map, int channels, const Planes &to, int64_t row = 0) {
  overTiles(tiles, from, count, map, channels, tileSide, 0, [&](int64_t tile, const auto &window) __attribute__((noinline)) {
    overVectors(channels, [&](int channel, auto part) {
      const auto read = map.from(channel, part);
      float *here = to.at(row + tile, channel);
      Vector half[patchSide][tileSide];
      overColumns<tileSide>(read, window, [&](int column, const Vector *pixels) {
        Vector done[patchSide];
        gradientTransform(pixels, done);
        for (int line = 0; line < patchSide; line++) half[line][column] = done[line];
      });
#pragma GCC unroll 6
      for (int line = 0; line < patchSide; line++) {
        Vector done[patchSide];
        gradientTransform(half[line], done);
#pragma GCC unroll 6
        for (int column = 0; column < patchSide; column++) {
          to.put(here, done[column], row + tile);
          here = onwards(here, to.plane);
        }
      }
    });
  });
}

// Aᵀ m A of every tile of a block: handed to the sink a pixel at a time. Products are of some of the map's channels.
template <class Sink>
inline void writeTiles(const Tiles &tiles, int64_t from, int64_t count, const float *products, const Channels &those, int channels, const Sink &map) {
  const int width = roundedUp(those.count);
  const int64_t plane = count * width + gap;
  overTiles(tiles, from, count, map, channels, tileSide, 0, [&](int64_t tile, const auto &window) __attribute__((noinline)) {
    overVectors(those.count, [&](int channel, auto part) {
      const float *here = products + tile * width + channel;
      Vector half[tileSide][patchSide];
#pragma GCC unroll 6
      for (int row = 0; row < patchSide; row++) {
        Vector read[patchSide], done[tileSide];
#pragma GCC unroll 6
        for (int column = 0; column < patchSide; column++) {
          read[column] = load(here);
          here = onwards(here, plane);
        }
        tileTransform(read, done);
        for (int column = 0; column < tileSide; column++) half[column][row] = done[column];
      }
      auto write = map.to(tile, those.first + channel, part);
      int64_t at[tileSide];
#pragma GCC unroll 4
      for (int row = 0; row < tileSide; row++) at[row] = window.row(row);
#pragma GCC unroll 4
      for (int column = 0; column < tileSide; column++) {
        Vector done[tileSide];
        tileTransform(half[column], done);
#pragma GCC unroll 4
        for (int row = 0; row < tileSide; row++) {
          if (window.holdsColumn(column) && window.holdsRow(row)) write(at[row], done[row]);
          at[row] = onwards(at[row], window.columnStep);
        }
      }
      write.end();
    });
  });
}

// Floats of 36 planes of floats: room for either kind of operands.
inline int64_t planesOf(int64_t tiles, int channels) { return patchSize * (tiles * roundedUp(channels) + gap); }

// Room for a block: two sets of 36 planes.
struct Room {
  float *first;
  float *second;
};

inline Room roomFor(const Threads &threads, int64_t tiles, int in, int out) {
  const int64_t ofFirst = planesOf(tiles, in), ofSecond = planesOf(tiles, out);
  float *memory = threads.scratch(threads.context, static_cast<size_t>(ofFirst + ofSecond));
  return {memory, memory + ofFirst};
}

}  // namespace stagecraft::STAGECRAFT_TARGET
