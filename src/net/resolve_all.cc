#include "net/resolve_all.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace sounder {

std::vector<Result<std::vector<Address>>> resolve_all(std::span<const std::string> hosts,
                                                      std::optional<Family> family, int stop_fd) {
  std::vector<Result<std::vector<Address>>> answers(hosts.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    // Each answer is written by the one thread that took its number, and read after the join.
    for (std::size_t i = next++; i < hosts.size(); i = next++)
      answers[i] = resolve(hosts[i], family, stop_fd);
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(hosts.size(), kResolversAtOnce); ++i) threads.emplace_back(work);
  work();
  threads.clear();  // joins
  return answers;
}

}  // namespace sounder
