// The files that a command line names, before any of them is opened: one that is written must be no other of
// them, however both are spelled.
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace sounder {

struct NamedFile {
  std::string flag;      // that names it
  std::string path;      // not "-"
  bool written = false;  // else only read
};

// Fault::kInput if one that is written is the same file as another one, or as what a standard stream leads
// to: by device and inode, and where there is no file yet, by its folder and name. Terminals, pipes and
// devices may be named again.
Result<void> refuse_same_files(std::span<const NamedFile> files);

}  // namespace sounder
