// The command line: any words, as the shell hands them over. Words are parsed, never run: what they ask for
// is a command, a text to print, or an error that says something.
#include "cli/command_line.h"

#include <sstream>
#include <vector>

#include "base/text.h"
#include "cli/load/load_flags.h"
#include "cli/serve/serve_flags.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace sounder;

// What a parse came to, in words that can be compared.
std::string outcome(const Result<std::variant<Run, PrintText>>& parsed) {
  if (!parsed) {
    fuzz::require(!parsed.error().message.empty() && parsed.error().fault == Fault::kInput);
    return "error " + parsed.error().message;
  }
  if (const auto* print = std::get_if<PrintText>(&*parsed)) {
    fuzz::require(print->text.ends_with('\n'));
    return print->text;
  }
  return "run";
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  return pointers;
}

// A command's own words, to the job they describe. Certificates are files, and those are not looked at.
template <typename Words, typename Declare, typename Parse>
void parse_job(std::vector<std::string> words, Declare declare, Parse parse) {
  Words typed;
  CLI::App app;
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  declare(app, typed);
  auto argv = pointers(words);
  try {
    app.parse(static_cast<int>(argv.size()), argv.data());
  } catch (const CLI::ParseError&) {
    return;
  }
  parse(typed);
}

}  // namespace

// A word a line.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> words{"sounder"};
  std::istringstream lines{std::string(fuzz::as_words(data, size))};
  for (std::string line; std::getline(lines, line) && words.size() < 64;)
    words.push_back(line.substr(0, line.find('\0')));
  auto argv = pointers(words);

  const auto language = language_flag(argv);
  if (!language) fuzz::require(!language.error().message.empty());
  const std::string said = outcome(parse_command_line(argv, commands()));
  fuzz::require(outcome(parse_command_line(argv, commands())) == said);
  if (words.size() == 2 && words[1] == "--help") fuzz::require(said.contains("scan"));

  parse_job<LoadFlags>(words, declare_load_flags, [](LoadFlags& typed) {
    typed.tls = {};
    const auto job = parse_load(typed);
    if (!job) return fuzz::require(!job.error().message.empty());
    fuzz::require(job->options.connections >= 1 && job->options.pipeline >= 1);
    fuzz::require(job->options.timeout > Duration::zero() && job->options.duration > Duration::zero());
  });
  const auto declare_flags = [](CLI::App& app, ServeFlags& typed) {
    declare_serve_flags(app, typed, MachineDefaults::kNumbers);
  };
  parse_job<ServeFlags>(words, declare_flags, [](ServeFlags& typed) {
    typed.tls_certificate.clear();
    typed.tls_key.clear();
    const auto job = parse_serve_job(typed);
    if (!job) return fuzz::require(!job.error().message.empty());
    fuzz::require(job->options.max_connections >= 1);
  });
  return 0;
}
