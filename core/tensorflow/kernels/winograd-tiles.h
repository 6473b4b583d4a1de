// Maps in tiles of 4×4, and from tiles to the 36 planes that Winograd's products are of, and back. Tiles are worked on in blocks whose transformed numbers
// stay in a core's own cache. A map whose sides are no multiples of 4 is covered by tiles that reach beyond it: they read zeros there, and what they give
// there is dropped.
#pragma once

#include "kernels.h"
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

}  // namespace stagecraft::STAGECRAFT_TARGET
