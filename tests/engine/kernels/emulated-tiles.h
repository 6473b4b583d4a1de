// AMX's instructions on a processor without it, for tiles.h: written from Intel's Software Developer's Manual (volume 2: LDTILECFG, STTILECFG, TILELOADD, TILESTORED,
// TILEZERO, TDPBF16PS). What a program may not do there ends it: registers beyond their shapes, products of shapes that do not fit.
#pragma once

#include <immintrin.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace emulated {

struct Registers {
  // As LDTILECFG reads it: the palette first, bytes of a row from 16 on, rows from 48 on.
  uint8_t shapes[64] = {};
  uint8_t data[8][16][64] = {};

  int bytes(int tile) const { return shapes[16 + 2 * tile] | shapes[17 + 2 * tile] << 8; }
  int rows(int tile) const { return shapes[48 + tile]; }
};

inline Registers &registers() {
  static thread_local Registers all;
  return all;
}

inline void fault(const char *why) {
  fprintf(stderr, "general protection: %s\n", why);
  abort();
}

inline void needShape(int tile) {
  if (registers().shapes[0] != 1 || registers().rows(tile) == 0 || registers().bytes(tile) == 0) fault("a register without a shape");
}

inline void loadShapes(const void *from) {
  memcpy(registers().shapes, from, 64);
  memset(registers().data, 0, sizeof registers().data);
  if (registers().shapes[0] > 1) fault("no such palette");
  for (int tile = 0; tile < 8; tile++)
    if (registers().rows(tile) > 16 || registers().bytes(tile) > 64) fault("a shape larger than a register");
}

inline void storeShapes(void *to) {
  memset(to, 0, 64);
  if (registers().shapes[0] != 0) memcpy(to, registers().shapes, 64);
}

inline void zero(int tile) {
  needShape(tile);
  memset(registers().data[tile], 0, sizeof registers().data[tile]);
}

inline void load(int tile, const void *from, int64_t step) {
  zero(tile);
  for (int row = 0; row < registers().rows(tile); row++)
    memcpy(registers().data[tile][row], static_cast<const char *>(from) + row * step, static_cast<size_t>(registers().bytes(tile)));
}

inline void store(int tile, void *to, int64_t step) {
  needShape(tile);
  for (int row = 0; row < registers().rows(tile); row++)
    memcpy(static_cast<char *>(to) + row * step, registers().data[tile][row], static_cast<size_t>(registers().bytes(tile)));
}

// What is smaller than the smallest normal number is zero, read and written.
inline float flushed(float value) { return std::fpclassify(value) == FP_SUBNORMAL ? std::copysign(0.0f, value) : value; }

inline float widened(const uint8_t *from) {
  uint16_t upper;
  memcpy(&upper, from, sizeof upper);
  const uint32_t bits = static_cast<uint32_t>(upper) << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return flushed(value);
}

// Even and odd numbers are summed apart, each rounded to the nearest after each product, then put together, and that is added to what was there.
inline void multiply(int to, int left, int right) {
  Registers &all = registers();
  needShape(to), needShape(left), needShape(right);
  if (to == left || to == right || left == right) fault("the same register twice");
  if (all.rows(to) != all.rows(left) || all.bytes(to) != all.bytes(right) || all.bytes(left) != 4 * all.rows(right)) fault("shapes that do not fit");
  for (int row = 0; row < all.rows(to); row++)
    for (int column = 0; column < all.bytes(to) / 4; column++) {
      float sums[2] = {0, 0};
      for (int k = 0; k < all.bytes(left) / 4; k++)
        for (int half = 0; half < 2; half++) {
          const float product = std::fma(widened(&all.data[left][row][4 * k + 2 * half]), widened(&all.data[right][k][4 * column + 2 * half]), sums[half]);
          sums[half] = flushed(product);
        }
      float before;
      memcpy(&before, &all.data[to][row][4 * column], sizeof before);
      const float after = flushed(flushed(before) + flushed(sums[0] + sums[1]));
      memcpy(&all.data[to][row][4 * column], &after, sizeof after);
    }
  for (int row = all.rows(to); row < 16; row++) memset(all.data[to][row], 0, 64);
}

}  // namespace emulated

#undef _tile_loadd
#undef _tile_stored
#undef _tile_zero
#undef _tile_dpbf16ps
#define _tile_loadconfig emulated::loadShapes
#define _tile_storeconfig emulated::storeShapes
#define _tile_loadd emulated::load
#define _tile_stored emulated::store
#define _tile_zero emulated::zero
#define _tile_dpbf16ps emulated::multiply
