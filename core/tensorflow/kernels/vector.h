// Vectors of one instruction set in the compiler's own terms (the vector extension of GCC and Clang), so that one source serves AVX2, AVX-512
// and NEON. Each file that includes this is compiled once for every set, with STAGECRAFT_TARGET its name and STAGECRAFT_LANES the floats in one
// of its registers; everything stands in a namespace of that name, and nothing of the standard library's templates is used: the linker would
// take one copy of those for all sets, perhaps one with instructions that this processor lacks.
#pragma once

#include <cstdint>
#include <cstring>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

namespace stagecraft::STAGECRAFT_TARGET {

constexpr int lanes = STAGECRAFT_LANES;

typedef float Vector __attribute__((vector_size(lanes * 4)));
typedef int32_t Integers __attribute__((vector_size(lanes * 4)));
typedef uint32_t Bits __attribute__((vector_size(lanes * 4)));
typedef uint16_t Halves __attribute__((vector_size(lanes * 2)));
typedef float VectorInMemory __attribute__((vector_size(lanes * 4), aligned(4), may_alias));
typedef uint16_t HalvesInMemory __attribute__((vector_size(lanes * 2), aligned(2), may_alias));

// The upper half of a float. Arithmetic is always on floats.
struct Bfloat16 {
  uint16_t bits;
};

inline Vector zero() { return Vector{}; }

inline Vector broadcast(float value) { return value - Vector{}; }

// GCC makes five instructions of a vector's conversion where AVX-512 has one.
inline Vector widen(Halves halves) {
#ifdef __AVX512F__
  const Bits bits = (Bits)_mm512_maskz_cvtepu16_epi32(0xffff, (__m256i)halves);
#else
  const Bits bits = __builtin_convertvector(halves, Bits);
#endif
  return (Vector)(bits << 16);
}

// To the nearest, ties to even, as TensorFlow rounds; what is no number stays none. AVX-512 BF16 has an instruction for it, which makes zeros of numbers below
// the smallest normal one.
inline Halves narrow(Vector value) {
#ifdef __AVX512BF16__
  return (Halves)_mm512_cvtneps_pbh((__m512)value);
#else
  const Bits bits = (Bits)value;
  const Bits rounded = bits + 0x7fff + ((bits >> 16) & 1);
  return __builtin_convertvector((value == value ? rounded : bits | 0x400000) >> 16, Halves);
#endif
}

inline Vector load(const float *from) { return (Vector) * (const VectorInMemory *)from; }
inline Vector load(const Bfloat16 *from) { return widen((Halves) * (const HalvesInMemory *)from); }
inline void store(float *to, Vector value) { *(VectorInMemory *)to = value; }
inline void store(Bfloat16 *to, Halves value) { *(HalvesInMemory *)to = value; }
inline void store(Bfloat16 *to, Vector value) { store(to, narrow(value)); }

// As they stand in memory, to be stored again or widened.
inline Vector read(const float *from) { return load(from); }
inline Halves read(const Bfloat16 *from) { return (Halves) * (const HalvesInMemory *)from; }

// Only the first `count` lanes, zeros in the others: the last channels where lanes do not divide them.
template <class Number>
inline Vector loadPart(const Number *from, int count) {
  Number filled[lanes] = {};
  for (int lane = 0; lane < count; lane++) filled[lane] = from[lane];
  return load(filled);
}

template <class Number>
inline void storePart(Number *to, Vector value, int count) {
  Number all[lanes];
  store(all, value);
  for (int lane = 0; lane < count; lane++) to[lane] = all[lane];
}

// On by so much, where the compiler is kept from finding all places beforehand: it would have more of them than registers.
template <class Place>
inline Place onwards(Place place, int64_t by) {
  place += by;
  asm("" : "+r"(place));
  return place;
}

// All lanes, known when compiled.
struct Whole {};

// All lanes, to be stored past the caches, where that is faster: what fills a line need not be read beforehand, and displaces nothing.
struct Past {};

#ifdef __AVX512F__
inline void storePast(float *to, Vector value) { _mm512_stream_ps(to, (__m512)value); }
inline void storePast(Bfloat16 *to, Vector value) { _mm256_stream_si256(reinterpret_cast<__m256i *>(to), (__m256i)narrow(value)); }
// Once a piece of work is done: others may then read what it stored so.
inline void settle() { _mm_sfence(); }
#else
// Vectors are less than a line.
template <class Number>
inline void storePast(Number *to, Vector value) {
  store(to, value);
}
inline void settle() {}
#endif

// Calls `work(channel, part)` for vectors of channels; `part` is Whole, or how many lanes of the last one hold channels.
template <class Work>
inline void overVectors(int channels, const Work &work) {
  int channel = 0;
  for (; channel + lanes <= channels; channel += lanes) work(channel, Whole{});
  if (channel < channels) work(channel, channels - channel);
}

// Vectors of channels at a time: as many as leave registers for the rest.
constexpr int vectorsAtOnce = 4;

// Calls `work.template on<Vectors>(channel, part, …)` for all channels: groups of four vectors, then single ones; `part` is as of overVectors.
template <class Work, class... Given>
inline void overChannels(int channels, const Work &work, Given... given) {
  int channel = 0;
  for (; channel + vectorsAtOnce * lanes <= channels; channel += vectorsAtOnce * lanes) work.template on<vectorsAtOnce>(channel, Whole{}, given...);
  for (; channel + lanes <= channels; channel += lanes) work.template on<1>(channel, Whole{}, given...);
  if (channel < channels) work.template on<1>(channel, channels - channel, given...);
}

template <class Number>
inline Vector take(const Number *from, Whole) {
  return load(from);
}

template <class Number>
inline void put(Number *to, Vector value, Whole) {
  store(to, value);
}

template <class Number>
inline void put(Number *to, Vector value, Past) {
  // Only a place that is a multiple of the vector's bytes can be stored to so.
  if (reinterpret_cast<uintptr_t>(to) % (lanes * sizeof(Number)) == 0)
    storePast(to, value);
  else
    store(to, value);
}

template <class Number>
inline Vector take(const Number *from, int part) {
  return part == lanes ? load(from) : loadPart(from, part);
}

template <class Number>
inline void put(Number *to, Vector value, int part) {
  if (part == lanes)
    store(to, value);
  else
    storePart(to, value, part);
}

// 0, 1, … below `count`, for the compiler.
template <int count, int... indices>
struct Indices : Indices<count - 1, count - 1, indices...> {};
template <int... indices>
struct Indices<0, indices...> {
  // Blocks of `step` lanes of two rows exchange a corner: the upper row gets the lower's left one for its right one.
  template <int step>
  static Vector upper(Vector first, Vector second) {
    return __builtin_shufflevector(first, second, ((indices & step) == 0 ? indices : lanes + indices - step)...);
  }
  template <int step>
  static Vector lower(Vector first, Vector second) {
    return __builtin_shufflevector(first, second, ((indices & step) == 0 ? indices + step : lanes + indices)...);
  }
};

// Rows become columns, by exchanging the corners of ever larger blocks (Eklundh 1972).
template <int step = 1>
inline void transpose(Vector rows[lanes]) {
  if constexpr (step < lanes) {
#pragma GCC unroll 16
    for (int row = 0; row < lanes; row++) {
      if ((row & step) != 0) continue;
      const Vector first = rows[row], second = rows[row + step];
      rows[row] = Indices<lanes>::template upper<step>(first, second);
      rows[row + step] = Indices<lanes>::template lower<step>(first, second);
    }
    transpose<2 * step>(rows);
  }
}

// ReLU that lets through what is no number.
inline Vector rectified(Vector value) { return value < 0 ? Vector{} : value; }

// The value where `decides` is above zero, else 0: ReLU's derivative.
inline Vector whereAbove(Vector decides, Vector value) { return (Vector)((Integers)value & (decides > 0)); }

// To a whole number of vectors.
inline int roundedUp(int channels) { return (channels + lanes - 1) / lanes * lanes; }

inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

}  // namespace stagecraft::STAGECRAFT_TARGET
