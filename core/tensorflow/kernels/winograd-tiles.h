// Maps in tiles of 4×4, and from tiles to the 36 planes that Winograd's products are of, and back. Tiles are worked on in blocks whose transformed numbers
// stay in a core's own cache. A map whose sides are no multiples of 4 is covered by tiles that reach beyond it: they read zeros there, and what they give
// there is dropped.
#pragma once

#include "kernels.h"
#include "maps.h"
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
inline int64_t tilesOfProduct(int channels) { return channels > 64 ? 24 : channels > 32 ? 18 : 32; }
constexpr int64_t tilesOfSum = 32;

// Where the pixels of a tile and around it stand in a map: how many numbers into it the first channel is.
struct Inside {
  int64_t first;
  int64_t rowStep;
  int64_t columnStep;

  int64_t at(int row, int column) const { return first + row * rowStep + column * columnStep; }
  bool holds(int, int) const { return true; }
};

// The same for a tile that reaches beyond the map.
struct Reaching {
  Inside inside;
  // Rows and columns of the map that it begins with, and its sides.
  int top;
  int left;
  int height;
  int width;

  int64_t at(int row, int column) const { return inside.at(row, column); }
  // Of a pixel that is in the map for sure.
  int64_t own() const { return inside.at(top < 0 ? -top : 0, left < 0 ? -left : 0); }
  bool holds(int row, int column) const {
    return static_cast<unsigned>(top + row) < static_cast<unsigned>(height) &&
           static_cast<unsigned>(left + column) < static_cast<unsigned>(width);
  }
};

// Brings the new columns of the window two tiles on into the cache: rows of a map are too far apart for the processor to foresee.
template <class Map>
inline void foresee(const Map &map, const Inside &window, int side, int64_t channels) {
  for (int row = 0; row < side; row++) map.foresee(window.at(row, side - tileSide + 2 * tileSide), tileSide * channels);
}

// Calls `work(tile, window)` for the tiles of a block: windows are `side` long, and begin `before` pixels before the tile.
template <class Map, class Work>
inline void overTiles(const Tiles &tiles, int64_t from, int64_t count, const Map &map, int channels, int side, int before, const Work &work) {
  const int64_t rowStep = static_cast<int64_t>(tiles.width) * channels;
  const int64_t ofImage = static_cast<int64_t>(tiles.down) * tiles.across;
  int64_t image = from / ofImage;
  int down = static_cast<int>(from % ofImage) / tiles.across, across = static_cast<int>(from % ofImage) % tiles.across;
  for (int64_t tile = 0; tile < count; tile++) {
    const int top = down * tileSide - before, left = across * tileSide - before;
    const Inside inside{((image * tiles.height + top) * tiles.width + left) * channels, rowStep, channels};
    foresee(map, inside, side, channels);
    if (top >= 0 && left >= 0 && top + side <= tiles.height && left + side <= tiles.width)
      work(tile, inside);
    else
      work(tile, Reaching{inside, top, left, tiles.height, tiles.width});
    if (++across < tiles.across) continue;
    across = 0;
    if (++down < tiles.down) continue;
    down = 0;
    image++;
  }
}

// What a map holds there.
template <class Reader>
inline Vector pixelAt(const Reader &read, const Inside &window, int row, int column) {
  return read(window.at(row, column));
}

// The same, and zero outside of the map: without a jump that the processor would have to guess, so the tile's own first pixel is read there.
template <class Reader>
inline Vector pixelAt(const Reader &read, const Reaching &window, int row, int column) {
  const bool isInside = window.holds(row, column);
  const Vector value = read(isInside ? window.at(row, column) : window.own());
  return (Vector)((Integers)value & (isInside ? -1 : 0));
}

