#include "tests/identify/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "identify/bytes.h"

namespace sounder {
namespace {

std::string unescaped(std::string_view text, const std::string& where) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    const char kind = ++i < text.size() ? text[i] : '\0';
    switch (kind) {
      case 'r':
        bytes += '\r';
        break;
      case 'n':
        bytes += '\n';
        break;
      case 't':
        bytes += '\t';
        break;
      case '0':
        bytes += '\0';
        break;
      case '\\':
        bytes += '\\';
        break;
      case 'x':
        if (i + 2 >= text.size()) throw std::runtime_error(where + ": \\x needs two digits");
        bytes += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
        i += 2;
        break;
      default:
        throw std::runtime_error(where + ": unknown escape");
    }
  }
  return bytes;
}

class Reader {
 public:
  explicit Reader(std::vector<Sample>& samples) : samples_(samples) {}

  void line(std::string_view line, const std::string& where) {
    if (line.empty()) return;
    const char mark = line[0];
    const std::string_view text = line.substr(std::min<std::size_t>(2, line.size()));
    if (mark == '#') {
      comment_ = text;
    } else if (mark == '>') {
      now_.turns.push_back({.sent = unescaped(text, where)});
    } else if (mark == '<' && line == "<|") {
      turn().ended = true;
    } else if (mark == '<') {
      turn().came += unescaped(text, where);
    } else if (mark == '=') {
      end(text, where);
    } else if (mark == '+' && !samples_.empty()) {
      const std::size_t colon = text.find(": ");
      if (colon == std::string_view::npos) throw std::runtime_error(where + ": a detail is 'name: value'");
      samples_.back().details.emplace_back(text.substr(0, colon), text.substr(colon + 2));
    } else {
      throw std::runtime_error(where + ": a line begins with one of # > < = +");
    }
  }

 private:
  SampleTurn& turn() {
    if (now_.turns.empty()) now_.turns.emplace_back();
    return now_.turns.back();
  }
  void end(std::string_view wanted, const std::string& where) {
    now_.where = fmt::format("{}: {}", where, comment_);
    while (!wanted.empty()) now_.wanted.emplace_back(trimmed(take_until(wanted, '|')));
    if (now_.turns.empty()) throw std::runtime_error(where + ": a sample without bytes");
    now_.wanted.resize(4);
    samples_.push_back(std::move(now_));
    now_ = {};
  }

  std::vector<Sample>& samples_;
  Sample now_{};
  std::string comment_{};
};

}  // namespace

std::vector<Sample> read_samples(const std::string& path) {
  std::vector<Sample> samples;
  Reader reader(samples);
  std::ifstream file(path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number)
    reader.line(line, fmt::format("{}:{}", std::filesystem::path(path).filename().string(), number));
  return samples;
}

std::vector<Sample> all_samples(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<Sample> samples;
  for (const std::string& path : paths) std::ranges::move(read_samples(path), std::back_inserter(samples));
  return samples;
}

}  // namespace sounder
