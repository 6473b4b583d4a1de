// How a kernel is run on several threads. Work is cut by the shapes alone, never by the number of threads, and what several pieces add up is added
// in their order: so results are the same to the bit on any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stagecraft {

// What runs the kernels: TensorFlow's threads, or those of a test.
struct Threads {
  void *context;
  // Calls `piece(argument, index)` for each index below `count`, in any order, and comes back when all are done. `cost`: nanoseconds of one.
  void (*run)(void *context, int64_t count, int64_t cost, void (*piece)(void *argument, int64_t index), void *argument);
  // Memory of the thread that asks, on a cache line, until it asks again.
  float *(*scratch)(void *context, size_t floats);
};

// `piece(index)` for each index below `count`.
template <class Piece>
inline void inPieces(const Threads &threads, int64_t count, int64_t cost, Piece &&piece) {
  threads.run(
      threads.context, count, cost, [](void *argument, int64_t index) { (*static_cast<Piece *>(argument))(index); },
      const_cast<void *>(static_cast<const void *>(&piece)));
}

}  // namespace stagecraft
