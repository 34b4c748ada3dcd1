// How fast paths are used before anything is known of them. Pure.
#pragma once

#include "scan/plan/pacer.h"
#include "scan/plan/part.h"
#include "scan/plan/path_model.h"
#include "scan/plan/silent_hosts.h"
#include "scan/reach.h"

namespace sounder {

// To a host with too few pairs for a model of its own: all of them within a tenth of a second.
inline constexpr double kSmallHostRatePerS = 1000;

// The rates of a path to one host, and of the first link of all hosts. The first ones were found on the
// simulated network (docs/plan.md): high enough that a clean path starts fast, low enough that a queue of 50
// packets does not overflow before the first answers are in.
inline PathRates rates_of_host(Reach reach, const Budget& budget) {
  switch (reach) {
    case Reach::kLoopback:
      return {budget.of(1'000'000), Pacer::kUnlimited, Pacer::kUnlimited};
    case Reach::kOnLink:
      return {budget.of(10'000), budget.of(kSilentHostRatePerS), Pacer::kUnlimited};
    case Reach::kRouted:
      break;
  }
  return {budget.of(2'000), budget.of(kSilentHostRatePerS), budget.of(kRoutedRatePerS)};
}

inline PathRates rates_of_link(bool near, const Budget& budget) {
  if (near) return {budget.of(50'000), Pacer::kUnlimited, Pacer::kUnlimited};
  return {budget.of(5'000), budget.of(kSilentScanRatePerS), budget.of(kRoutedRatePerS)};
}

}  // namespace sounder
