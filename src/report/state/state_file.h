// A small file that is replaced as a whole: whoever reads it, and whenever the writer dies, finds the old
// contents or the new, never a part.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sounder {

// The largest file that is read. The largest that is written has a bit for each of kOpenPairs, as hexadecimal
// digits, and a mark for each of kOpenHosts: 40 MB a thread.
inline constexpr std::uint64_t kLargestStateFile = std::uint64_t{2} << 30U;

class StateFile {
 public:
  // precondition: `path` is not empty.
  explicit StateFile(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  // nullopt: there is none. Errors name the path: not readable, a folder, more than kLargestStateFile.
  Result<std::optional<std::string>> read() const;
  // Writes beside it, to disk, and renames. Errors name the path; what was there before stays.
  Result<void> replace(std::string_view contents) const;

 private:
  std::string path_;
};

}  // namespace sounder
