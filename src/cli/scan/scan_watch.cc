#include "cli/scan/scan_watch.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/limits.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/say.h"
#include "cli/scan/scan_notes.h"
#include "report/text/host_table.h"
#include "report/text/terminal.h"

namespace sounder {

namespace {

// Often enough for a progress bar in another program, and 60 lines a minute in a log.
constexpr Duration kProgressLineEvery = std::chrono::seconds(1);

}  // namespace

ScanWatch::ScanWatch(ParallelScan& scan, const ScanJob& job, ScanSaver* saver, StatusLine& status,
                     TerminalKeys& keys, const StopSignal& stop)
    : scan_(scan),
      job_(job),
      saver_(saver),
      keys_(keys),
      stop_(stop),
      status_(status),
      bar_(clock_now()),
      progress_(clock_now()),
      next_progress_(clock_now() + kProgressLineEvery),
      sent_(clock_now()),
      cap_(job.request.max_rate_per_s) {}

void ScanWatch::run() {
  for (;;) {
    keys_.follow();
    pollfd fds[] = {{scan_.done_fd(), POLLIN, 0},
                    {stop_.fd(), POLLIN, 0},
                    {keys_.signal_fd(), POLLIN, 0},
                    {keys_.fd(), POLLIN, 0}};
    ::poll(fds, std::size(fds), poll_timeout_ms(kProgressEvery));
    if (fds[0].revents != 0) break;
    if (fds[1].revents != 0) on_signal();
    if (fds[2].revents != 0) {
      const bool paused = state_.paused;
      keys_.obey_signal(
          [&] {  // answers that come while the process is stopped must not count as lost
            set_paused(true);
            draw();  // the bar leaves the pause out of its rate
            if (!paused) ::poll(nullptr, 0, poll_timeout_ms(2 * kStopLatency));
            status_.clear();
          },
          [&] { set_paused(paused); });
    }
    if (fds[3].revents != 0)
      for (const char key : keys_.take()) on_key(key);
    update();
  }
  status_.clear();
  keys_.end();
  print_progress();
}

void ScanWatch::update() {
  if (scan_.sink_failed()) interrupt();
  if (saver_ != nullptr && !scan_.interrupted()) warn_if_not(saver_->keep(scan_, clock_now()));
  if (!state_.paused) sent_per_s_ = sent_.rate_per_s(clock_now(), scan_.progress().sent);
  if (status_asked_) {
    if (const auto status = scan_.status(*status_asked_)) {
      show_hosts(*status);
      status_asked_.reset();
    }
  }
  if (clock_now() >= next_progress_) print_progress();
  draw();
}

void ScanWatch::print_progress() {
  next_progress_ = clock_now() + kProgressLineEvery;
  if (job_.progress == ProgressForm::kJson)
    say_json(progress_.line(clock_now(), scan_.progress(), scan_.elapsed(), state_.paused));
}

// Saved before the interruption: answers that come later are asked for again by the next run, and the
// untested rest is not saved as done.
void ScanWatch::interrupt() {
  if (scan_.interrupted()) return;
  if (saver_ != nullptr) warn_if_not(saver_->save(scan_));
  scan_.interrupt();
}

void ScanWatch::warn_if_not(const Result<void>& saved) {
  if (saved) return;
  status_.clear();
  const bool json = job_.progress == ProgressForm::kJson;
  say_notes(job_.progress, fmt::format("{}{}\n", json ? "" : "sounder: ", saved.error().message));
}

void ScanWatch::draw() {
  if (!status_.visible() || !in_foreground(STDERR_FILENO)) return;
  state_.hint = keys_.fd() < 0 ? nullptr : tr("? keys");
  status_.draw(bar_.line(clock_now(), scan_.progress(), status_.columns(), state_));
}

void ScanWatch::on_signal() {
  if (!stop_.take()) return;
  if (!signalled_) {
    interrupt();
    signalled_ = clock_now();
  } else if (clock_now() - *signalled_ > kSameSignal) {
    keys_.end();
    std::_Exit(exit_code::kInterrupted);
  }
}

void ScanWatch::on_key(char key) {
  switch (key) {
    case 'p':
      set_paused(!state_.paused);
      return;
    case '+':
    case '=':  // the same key without Shift
      raise_cap();
      return;
    case '-':
      cap_.lower(sent_per_s_);
      set_cap();
      return;
    case 's':
      status_asked_ = scan_.ask_status();
      return;
    case 'q':
      interrupt();
      return;
    default:
      if ((static_cast<unsigned char>(key) & 0xC0) == 0x80) return;  // the rest of a letter in UTF-8
      status_.show_above(
          wrapped(tr("Keys: p pause and continue, + - rate, s hosts, q finish"), status_.columns()));
  }
}

void ScanWatch::raise_cap() {
  if (cap_.at_most_asked_for()) {
    const auto most = static_cast<std::uint64_t>(cap_.per_s());
    status_.show_above(wrapped(text(tr("+ changes nothing: --max-rate allows {0} probes a second"), most),
                               status_.columns()));
    return;
  }
  cap_.raise(sent_per_s_);
  set_cap();
}

void ScanWatch::set_paused(bool paused) {
  if (state_.paused && !paused) sent_.restart(clock_now(), scan_.progress().sent);
  state_.paused = paused;
  scan_.control().paused = paused;
}

void ScanWatch::set_cap() {
  state_.cap_per_s = cap_.per_s();
  scan_.control().cap_per_s = cap_.per_s();
}

void ScanWatch::show_hosts(const ScanStatus& status) {
  std::string what =
      text(trn("{0} host under way", "{0} hosts under way", status.under_way), status.under_way);
  what += state_.paused ? std::string(", ") + tr("paused")
                        : ", " + text(tr("{0} probes/s"), static_cast<std::uint64_t>(sent_per_s_));
  if (cap_.per_s() != RateCap::kNone)
    what += ", " + text(tr("at most {0}/s"), static_cast<std::uint64_t>(cap_.per_s()));
  const std::size_t columns = status_.columns();
  const std::string head = wrapped(what, columns);
  const auto more_lines = static_cast<std::size_t>(std::ranges::count(head, '\n')) - 1;
  const std::size_t rows = terminal_rows(STDERR_FILENO);
  status_.show_above(head + host_table(status, job_.request.ports, job_.names,
                                       {rows - std::min(rows, more_lines), columns}));
}

}  // namespace sounder
