// Distinguishes lost routes from those that never existed, and what to tell the user. Pure, one owner.
#pragma once

#include <optional>
#include <unordered_set>
#include <vector>

#include "net/address.h"
#include "net/path_news.h"

namespace sounder {

// Addresses or blocks that are remembered: those that had a route, and those that had none from the start.
// Beyond them, one without a route counts as lost if something was lost.
inline constexpr std::size_t kMostRoutesKnown = 65'536;

class LostRoutes {
 public:
  // Some routes may have been lost.
  void on_loss() { loss_ = true; }
  // Nothing leads now to this address, or to the block that shares its route. True: something may have.
  bool on_none(const Address& key) {
    last_.reset();
    // The kernel removes a route before it reports that.
    if (had_.contains(key)) loss_ = true;
    if (!loss_ && never_.size() < kMostRoutesKnown) never_.insert(key);
    return loss_ && !never_.contains(key);
  }
  void on_route(const Address& key) {
    if (last_ == key) return;
    last_ = key;
    never_.erase(key);
    if (had_.size() < kMostRoutesKnown) had_.insert(key);
  }

  // The route to this address is lost, or packets go there. One route at a time is told to be lost.
  void tell_lost(const Address& to) {
    if (told_) return;
    told_ = to;
    news_.push_back({to, PathNews::What::kLost});
  }
  void tell_way(const Address& to) {
    if (told_ != to) return;
    told_.reset();
    news_.push_back({to, PathNews::What::kBack});
  }
  void take_news(std::vector<PathNews>& news) {
    news.insert(news.end(), news_.begin(), news_.end());
    news_.clear();
  }

 private:
  bool loss_ = false;
  std::optional<Address> last_;  // that has a route
  std::unordered_set<Address> had_;
  std::unordered_set<Address> never_;
  std::optional<Address> told_;
  std::vector<PathNews> news_;
};

}  // namespace sounder
