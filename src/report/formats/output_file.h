// A file that results are written to, or standard output. One thread. The first error (a full disk, a pipe
// whose reader has closed it) is kept for failed() and close(); what is written after it is dropped.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace sounder {

class OutputFile {
 public:
  static OutputFile standard_output();
  // "-" is standard output. A file is created, or emptied. `wait` is called again and again while the path is
  // a named pipe that nobody reads; it waits a moment, or returns false to give up (Fault::kInterrupted).
  // Other errors name the path.
  static Result<OutputFile> open(const std::string& path, const std::function<bool()>& wait);
  // Continues a file after its first `bytes`; what follows them is cut off. nullopt: the file is not there,
  // or shorter than that. Errors name the path.
  static Result<std::optional<OutputFile>> resume(const std::string& path, std::uint64_t bytes);

  void write(std::string_view bytes);  // buffered
  void flush();
  bool failed() const { return error_ != 0; }
  // The length of the file, precondition: flushed; nullopt where it has none (a pipe, a terminal).
  std::optional<std::uint64_t> position() const;
  bool reader_left() const;  // it failed because the reader of the pipe has closed it
  Result<void> close();      // flushes; the first error since it was opened

 private:
  OutputFile(std::string name, Fd fd, int number)
      : name_(std::move(name)), fd_(std::move(fd)), number_(number) {}
  std::string name_;  // for messages
  Fd fd_;             // empty for standard output, which stays open
  int number_;
  std::string buffer_;
  int error_ = 0;
};

}  // namespace sounder
