#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {
namespace {

const Section& states() {
  static const Section kSection{
      tr_later("STATES OF A PORT"),
      {tr_later(
          "Every probe ends in exactly one of five states; together they add up to targets times ports.")},
      {
          {"open", tr_later("The connection was accepted.")},
          {"closed", tr_later("The connection was refused.")},
          {"filtered", tr_later("No answer, after as many tries as the measured loss requires.")},
          {"unreachable",
           tr_later("A router or this machine's routing table reports that packets cannot get there.")},
          {"untested",
           tr_later(
               "Not probed: the scan was interrupted, or this machine ran short of a resource or lost its "
               "route for a minute.")},
      }};
  return kSection;
}

const Section& keys() {
  static const Section kSection{
      tr_later("KEYS"),
      {tr_later("They work on a terminal while the scan is in the foreground; not with `--in-turn` or "
                "`--quiet`, and not if standard output is a pipe.")},
      {
          {"p", tr_later("Pauses and continues.")},
          {"-", tr_later("Caps the rate at half of the current rate, or halves the cap.")},
          {"+", tr_later("Doubles the cap; after a few more presses removes it.")},
          {"s", tr_later("Lists the active hosts.")},
          {"q", tr_later("Finishes: prints what was found and completes the files.")},
      }};
  return kSection;
}

const Section& files() {
  static const Section kSection{
      tr_later("FILES"),
      {},
      {
          {"/etc/services", tr_later("Service names, for `--ports` and for the output.")},
          {"--resume FILE",
           tr_later("The state of a scan, saved every second and at its end. It is written to a temporary "
                    "file and renamed, so a power failure leaves the old state or the new one. The same "
                    "command continues from it, per port, and continues its output files.")},
          {"--targets-file FILE",
           tr_later(
               "Targets separated by white space; a comment begins with # and ends with the line. UTF-8, or "
               "UTF-16 with a byte order mark. May be repeated.")},
      }};
  return kSection;
}

const Section& notes() {
  static const Section kSection{
      tr_later("NOTES"),
      {
          tr_later("Scan only networks that you own or may scan. A scan of many public addresses is refused "
                   "unless `--authorized` is given; the message shows how many packets and how much time it "
                   "needs. Wide ranges leave out reserved, private and multicast addresses, and a line says "
                   "how many."),
          tr_later("The SYN engine needs CAP_NET_RAW: root, or once `setcap cap_net_raw=p` on the program. "
                   "All privileges are dropped as soon as the sockets are open; only with `--resume` the "
                   "permission to write the state file is kept. No settings of this machine are changed."),
          tr_later("The SYN engine never completes a handshake, so listening programs do not notice it; "
                   "firewalls do."),
      }};
  return kSection;
}

const std::vector<Entry>& flags() {
  static const std::vector<Entry> kFlags{
      {"--ports", tr_later("Numbers, ranges and service names, separated by commas: "
                           "`22,1000-2000,ssh,http*`. May be repeated.")},
      {"--top", tr_later("From a list of our own: the default ports of usual services first, then "
                         "IANA's registry. Adds to `--ports`.")},
      {"--exclude-ports", tr_later("Lists separated by commas; may be repeated. A name without an address "
                                   "is an error here.")},
      {"--in-turn", tr_later("One port after another. Uses connect unless `--engine syn` is given.")},
      {"--threads", tr_later("The SYN engine uses one thread for targets beyond the local link.")},
      {"--resume", tr_later("See FILES.")},
      {"--engine", tr_later("`connect` lets the kernel connect and needs no privilege. `syn` sends its own "
                            "packets and is faster. `auto` uses `syn` where permitted, else `connect`.")},
      {"--dry-run", tr_later("Writes the plan to standard error, then the first try of every pair as "
                             "`address:port` to standard output. Names are looked up.")},
      {"--progress",
       tr_later("`auto`: a bar and keys on a terminal, elsewhere nothing. `json`: NDJSON on standard "
                "error, once "
                "a second; notes and the error that ends a scan are objects too. `none` is the same as "
                "`--quiet`.")},
      {"--color", tr_later("Colours of results and errors; `auto`: on a terminal.")},
      {"--list-names",
       tr_later("In this order: one JSON object on each line; nmap's XML; nmap's grepable lines; CSV "
                "with a header; `address:port` of each open port; `name:port`, where the target was a "
                "name. They can be combined.")},
  };
  return kFlags;
}

}  // namespace

const Prose& scan_prose() {
  static const Prose kProse{
      .command = "scan",
      .description =
          {
              tr_later("Probes every port of every target, many at once and in shuffled order, and lists the "
                       "open ports of each host in order. Rate, timeouts and number of tries follow what is "
                       "measured during the scan."),
              tr_later(
                  "Without a target it prompts for one, or takes every line of a pipe as targets. Without "
                  "`--ports` and `--top` it probes all 65535 ports of up to 256 addresses; for more, ports "
                  "must be named (`--top 100`, or `-p -` for all)."),
              tr_later(
                  "A target with ports of its own, `host:port`, `[IPv6]:port` or a URL, is probed on those "
                  "alone. Each pair of an address and a port is probed once, however many targets name it."),
          },
      .flags = flags(),
      .sections = {states(), keys()},
      .environment = {{"NO_COLOR, TERM",
                       tr_later("No colours if NO_COLOR is not empty; no colours, bar and keys if "
                                "TERM is `dumb` or empty.")}},
      .notes = {files(), notes()},
      .examples =
          {
              {tr_later("All ports of this machine:"), "sounder scan localhost"},
              {tr_later("Hosts that listen for SSH or HTTP:"),
               "sounder scan -p ssh,http,8080 192.168.1.0/24"},
              {tr_later("A long scan that can be resumed, with NDJSON results:"),
               "sounder scan -p 1-1024 10.0.0.0/16 --resume scan.state --json scan.ndjson"},
              {tr_later("The first probes, without sending them:"),
               "sounder scan --dry-run -p 22,80 192.168.1.0/24 | head"},
          },
      .see_also = {"nmap(1)", "services(5)", "capabilities(7)"},
  };
  return kProse;
}

}  // namespace sounder::pages
