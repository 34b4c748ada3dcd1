// Receives the events of a scan: one implementation per output format (report/). Calls come from any thread
// of the scan, one at a time.
#pragma once

#include <algorithm>
#include <vector>

#include "net/path_news.h"
#include "scan/event.h"

namespace sounder {

struct Summary {
  Counts counts{};
  std::uint64_t pairs = 0;
  std::uint64_t sent = 0;
  Duration elapsed{};
  bool interrupted = false;
  // Answers that found no buffer space on this machine. Their ports were probed again.
  std::uint64_t answers_lost = 0;
  // Of those filtered: their silence is no evidence (Reason::kUnproven).
  std::uint64_t unproven = 0;
};

class ScanSink {
 public:
  virtual ~ScanSink() = default;
  // A verdict on one pair, as soon as it is final. In no order.
  virtual void on_verdict(const Verdict& verdict) = 0;
  // A host is finished: after the last of its verdicts.
  virtual void on_host(const HostDone& host) = 0;
  // The kernel's connections probe a path, of each thread's paths once; or a route is lost or back.
  virtual void on_path_news(const PathNews&) {}
  // The last call, however the scan ended.
  virtual void on_summary(const Summary& summary) = 0;
  // Writes out what is buffered. Called after each batch of verdicts.
  virtual void flush() {}
  // Results can no longer be written (a full disk); the scan should end.
  virtual bool failed() const { return false; }
};

// Passes every event on to several sinks, which must outlive it.
class Tee final : public ScanSink {
 public:
  void add(ScanSink& sink) { sinks_.push_back(&sink); }
  void on_verdict(const Verdict& verdict) override {
    for (ScanSink* sink : sinks_) sink->on_verdict(verdict);
  }
  void on_host(const HostDone& host) override {
    for (ScanSink* sink : sinks_) sink->on_host(host);
  }
  void on_path_news(const PathNews& news) override {
    for (ScanSink* sink : sinks_) sink->on_path_news(news);
  }
  void on_summary(const Summary& summary) override {
    for (ScanSink* sink : sinks_) sink->on_summary(summary);
  }
  void flush() override {
    for (ScanSink* sink : sinks_) sink->flush();
  }
  bool failed() const override {
    return std::ranges::any_of(sinks_, [](const ScanSink* sink) { return sink->failed(); });
  }

 private:
  std::vector<ScanSink*> sinks_;
};

}  // namespace sounder