// Bᵀ d B of every tile of a block: [36][tiles][channels rounded up], the 36 planes so many floats apart.
template <class Source>
inline void transformPatches(const Tiles &tiles, int64_t from, int64_t count, const Source &map, int channels, float *to, int64_t plane) {
  const int width = roundedUp(channels);
  overTiles(tiles, from, count, map, channels, patchSide, 1, [&](int64_t tile, const auto &window) {
    overVectors(channels, [&](int channel, auto part) {
      const auto read = map.from(channel, part);
      Vector half[patchSide][patchSide];
      for (int column = 0; column < patchSide; column++) {
        Vector pixels[patchSide], done[patchSide];
        for (int row = 0; row < patchSide; row++) pixels[row] = pixelAt(read, window, row, column);
        patchTransform(pixels, done);
        for (int row = 0; row < patchSide; row++) half[row][column] = done[row];
      }
      float *here = to + tile * width + channel;
      for (int row = 0; row < patchSide; row++) {
        Vector done[patchSide];
        patchTransform(half[row], done);
        for (int column = 0; column < patchSide; column++) store(here + (row * patchSide + column) * plane, done[column]);
      }
    });
  });
}

// A y Aᵀ of every tile of a block, as above.
template <class Source>
inline void transformGradients(const Tiles &tiles, int64_t from, int64_t count, const Source &map, int channels, float *to, int64_t plane) {
  const int width = roundedUp(channels);
  overTiles(tiles, from, count, map, channels, tileSide, 0, [&](int64_t tile, const auto &window) {
    overVectors(channels, [&](int channel, auto part) {
      const auto read = map.from(channel, part);
      Vector half[patchSide][tileSide];
      for (int column = 0; column < tileSide; column++) {
        Vector pixels[tileSide], done[patchSide];
        for (int row = 0; row < tileSide; row++) pixels[row] = pixelAt(read, window, row, column);
        gradientTransform(pixels, done);
        for (int row = 0; row < patchSide; row++) half[row][column] = done[row];
      }
      float *here = to + tile * width + channel;
      for (int row = 0; row < patchSide; row++) {
        Vector done[patchSide];
        gradientTransform(half[row], done);
        for (int column = 0; column < patchSide; column++) store(here + (row * patchSide + column) * plane, done[column]);
      }
    });
  });
}

// Aᵀ m A of every tile of a block: handed to the sink a pixel at a time.
template <class Sink>
inline void writeTiles(const Tiles &tiles, int64_t from, int64_t count, const float *products, int channels, const Sink &map) {
  const int width = roundedUp(channels);
  const int64_t plane = count * width + gap;
  overTiles(tiles, from, count, map, channels, tileSide, 0, [&](int64_t tile, const auto &window) {
    overVectors(channels, [&](int channel, auto part) {
      const float *here = products + tile * width + channel;
      Vector half[tileSide][patchSide];
      for (int column = 0; column < patchSide; column++) {
        Vector read[patchSide], done[tileSide];
        for (int row = 0; row < patchSide; row++) read[row] = load(here + (row * patchSide + column) * plane);
        tileTransform(read, done);
        for (int row = 0; row < tileSide; row++) half[row][column] = done[row];
      }
      auto write = map.to(channel, part);
      for (int row = 0; row < tileSide; row++) {
        Vector done[tileSide];
        tileTransform(half[row], done);
        for (int column = 0; column < tileSide; column++)
          if (window.holds(row, column)) write(window.at(row, column), done[column]);
      }
      write.end();
    });
  });
}

// Room for a block: two sets of 36 planes.
struct Room {
  float *first;
  float *second;
};

inline Room roomFor(const Threads &threads, int64_t tiles, int in, int out) {
  const int64_t ofFirst = patchSize * (tiles * roundedUp(in) + gap), ofSecond = patchSize * (tiles * roundedUp(out) + gap);
  float *memory = threads.scratch(threads.context, static_cast<size_t>(ofFirst + ofSecond));
  return {memory, memory + ofFirst};
}

}  // namespace stagecraft::STAGECRAFT_TARGET
