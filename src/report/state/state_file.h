// A small file that is replaced as a whole: a reader finds the old contents or the new, never a part, even if
// the writer is killed. One process at a time may use it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace sounder {

// The largest file that is read. The largest that is written has a bit for each of kOpenPairs, as hexadecimal
// digits, and a mark for each of kOpenHosts: 40 MB a thread.
inline constexpr std::uint64_t kLargestStateFile = std::uint64_t{2} << 30U;

class StateFile {
 public:
  // precondition: `path` is not empty.
  explicit StateFile(std::string path) : path_(std::move(path)) {}
  StateFile(StateFile&&) = default;
  ~StateFile();

  const std::string& path() const { return path_; }
  // What replace() writes before it renames.
  static std::string beside(const std::string& path) { return path + ".new"; }

  // Keeps other processes out until this object ends or the process dies. A file that is not there is
  // created, empty, and removed if nothing comes into it. Errors name the path: another process has it (which
  // one, if the kernel tells); it is no regular file.
  Result<void> lock();
  // nullopt: there is none, or it is empty. Errors name the path: not readable, a folder, more than
  // kLargestStateFile.
  Result<std::optional<std::string>> read() const;
  // Writes beside it, to disk, and renames. Errors name the path; what was there before stays.
  Result<void> replace(std::string_view contents);

 private:
  std::string path_;
  Fd locked_;             // the file that is at path_
  bool created_ = false;  // by lock(), and empty
};

}  // namespace sounder
