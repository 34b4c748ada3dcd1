#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <span>
#include <system_error>

#include "base/stop_signal.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/say.h"
#include "report/formats/output_file.h"

namespace sounder {
namespace {

// Catalogues lie beside the program in a build tree, and where it is installed, in ../share/locale unless the
// build was told otherwise.
std::string catalogue_folder() {
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed) return {};
  const std::filesystem::path beside = program.parent_path() / "locale";
  if (std::filesystem::is_directory(beside, failed)) return beside;
  return (program.parent_path() / SOUNDER_CATALOGUES).lexically_normal();
}

int fail(const Error& error, ColorChoice color) {
  say_error(paint_for(STDERR_FILENO, color), error.message);
  return exit_code_of(error.fault);
}

// Out of threads or descriptors at start. Who throws names the call that was refused, except the standard
// library, of whose calls only the start of a thread fails like this.
Error refusal(const std::system_error& error) {
  if (error.code() == std::errc::resource_unavailable_try_again)
    return {Fault::kMachine, text(tr("cannot start a thread: {0}"), describe_errno(error.code().value()))};
  return {Fault::kMachine, error.what()};
}

int print(const PrintText& print_text, ColorChoice choice) {
  OutputFile out = OutputFile::standard_output();
  out.write(print_text.text);
  const auto closed = out.close();
  return closed ? print_text.exit_code : fail(closed.error(), choice);
}

// A closed standard stream would give its number to the next descriptor that we open. Reading from nothing is
// an end of input; writing to nothing must not look like success, so there /dev/null is open for reading
// only.
void open_standard_streams() {
  if (::fcntl(STDIN_FILENO, F_GETFD) < 0) static_cast<void>(::open("/dev/null", O_RDONLY));
  if (::fcntl(STDOUT_FILENO, F_GETFD) < 0) static_cast<void>(::open("/dev/null", O_RDONLY));
  if (::fcntl(STDERR_FILENO, F_GETFD) < 0) static_cast<void>(::open("/dev/null", O_WRONLY));
}

int run(std::span<char*> words, ColorChoice color) {
  open_standard_streams();
  const StopSignal stop;
  const auto language = language_flag(words);
  set_language(choose_language(language ? *language : std::nullopt), catalogue_folder());
  if (!language) return fail(language_flag(words).error(), color);

  if (const auto flag = color_flag(words); !flag) return fail(flag.error(), color);
  const auto parsed = parse_command_line(words, commands());
  if (!parsed) return fail(parsed.error(), color);
  if (const auto* print_text = std::get_if<PrintText>(&*parsed)) return print(*print_text, color);
  const auto code = std::get<Run>(*parsed)({stop, fmt::format("{}", fmt::join(words, " ")), color});
  return code ? *code : fail(code.error(), color);
}

}  // namespace

}  // namespace sounder

int main(int argc, char** argv) {
  const std::span words(argv, static_cast<std::size_t>(argc));
  auto color = sounder::ColorChoice::kAuto;
  try {
    const auto flag = sounder::color_flag(words);
    if (flag) color = flag->value_or(color);
    return sounder::run(words, color);
  } catch (const std::system_error& error) {
    return sounder::fail(sounder::refusal(error), color);
  } catch (const std::exception& error) {
    // Out of memory: nothing else in this program throws.
    return sounder::fail({sounder::Fault::kMachine, error.what()}, color);
  }
}
