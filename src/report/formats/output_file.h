// A file that results are written to, or standard output. One thread. Errors (a full disk, a reader that
// left) are kept and told once, at close() or failed(); writing goes on as if nothing had happened, into
// nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace sounder {

class OutputFile {
 public:
  static OutputFile standard_output();
  // "-" is standard output. The file is emptied. Errors name the path and the remedy.
  static Result<OutputFile> open(const std::string& path);
  // Goes on with a file after its first `bytes`; what follows them is cut off. Errors: it is not there, or
  // shorter.
  static Result<OutputFile> go_on(const std::string& path, std::uint64_t bytes);

  void write(std::string_view bytes);  // buffered
  void flush();
  bool failed() const { return error_ != 0; }
  // How long the file is after what was written so far, all of it flushed; nullopt where that means nothing
  // (a pipe, a terminal).
  std::optional<std::uint64_t> position() const;
  bool reader_left() const;  // of a pipe: that is why it failed
  Result<void> close();      // flushes; the first error of the whole life

 private:
  OutputFile(std::string name, Fd fd, int number)
      : name_(std::move(name)), fd_(std::move(fd)), number_(number) {}
  std::string name_;  // as people call it
  Fd fd_;             // empty for standard output, which is not ours to close
  int number_;
  std::string buffer_;
  int error_ = 0;
};

}  // namespace sounder
