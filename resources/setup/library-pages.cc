// Loading TensorFlow touches some 250 MB of its libraries, and they stay in the process's resident memory: first what is relocated and looked up by name, then
// constructors of kernels it never runs. Their pages are given back after each, and with the first those of Node's start: one that is needed again comes from the
// page cache without reading the disk.
#include <fstream>
#include <sstream>
#include <string>

#include <sys/mman.h>

namespace {

struct Mapping {
  void *begin;
  size_t length;
  bool readOnlyFile;
};

// "7f1c40000000-7f1c48000000 r-xp 00001000 08:02 173521  /…/libtensorflow_cc.so.2"
Mapping parse(const std::string &line) {
  std::istringstream words(line);
  unsigned long begin = 0, end = 0;
  char dash;
  std::string rights, offset, device, inode, file;
  words >> std::hex >> begin >> dash >> end >> rights >> offset >> device >> inode >> file;
  return {reinterpret_cast<void *>(begin), end - begin, rights[1] == '-' && rights[3] == 'p' && file[0] == '/'};
}

}  // namespace

// Only mappings of files that cannot be written and that hold no page of their own (relocated ones are such) are given back.
void releaseLibraryPages() {
  std::ifstream mappings("/proc/self/smaps");
  Mapping mapping{nullptr, 0, false};
  for (std::string line; std::getline(mappings, line);) {
    if (line.find('-') < line.find(' ')) mapping = parse(line);
    const bool noneOfItsOwn = line.rfind("Anonymous:", 0) == 0 && line.find(" 0 kB") != std::string::npos;
    if (noneOfItsOwn && mapping.readOnlyFile) madvise(mapping.begin, mapping.length, MADV_DONTNEED);
  }
}

// Linked with -z initfirst: once all libraries are relocated, and before any constructor of theirs.
__attribute__((constructor)) static void releaseRelocatedPages() { releaseLibraryPages(); }
