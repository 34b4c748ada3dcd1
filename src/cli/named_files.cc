#include "cli/named_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <vector>

#include "base/text.h"

namespace sounder {
namespace {

namespace fs = std::filesystem;

// Links that are followed to a file that is not there yet; as many as the kernel follows (MAXSYMLINKS).
constexpr int kMostLinks = 40;

struct Identity {
  dev_t device = 0;
  ino_t inode = 0;   // of the file, or of the folder where it would be created
  std::string name;  // there; empty for a file that exists
  friend bool operator==(const Identity&, const Identity&) = default;
};

// nullopt: it can be shared, because nothing is kept in it.
std::optional<Identity> identity_of(const struct stat& about) {
  if (!S_ISREG(about.st_mode)) return std::nullopt;
  return Identity{about.st_dev, about.st_ino, {}};
}

// Where open() with O_CREAT would create it: it follows a link to a file that is not there.
fs::path end_of_links(fs::path path) {
  std::error_code failed;
  for (int links = 0; links < kMostLinks; ++links) {
    const fs::path next = fs::read_symlink(path, failed);
    if (failed) break;
    path = path.parent_path() / next;  // an absolute one replaces the path
  }
  return path;
}

std::optional<Identity> identity_of(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) == 0) return identity_of(about);
  const fs::path target = fs::absolute(end_of_links(path));
  if (::stat(target.parent_path().c_str(), &about) == 0)
    return Identity{about.st_dev, about.st_ino, target.filename()};
  return Identity{0, 0, target.lexically_normal()};
}

struct Place {
  std::string label;
  Identity identity;
  bool written;
  bool stream;
};

void add_streams(std::vector<Place>& places) {
  const auto add = [&](int fd, const char* label, bool written) {
    struct stat about{};
    if (::fstat(fd, &about) != 0) return;
    if (const auto identity = identity_of(about)) places.push_back({label, *identity, written, true});
  };
  add(STDIN_FILENO, tr("standard input"), false);
  add(STDOUT_FILENO, tr("standard output"), true);
  add(STDERR_FILENO, tr("standard error"), true);
}

}  // namespace

Result<void> refuse_same_files(std::span<const NamedFile> files) {
  std::vector<Place> places;
  for (const NamedFile& file : files)
    if (auto identity = identity_of(file.path))
      places.push_back({fmt::format("{} '{}'", file.flag, file.path), *identity, file.written, false});
  add_streams(places);
  for (std::size_t i = 0; i < places.size(); ++i)
    for (std::size_t j = i + 1; j < places.size(); ++j) {
      const Place& one = places[i];
      const Place& other = places[j];
      if (!(one.identity == other.identity) || (!one.written && !other.written)) continue;
      if (one.stream && other.stream) continue;  // the shell's 2>&1
      return bad_input(text(tr("{0} and {1} are the same file, which would be overwritten; give each a file "
                               "of its own"),
                            one.label, other.label));
    }
  return {};
}

}  // namespace sounder
