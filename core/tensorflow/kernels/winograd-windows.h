// Maps in tiles of 4×4, and the windows of pixels that a tile is made from or written to. A map whose sides are no multiples of 4 is covered by tiles that reach
// beyond it: they read zeros there, and what they give there is dropped.
#pragma once

#include "kernels.h"
#include "maps.h"
#include "winograd-transforms.h"

namespace stagecraft::STAGECRAFT_TARGET {

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

// Pixels of the map in all tiles before this one: 16 a tile, but for those that reach beyond the map.
inline int64_t pixelsBefore(const Tiles &tiles, int64_t tile) {
  const int64_t ofImage = static_cast<int64_t>(tiles.down) * tiles.across;
  const int64_t image = tile / ofImage, top = tile % ofImage / tiles.across * tileSide, left = tile % tiles.across * tileSide;
  const int64_t rows = least(tileSide, tiles.height - top);
  return (image * tiles.height + top) * tiles.width + rows * left;
}

// Where the pixels of a tile and around it stand in a map: how many numbers into it the first channel is.
struct Inside {
  int64_t first;
  int64_t rowStep;
  int64_t columnStep;

  int64_t row(int row) const { return first + row * rowStep; }
  bool holdsColumn(int) const { return true; }
  bool holdsRow(int) const { return true; }
};

// The same for a tile that reaches beyond the map. All that is asked of it for every vector of channels is found once.
struct Reaching {
  // Where rows of the window begin; those outside of the map, at one in it.
  int64_t rows[patchSide];
  // All bits where the row is in the map, else none.
  Integers inMap[patchSide];
  int64_t columnStep;
  int firstColumn;
  int endColumn;
  int firstRow;
  int endRow;

  int64_t row(int row) const { return rows[row]; }
  bool holdsColumn(int column) const { return column >= firstColumn && column < endColumn; }
  bool holdsRow(int row) const { return row >= firstRow && row < endRow; }
};

// `top` and `left`: row and column of the map that the window begins with.
inline Reaching reachingFrom(const Inside &inside, const Tiles &tiles, int top, int left, int side) {
  Reaching window;
  window.columnStep = inside.columnStep;
  window.firstColumn = left < 0 ? -left : 0;
  window.endColumn = static_cast<int>(least(side, tiles.width - left));
  window.firstRow = top < 0 ? -top : 0;
  window.endRow = static_cast<int>(least(side, tiles.height - top));
  for (int row = 0; row < side; row++) {
    const bool isInMap = row >= window.firstRow && row < window.endRow;
    window.rows[row] = inside.row(isInMap ? row : window.firstRow);
    window.inMap[row] = Integers{} - (isInMap ? 1 : 0);
  }
  return window;
}

// Brings the new columns of the window two tiles on into the cache: rows of a map are too far apart for the processor to foresee.
template <class Map>
inline void foresee(const Map &map, const Inside &window, int side, int64_t channels) {
  for (int row = 0; row < tileSide; row++) map.foresee(window.row(row + side) + (side - tileSide) * channels, tileSide * channels);
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
      work(tile, reachingFrom(inside, tiles, top, left, side));
    if (++across < tiles.across) continue;
    across = 0;
    if (++down < tiles.down) continue;
    down = 0;
    image++;
  }
}

// What a map holds at a row of a window.
template <class Reader>
inline Vector pixelAt(const Reader &read, const Inside &, int, int64_t at) {
  return read(at);
}

// The same, and zero outside of the map.
template <class Reader>
inline Vector pixelAt(const Reader &read, const Reaching &window, int row, int64_t at) {
  return (Vector)((Integers)read(at) & window.inMap[row]);
}

// Calls `work(column, pixels)` for each column of a window, of so many pixels.
template <int side, class Reader, class Window, class Work>
inline void overColumns(const Reader &read, const Window &window, const Work &work) {
  int64_t at[side];
#pragma GCC unroll 6
  for (int row = 0; row < side; row++) at[row] = window.row(row);
#pragma GCC unroll 6
  for (int column = 0; column < side; column++) {
    Vector pixels[side];
    if (window.holdsColumn(column)) {
#pragma GCC unroll 6
      for (int row = 0; row < side; row++) pixels[row] = pixelAt(read, window, row, at[row]);
    } else {
#pragma GCC unroll 6
      for (int row = 0; row < side; row++) pixels[row] = zero();
    }
    work(column, pixels);
#pragma GCC unroll 6
    for (int row = 0; row < side; row++) at[row] = onwards(at[row], window.columnStep);
  }
}

}  // namespace stagecraft::STAGECRAFT_TARGET
