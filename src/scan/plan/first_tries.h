// Which passes over the pairs of a host had the first try of which pairs: not only pass 0, if the walk was
// rewound. Pure, a value.
#pragma once

#include <cstdint>
#include <vector>

namespace sounder {

class FirstTries {
 public:
  // The walk is rewound from `reached`, the first pair that no try was sent to, and goes on as `pass`.
  void on_rewind(std::uint32_t pass, std::uint32_t reached) {
    if (since_.empty() || since_.back().from < reached)
      since_.push_back({reached, pass});
    else
      since_.back().pass = pass;
  }
  bool is_first(std::uint32_t pair, std::uint32_t pass) const {
    std::uint32_t first = 0;
    for (const Since& since : since_)
      if (pair >= since.from) first = since.pass;
    return pass == first;
  }

 private:
  struct Since {
    std::uint32_t from;
    std::uint32_t pass;
  };
  std::vector<Since> since_;  // one for each rewinding of the first try at most
};

}  // namespace sounder
