#include "tests/cli/shells.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <stdexcept>

#include "tests/cli/help_rows.h"
#include "tests/support/terminal_program.h"

namespace sounder::test {
namespace {

// By a variable: the path of the clone may hold characters that mean something to a shell.
const std::string kLoadBash = "source \"$PAGES/bash/sounder\"";
const std::string kBashCompletion = "source /usr/share/bash-completion/bash_completion; ";
const std::string kLoadZsh = "fpath=(\"$PAGES/zsh\" $fpath); autoload -U compinit; compinit -D -u";
const std::string kLoadFish = "source $PAGES/fish/sounder.fish";

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::set<std::string> set_of_lines(const std::string& output) {
  std::set<std::string> all;
  for (const std::string& line : lines_of(output))
    if (!line.empty()) all.insert(line.substr(0, line.find('\t')));
  return all;
}

// The function that the shell calls, with the words as readline splits them: at "=" too.
class Bash : public Shell {
 public:
  Bash(const Home& home, std::string load_first)
      : environment_(home.environment()), load_first_(std::move(load_first)) {}
  std::set<std::string> offers(const std::vector<std::string>& words) override {
    std::vector<std::string> call{"/bin/bash",
                                  "--norc",
                                  "--noprofile",
                                  "-c",
                                  load_first_ + kLoadBash +
                                      "; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _sounder; "
                                      "printf '%s\\n' \"${COMPREPLY[@]}\"",
                                  "bash"};
    for (const std::string& word : words) {
      const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
      call.push_back(word.substr(0, equals));
      if (equals == std::string::npos) continue;
      call.emplace_back("=");
      if (equals + 1 < word.size()) call.push_back(word.substr(equals + 1));
    }
    const Outcome outcome = run_program(call, {.environment = environment_});
    EXPECT_EQ(outcome.error, "");
    return set_of_lines(outcome.output);
  }
  std::string descriptions(const std::vector<std::string>&) override { return ""; }

 private:
  std::vector<std::string> environment_;
  std::string load_first_;
};

class Fish : public Shell {
 public:
  explicit Fish(const Home& home) : environment_(home.environment()) {}
  std::set<std::string> offers(const std::vector<std::string>& words) override {
    std::set<std::string> all;
    for (const std::string& offer : set_of_lines(descriptions(words))) {
      // Fish offers a value after "=" with its flag before it.
      const std::size_t equals = offer.starts_with("--") ? offer.find('=') : std::string::npos;
      all.insert(equals == std::string::npos ? offer : offer.substr(equals + 1));
    }
    return all;
  }
  std::string descriptions(const std::vector<std::string>& words) override {
    const Outcome outcome = run_program(
        {"/usr/bin/fish", "--no-config", "-c", kLoadFish + "; complete -C $argv[1]", joined(words)},
        {.environment = environment_});
    EXPECT_EQ(outcome.error, "");
    return outcome.output;
  }

 private:
  std::vector<std::string> environment_;
};

// Completion exists only in zsh's line editor, so a terminal it is; what is offered is listed below the line.
class Zsh : public Shell {
 public:
  explicit Zsh(const Home& home)
      : terminal_({"/bin/zsh", "-f", "-i"}, environment_of(home), TerminalSize{.rows = 200, .columns = 200}) {
    // TAB lists what is offered and says when it has; nothing is put into the line.
    send("PS1='READY> ' RPS1=; unsetopt beep prompt_sp; " + kLoadZsh +
         "; LISTMAX=1000; "
         "list_all() { zle list-choices; zle -R; print -n LISTED''. >$TTY }; "
         "zle -N list_all; bindkey '^I' list_all; cd; print LOADED''.");
    EXPECT_TRUE(terminal_.expect("LOADED."));
    EXPECT_TRUE(terminal_.expect("READY> "));
  }
  std::set<std::string> offers(const std::vector<std::string>& words) override {
    std::set<std::string> all;
    const std::regex offer("(^|\\s)(--?[A-Za-z0-9][-a-z0-9]*|[a-z][-._a-z0-9]*)(?=\\s|$)");
    const bool of_flags = words.back().starts_with("-");
    for (std::string line : lines_of(descriptions(words))) {
      line = line.substr(0, line.find(" -- "));
      for (std::sregex_iterator found(line.begin(), line.end(), offer), end; found != end; ++found)
        if ((*found)[2].str().starts_with("-") == of_flags || words.back().contains('='))
          all.insert((*found)[2]);
    }
    return all;
  }
  std::string descriptions(const std::vector<std::string>& words) override {
    const std::size_t before = terminal_.shown().size();
    terminal_.send(joined(words) + "\t");
    EXPECT_TRUE(terminal_.expect("LISTED."));
    terminal_.send("\025print DONE''.\r");  // ^U: away with the line
    EXPECT_TRUE(terminal_.expect("DONE."));
    EXPECT_TRUE(terminal_.expect("READY> "));
    return plain(terminal_.shown().substr(before));
  }

