// Max-pooling. Forward it keeps of each window which of its pixels was the largest, a byte: so the map is not needed on the way back, where each pixel gathers
// the gradients of the windows that took it and is written once. Windows end where the map does; nothing is padded.
#pragma once

#include "kernels.h"
#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

typedef uint8_t Bytes __attribute__((vector_size(lanes)));
typedef uint8_t BytesInMemory __attribute__((vector_size(lanes), aligned(1), may_alias));

// As in vector.h, one instruction of AVX-512 in place of GCC's.
inline Integers takeBytes(const uint8_t *from, Whole) {
  const Bytes bytes = (Bytes) * (const BytesInMemory *)from;
#ifdef __AVX512F__
  return (Integers)_mm512_maskz_cvtepu8_epi32(0xffff, (__m128i)bytes);
#else
  return __builtin_convertvector(bytes, Integers);
#endif
}
inline Integers takeBytes(const uint8_t *from, int part) {
  Integers taken{};
  for (int lane = 0; lane < part; lane++) taken[lane] = from[lane];
  return taken;
}
inline void putBytes(uint8_t *to, Integers values, Whole) { *(BytesInMemory *)to = __builtin_convertvector(values, Bytes); }
inline void putBytes(uint8_t *to, Integers values, int part) {
  for (int lane = 0; lane < part; lane++) to[lane] = static_cast<uint8_t>(values[lane]);
}

// Of a window: a byte names them.
constexpr int mostPixels = 256;

// From `begin` on, below `end`.
struct Range {
  int begin;
  int end;
};

// The part of the window's side that lies in the map, counted from where the window begins.
inline Range insideOf(const MaxPool &of, int start, int side) {
  return {static_cast<int>(most(0, -start)), static_cast<int>(least(of.kernel, side - start))};
}

// The windows, of `windows` along a side, that hold a pixel.
inline Range holding(const MaxPool &of, int pixel, int windows) {
  const int past = pixel + of.padding - of.kernel;
  return {past < 0 ? 0 : past / of.stride + 1, static_cast<int>(least(windows, (pixel + of.padding) / of.stride + 1))};
}

// A window's largest numbers, several vectors of channels at once: each waits for what it was compared with before.
template <class Number>
struct Largest {
  const MaxPool &of;
  const Number *image;
  // Where the window begins, and what of it lies in the map.
  int top;
  int left;
  Range rows;
  Range columns;
  Number *to;
  uint8_t *taken;

  template <int Vectors, class Part>
  void on(int channel, Part part) const {
    Vector largest[Vectors];
    Integers places[Vectors];
    for (int v = 0; v < Vectors; v++) {
      largest[v] = broadcast(-__builtin_inff());
      places[v] = Integers{} + (rows.begin * of.kernel + columns.begin);
    }
    for (int row = rows.begin; row < rows.end; row++)
      for (int column = columns.begin; column < columns.end; column++) {
        const Number *pixel = image + (static_cast<int64_t>(top + row) * of.width + left + column) * of.channels + channel;
        for (int v = 0; v < Vectors; v++) {
          const Vector value = take(pixel + v * lanes, part);
          // The first of the largest; what is no number is larger than any, and stays.
          const Integers takes = ~(value <= largest[v]) & (largest[v] == largest[v]);
          largest[v] = (Vector)(((Integers)value & takes) | ((Integers)largest[v] & ~takes));
          places[v] = ((row * of.kernel + column) & takes) | (places[v] & ~takes);
        }
      }
    for (int v = 0; v < Vectors; v++) {
      put(to + channel + v * lanes, largest[v], part);
      putBytes(taken + channel + v * lanes, places[v], part);
    }
  }
};

template <class Number>
inline void maxPoolForward(const Threads &threads, const MaxPoolForward &call) {
  const MaxPool &of = call.of;
  const int64_t cost = static_cast<int64_t>(of.across) * of.channels * of.kernel * of.kernel / 8;
  inPieces(threads, of.batch * of.down, cost, [&](int64_t piece) {
    const Number *image = static_cast<const Number *>(call.input) + piece / of.down * of.height * of.width * of.channels;
    const int top = static_cast<int>(piece % of.down) * of.stride - of.padding;
    const Range rows = insideOf(of, top, of.height);
    for (int window = 0; window < of.across; window++) {
      const int left = window * of.stride - of.padding;
      const int64_t to = (piece * of.across + window) * of.channels;
      overChannels(of.channels, Largest<Number>{of, image, top, left, rows, insideOf(of, left, of.width), static_cast<Number *>(call.output) + to, call.taken + to});
    }
  });
}

// A window that holds a pixel: where its numbers begin, and as which of its pixels it would have been taken.
struct Holder {
  int64_t at;
  int here;
};

// The gradient by one pixel from `Holders` windows, `count` where that is none that is known beforehand.
template <int Holders, class Number>
inline void gather(const MaxPoolByInput &call, const Holder *holders, int count, Number *to) {
  overVectors(call.of.channels, [&](int channel, auto part) {
    Vector sum = zero();
    for (int index = 0; index < (Holders > 0 ? Holders : count); index++) {
      const int64_t at = holders[index].at + channel;
      const Integers takes = takeBytes(call.taken + at, part) == holders[index].here;
      sum += (Vector)((Integers)take(static_cast<const Number *>(call.gradient) + at, part) & takes);
    }
    put(to + channel, sum, part);
  });
}

template <class Number>
inline void maxPoolByInput(const Threads &threads, const MaxPoolByInput &call) {
  const MaxPool &of = call.of;
  inPieces(threads, of.batch * of.height, static_cast<int64_t>(of.width) * of.channels / 4, [&](int64_t piece) {
    const int64_t image = piece / of.height;
    const int row = static_cast<int>(piece % of.height);
    const Range down = holding(of, row, of.down);
    Number *to = static_cast<Number *>(call.byInput) + piece * of.width * of.channels;
    for (int column = 0; column < of.width; column++, to += of.channels) {
      const Range across = holding(of, column, of.across);
      Holder holders[mostPixels];
      int count = 0;
      for (int y = down.begin; y < down.end; y++)
        for (int x = across.begin; x < across.end; x++)
          holders[count++] = {((image * of.down + y) * of.across + x) * of.channels,
                              (row + of.padding - y * of.stride) * of.kernel + column + of.padding - x * of.stride};
      // As many as 3×3 with stride 2 has.
      if (count == 1)
        gather<1>(call, holders, count, to);
      else if (count == 2)
        gather<2>(call, holders, count, to);
      else if (count == 4)
        gather<4>(call, holders, count, to);
      else
        gather<0>(call, holders, count, to);
    }
  });
}

}  // namespace stagecraft::STAGECRAFT_TARGET
