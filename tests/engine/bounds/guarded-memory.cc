// Preloaded into a process, it sees every access beyond the end of a block of aligned memory, as TensorFlow's tensors and oneDNN's buffers
// are: each has pages of its own and ends where they end, and those around it cannot be read or written. An access there is written to the
// file that GUARDED_MEMORY_REPORT names, and let through: one process can try many things. What a block holds at first is 0xff, a NaN in
// every type, so that a number which was never written shows as well. x86-64 Linux.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

namespace {

using Byte = unsigned char;

constexpr size_t page = 4096;
constexpr size_t guard = 64 * page;
constexpr size_t addresses = size_t{1} << 42;
constexpr size_t mostBlocks = size_t{1} << 22;
constexpr Byte unwritten = 0xff;

struct Block {
  Byte *firstPage, *begin, *end, *lastPage;
  bool freed;
};

// Addresses are never used twice, so blocks lie in the order in which they were asked for, and one that was freed stays closed.
Byte *arena = nullptr;
Byte *unused = nullptr;
Block *blocks = nullptr;
size_t blockCount = 0;
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
struct sigaction earlierHandler;

[[noreturn]] void giveUp(const char *why) {
  fprintf(stderr, "guarded memory: %s\n", why);
  abort();
}

void *reserve(size_t bytes, int protection) {
  void *place = mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == MAP_FAILED) giveUp("no addresses");
  return place;
}

bool isGuarded(const void *address) { return arena != nullptr && address >= arena && address < unused; }

/** The last block that begins before the address, guard included. */
size_t blockAt(const void *address) {
  size_t low = 0, high = blockCount;
  while (low + 1 < high) {
    const size_t middle = (low + high) / 2;
    (blocks[middle].firstPage <= address ? low : high) = middle;
  }
  return low;
}

/** "wrote byte 104 of a block of 96" */
void report(const char *what, const Block &block, const Byte *at) {
  static const int file = open(getenv("GUARDED_MEMORY_REPORT"), O_WRONLY | O_CREAT | O_APPEND, 0600);
  char line[120];
  const int length = snprintf(line, sizeof line, "%s byte %ld of a %sblock of %zu\n", what, static_cast<long>(at - block.begin),
                              block.freed ? "freed " : "", static_cast<size_t>(block.end - block.begin));
  if (write(file, line, length) != length) giveUp("no report");
}

void onFault(int number, siginfo_t *info, void *context) {
  Byte *at = static_cast<Byte *>(info->si_addr);
  if (!isGuarded(at)) {
    // Not ours: the handler there was before, or the end.
    sigaction(number, &earlierHandler, nullptr);
    return;
  }
  size_t index = blockAt(at);
  const bool nearerToNext = index + 1 < blockCount && blocks[index + 1].firstPage - at < at - blocks[index].lastPage;
  const bool writes = static_cast<ucontext_t *>(context)->uc_mcontext.gregs[REG_ERR] & 2;
  report(writes ? "wrote" : "read", blocks[nearerToNext ? index + 1 : index], at);
  mprotect(reinterpret_cast<void *>(reinterpret_cast<uintptr_t>(at) & ~(page - 1)), page, PROT_READ | PROT_WRITE);
}

/** Others set handlers too, Node among them. */
void handleFaults() {
  struct sigaction now;
  sigaction(SIGSEGV, nullptr, &now);
  if (now.sa_sigaction == onFault) return;
  earlierHandler = now;
  struct sigaction ours = {};
  ours.sa_sigaction = onFault;
  ours.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigaction(SIGSEGV, &ours, nullptr);
}

void *take(size_t alignment, size_t bytes) {
  pthread_mutex_lock(&lock);
  if (arena == nullptr) {
    arena = static_cast<Byte *>(reserve(addresses, PROT_NONE));
    unused = arena + guard;
    blocks = static_cast<Block *>(reserve(mostBlocks * sizeof(Block), PROT_READ | PROT_WRITE));
  }
  handleFaults();
  const size_t mapped = (bytes + alignment + page - 1) / page * page;
  Byte *firstPage = unused, *lastPage = firstPage + mapped;
  if (blockCount == mostBlocks || lastPage + guard > arena + addresses) giveUp("too many blocks for one process");
  // Two mappings a block, and Linux gives a process 65,530.
  if (mprotect(firstPage, mapped, PROT_READ | PROT_WRITE) != 0) giveUp("too many blocks at once");
  unused = lastPage + guard;
  memset(firstPage, unwritten, mapped);
  Byte *begin = reinterpret_cast<Byte *>(reinterpret_cast<uintptr_t>(lastPage - bytes) & ~(alignment - 1));
  blocks[blockCount++] = {firstPage, begin, begin + bytes, lastPage, false};
  pthread_mutex_unlock(&lock);
  return begin;
}

const Byte *firstWritten(const Byte *from, const Byte *to) {
  for (const Byte *at = from; at < to; at++)
    if (*at != unwritten) return at;
  return nullptr;
}

void give(void *begin) {
  pthread_mutex_lock(&lock);
  Block &block = blocks[blockAt(begin)];
  if (block.freed || block.begin != begin) report("freed", block, static_cast<Byte *>(begin));
  else {
    // Within the pages an access is no fault, but what was written shows.
    if (const Byte *at = firstWritten(block.firstPage, block.begin)) report("wrote", block, at);
    if (const Byte *at = firstWritten(block.end, block.lastPage)) report("wrote", block, at);
    block.freed = true;
    // With the guards on both sides, which a fault may have opened; without their outermost pages, which the neighbours share.
    mmap(block.firstPage - guard + page, block.lastPage - block.firstPage + 2 * (guard - page), PROT_NONE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  }
  pthread_mutex_unlock(&lock);
}

}  // namespace

extern "C" {

void __libc_free(void *begin);
void *__libc_realloc(void *begin, size_t bytes);

int posix_memalign(void **begin, size_t alignment, size_t bytes) {
  *begin = take(alignment, bytes);
  return 0;
}

void *aligned_alloc(size_t alignment, size_t bytes) { return take(alignment, bytes); }

void *memalign(size_t alignment, size_t bytes) { return take(alignment, bytes); }

void free(void *begin) {
  if (isGuarded(begin)) give(begin);
  else __libc_free(begin);
}

void *realloc(void *begin, size_t bytes) {
  if (!isGuarded(begin)) return __libc_realloc(begin, bytes);
  const Block &block = blocks[blockAt(begin)];
  const size_t had = block.end - block.begin;
  void *other = malloc(bytes);
  memcpy(other, begin, had < bytes ? had : bytes);
  give(begin);
  return other;
}
}
