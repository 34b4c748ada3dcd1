#include "tests/faults/fault_plan.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace sounder::faults {
namespace {

constexpr std::size_t kMostRules = 256;

struct Rule {
  unsigned slot;
  int fault;
  std::uint64_t first;  // 0: by chance
  bool lasting;
};

std::uint64_t mixed(std::uint64_t word) {  // the finalizer of splitmix64
  word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
  word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
  return word ^ (word >> 31U);
}

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* const word = std::getenv(variable);
  return word != nullptr ? std::strtoull(word, nullptr, 10) : otherwise;
}

// What stops here is a mistake of the test's: nothing must pass for a fault that was none.
[[noreturn]] void refuse(std::string_view what) {
  for (const std::string_view part : {std::string_view("libsounder_faults: "), what, std::string_view("\n")})
    static_cast<void>(::syscall(SYS_write, STDERR_FILENO, part.data(), part.size()));
  ::_exit(99);
}

int fault_of(std::string_view name) {
  if (name == "SHORT") return kShort;
  for (const auto& [word, code] : {std::pair<std::string_view, int>{"EAI_AGAIN", EAI_AGAIN},
                                   {"EAI_FAIL", EAI_FAIL},
                                   {"EAI_MEMORY", EAI_MEMORY},
                                   {"EAI_NONAME", EAI_NONAME}})
    if (name == word) return kAddressError - code;
  for (int code = 1; code < 200; ++code)
    if (const char* known = ::strerrorname_np(code); known != nullptr && name == known) return code;
  refuse(name);
}

unsigned slot_of(std::string_view name) {
  const std::size_t at = std::min(name.find('@'), name.size());
  const auto call = std::ranges::find(kCalls, name.substr(0, at));
  const auto kind = std::ranges::find(kKinds, at < name.size() ? name.substr(at + 1) : std::string_view());
  if (call == kCalls.end() || kind == kKinds.end()) refuse(name);
  return static_cast<unsigned>((call - kCalls.begin()) * static_cast<std::ptrdiff_t>(kKinds.size()) +
                               (kind - kKinds.begin()));
}

Report private_report;  // for who gives no file

Report* shared_report() {
  const char* const path = std::getenv("SOUNDER_FAULT_REPORT");
  if (path == nullptr) return &private_report;
  const long fd = ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || ::syscall(SYS_ftruncate, fd, sizeof(Report)) != 0) refuse(path);
  const long memory = ::syscall(SYS_mmap, nullptr, sizeof(Report), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::syscall(SYS_close, fd);
  if (memory < 0) refuse(path);
  return reinterpret_cast<Report*>(memory);
}

class Plan {
 public:
  Plan() : report_(*shared_report()) {
    const char* const words = std::getenv("SOUNDER_FAULTS");
    for (std::string_view rest = words != nullptr ? words : ""; !rest.empty();) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      add(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    report_.enabled = 1;
  }

  std::optional<int> take(unsigned slot, bool may_wait) {
    Report::Slot& counts = report_.slots[slot];
    if (counts.calls == 0) name(counts, slot);
    const std::uint64_t number = ++counts.calls;
    if (report_.enabled == 0) return std::nullopt;
    const auto fault = chosen(slot, number, may_wait);
    if (!fault) return std::nullopt;
    const std::uint32_t before = report_.injected++;
    if (before >= limit_) return std::nullopt;
    ++counts.injected;
    if (before < report_.records.size()) report_.records[before] = {slot, *fault, number};
    return fault;
  }

 private:
  void add(std::string_view word) {
    const std::size_t call_end = std::min(word.find(':'), word.size());
    const std::size_t fault_end = std::min(word.find(':', call_end + 1), word.size());
    if (call_end == word.size() || rule_count_ == kMostRules) refuse(word);
    Rule rule{slot_of(word.substr(0, call_end)),
              fault_of(word.substr(call_end + 1, fault_end - call_end - 1)), 0, word.ends_with('+')};
    if (fault_end < word.size()) {
      const std::string_view first = word.substr(fault_end + 1);
      if (std::from_chars(first.data(), first.data() + first.size(), rule.first).ec != std::errc() ||
          rule.first == 0)
        refuse(word);
    }
    rules_[rule_count_++] = rule;
  }

  static void name(Report::Slot& counts, unsigned slot) {
    const std::string_view call = kCalls[slot / kKinds.size()];
    const std::string_view kind = kKinds[slot % kKinds.size()];
    auto* to = std::ranges::copy(call, counts.name.data()).out;
    if (!kind.empty()) *to++ = '@';
    std::ranges::copy(kind, to);
  }

  std::optional<int> chosen(unsigned slot, std::uint64_t number, bool may_wait) const {
    std::array<int, kMostRules> by_chance;
    std::size_t candidates = 0;
    for (std::size_t i = 0; i < rule_count_; ++i) {
      const Rule& rule = rules_[i];
      if (rule.slot != slot || (rule.fault == EAGAIN && may_wait)) continue;
      if (rule.first == 0)
        by_chance[candidates++] = rule.fault;
      else if (number == rule.first || (rule.lasting && number > rule.first))
        return rule.fault;
    }
    if (candidates == 0) return std::nullopt;
    static std::atomic<std::uint64_t> threads{0};
    static thread_local const std::uint64_t thread = threads++;
    static thread_local std::array<std::uint32_t, kCalls.size() * kKinds.size()> made{};
    const std::uint64_t dice = mixed(mixed(mixed(seed_ + slot) + thread) + ++made[slot]);
    if (dice % one_in_ != 0) return std::nullopt;
    return by_chance[dice / one_in_ % candidates];
  }

  Report& report_;
  std::array<Rule, kMostRules> rules_{};
  std::size_t rule_count_ = 0;
  const std::uint64_t one_in_ = std::max<std::uint64_t>(1, number_of("SOUNDER_FAULT_ONE_IN", 100));
  const std::uint64_t seed_ = number_of("SOUNDER_FAULT_SEED", 1);
  const std::uint64_t limit_ = number_of("SOUNDER_FAULT_LIMIT", ~std::uint64_t{0});
};

}  // namespace

std::optional<int> fault_for(unsigned call, Kind kind, bool may_wait) {
  // A sanitizer's library begins, and calls, before the C library has the environment.
  if (environ == nullptr) return std::nullopt;
  static Plan plan;
  return plan.take(call * static_cast<unsigned>(kKinds.size()) + static_cast<unsigned>(kind), may_wait);
}

}  // namespace sounder::faults