 private:
  static std::vector<std::string> environment_of(const Home& home) {
    auto environment = home.environment();
    environment.emplace_back("TERM=dumb");
    return environment;
  }
  void send(const std::string& line) { terminal_.send(line + "\r"); }
  // Without escape sequences and carriage returns, and without what we typed.
  static std::string plain(const std::string& shown) {
    const std::string text = std::regex_replace(shown, std::regex("\033\\[[0-9;?]*[A-Za-z]|\r|\a"), "");
    std::string kept;
    for (const std::string& line : lines_of(text))
      if (!line.contains("sounder ") && !line.contains("DONE") && !line.contains("READY"))
        kept += line + "\n";
    return kept;
  }

  TerminalProgram terminal_;
};

}  // namespace

Home::Home() {
  const std::filesystem::path home = folder.path();
  std::ofstream(home / "a file.txt") << "\n";
  std::filesystem::create_directory(home / ".ssh");
  std::ofstream(home / ".ssh" / "known_hosts") << "echo-host.example ssh-ed25519 AAAA\n";
  std::ofstream(home / "hosts") << "192.0.2.9 echo-host.example\n";
}

std::vector<std::string> Home::environment() const {
  return {"HOME=" + folder.path(),
          "HOSTFILE=" + folder.path() + "/hosts",
          "LC_ALL=C.UTF-8",
          "XDG_CONFIG_HOME=" + folder.path(),
          "XDG_DATA_HOME=" + folder.path(),
          "PAGES=" PAGES};
}

std::unique_ptr<Shell> make_shell(const std::string& name, const Home& home) {
  if (name == "bash") return std::make_unique<Bash>(home, "");
  if (name == "bash_completion") return std::make_unique<Bash>(home, kBashCompletion);
  if (name == "zsh") return std::make_unique<Zsh>(home);
  if (name == "fish") return std::make_unique<Fish>(home);
  throw std::invalid_argument(name);
}

testing::AssertionResult tab_completes(const std::string& shell, const Home& home, const std::string& line,
                                       const std::string& becomes) {
  std::vector<std::string> words{"/bin/bash", "--norc", "--noprofile", "-i"};
  std::string load = "PS1='READY> '; cd; " + kLoadBash;
  if (shell == "bash_completion") load = kBashCompletion + load;
  if (shell == "zsh") {
    words = {"/bin/zsh", "-f", "-i"};
    load = "PS1='READY> '; cd; " + kLoadZsh;
  } else if (shell == "fish") {
    words = {"/usr/bin/fish", "--no-config", "-i", "-C", "cd; " + kLoadFish};
    load = "function fish_prompt; echo -n 'READY> '; end";
  }
  auto environment = home.environment();
  environment.emplace_back(shell == "fish" ? "TERM=xterm" : "TERM=dumb");
  TerminalProgram terminal(words, environment);
  terminal.send(load + "; echo LOADED''.\r");
  if (auto loaded = terminal.expect("LOADED."); !loaded) return loaded;
  if (auto ready = terminal.expect("READY> "); !ready) return ready;
  terminal.send(line + "\t");
  return terminal.expect(becomes);
}

}  // namespace sounder::test
