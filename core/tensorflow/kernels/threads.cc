// One set of threads for all kernels, as many as there are cores. TensorFlow lends its own through its C++ interface alone, which is another with each
// of its releases; its C interface, which the operations are written against, stays.
#include "threads.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace stagecraft {

namespace {

// Work whose pieces are handed out one by one, to whoever asks next.
struct Job {
  int64_t count;
  void (*piece)(void *, int64_t);
  void *argument;
  std::atomic<int64_t> next{0};
  // Threads of the set that are at it.
  std::atomic<int> helpers{0};

  void work() {
    for (int64_t index = next.fetch_add(1, std::memory_order_relaxed); index < count; index = next.fetch_add(1, std::memory_order_relaxed))
      piece(argument, index);
  }
  bool isHandedOut() const { return next.load(std::memory_order_relaxed) >= count; }
};

inline void pauseBriefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

class Pool {
 public:
  explicit Pool(int threads) {
    for (int thread = 1; thread < threads; thread++) std::thread([this] { help(); }).detach();
  }

  void run(Job &job) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      jobs_.push_back(&job);
      waiting_.store(static_cast<int>(jobs_.size()), std::memory_order_release);
    }
    wake_.notify_all();
    job.work();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      remove(job);
    }
    // Who has the last piece may have no core just now: after a moment this one is free for it.
    for (int look = 0; job.helpers.load(std::memory_order_acquire) > 0; look++) {
      if (look < briefly)
        pauseBriefly();
      else
        std::this_thread::yield();
    }
  }

 private:
  // A kernel comes right after another: it is worth looking for a moment before a thread lies down to sleep.
  static constexpr int looks = 4000, briefly = 100;

  [[noreturn]] void help() {
    for (;;) {
      for (int look = 0; look < looks && waiting_.load(std::memory_order_acquire) == 0; look++) pauseBriefly();
      Job *job = nullptr;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [this] { return !jobs_.empty(); });
        job = jobs_.front();
        job->helpers.fetch_add(1, std::memory_order_relaxed);
      }
      job->work();
      {
        std::lock_guard<std::mutex> lock(mutex_);
        remove(*job);
      }
      job->helpers.fetch_sub(1, std::memory_order_release);
    }
  }

  void remove(Job &job) {
    for (auto at = jobs_.begin(); at != jobs_.end(); ++at)
      if (*at == &job) {
        jobs_.erase(at);
        break;
      }
    waiting_.store(static_cast<int>(jobs_.size()), std::memory_order_release);
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  // Those with pieces left, the oldest first.
  std::deque<Job *> jobs_;
  std::atomic<int> waiting_{0};
};

// Never taken down: its threads wait until the process ends.
Pool &pool() {
  static Pool *const all = new Pool(static_cast<int>(std::thread::hardware_concurrency()));
  return *all;
}

// Less than this in nanoseconds is done before another thread has woken up.
constexpr int64_t worthSharing = 20'000;

void run(void *, int64_t count, int64_t cost, void (*piece)(void *, int64_t), void *argument) {
  if (count <= 1 || count * cost < worthSharing) {
    for (int64_t index = 0; index < count; index++) piece(argument, index);
    return;
  }
  Job job{count, piece, argument};
  pool().run(job);
}

struct Freed {
  void operator()(float *memory) const { std::free(memory); }
};

// Memory of a thread that only grows: kernels ask for much the same again and again.
float *scratch(void *, size_t floats) {
  static thread_local std::unique_ptr<float, Freed> memory;
  static thread_local size_t room = 0;
  if (floats > room) {
    constexpr size_t page = 4096;
    memory.reset();
    memory.reset(static_cast<float *>(std::aligned_alloc(page, (floats * sizeof(float) + page - 1) / page * page)));
    room = floats;
  }
  return memory.get();
}

}  // namespace

Threads threadsHere() { return {nullptr, run, scratch}; }

}  // namespace stagecraft
