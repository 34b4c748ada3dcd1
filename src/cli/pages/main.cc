// Writes the man pages in one language, or the completions, into a folder: part of the build.
// usage: sounder_pages man LANG CATALOGUES FOLDER | sounder_pages completions FOLDER
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>

#include "base/text.h"
#include "cli/command_table.h"
#include "cli/pages/completions.h"
#include "cli/pages/man_page.h"

namespace sounder::pages {
namespace {

void write(const std::filesystem::path& path, const std::string& contents) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << contents;
  file.close();
  if (!file) throw std::runtime_error(fmt::format("cannot write {}", path.string()));
}

const Prose& prose_of(const std::string& command) {
  for (const Prose* prose : {&serve_prose(), &connect_prose(), &load_prose(), &scan_prose()})
    if (prose->command == command) return *prose;
  throw std::logic_error(fmt::format("there is no prose for the man page of {}", command));
}

void write_man_pages(const std::filesystem::path& folder) {
  CommandTable table(commands(), MachineDefaults::kWords);
  const auto write_page = [&](const CLI::App& app, const Prose& prose) {
    write(folder / (page_name(prose) + ".1"), man_page(app, prose));
  };
  write_page(table.app(), program_prose());
  for (const CommandTable::Row& row : table.rows()) write_page(*row.app, prose_of(row.app->get_name()));
}

void write_completions(const std::filesystem::path& folder) {
  CommandTable table(commands(), MachineDefaults::kWords);
  write(folder / "bash" / "sounder", bash_completion(table.app()));
  write(folder / "zsh" / "_sounder", zsh_completion(table.app()));
  write(folder / "fish" / "sounder.fish", fish_completion(table.app()));
}

void run(std::span<char*> words) {
  const std::string_view what = words.size() > 1 ? words[1] : "";
  if (what == "man" && words.size() == 5) {
    set_language(words[2], words[3]);
    write_man_pages(words[4]);
  } else if (what == "completions" && words.size() == 3) {
    set_language("en", "");
    write_completions(words[2]);
  } else {
    throw std::invalid_argument(
        "usage: sounder_pages man LANG CATALOGUES FOLDER | sounder_pages completions FOLDER");
  }
}

}  // namespace
}  // namespace sounder::pages

int main(int argc, char** argv) {
  try {
    sounder::pages::run(std::span(argv, static_cast<std::size_t>(argc)));
  } catch (const std::exception& error) {
    fmt::print(stderr, "sounder_pages: {}\n", error.what());
    return 1;
  }
}
