#include "base/text.h"
#include "cli/pages/prose.h"

namespace sounder::pages {
namespace {

const Section& states() {
  static const Section kSection{
      tr_later("STATES OF A PORT"),
      {tr_later("Every probe ends in exactly one of five; together they are targets times ports.")},
      {
          {"open", tr_later("The connection was accepted.")},
          {"closed", tr_later("The connection was refused.")},
          {"filtered", tr_later("Nothing came back, in as many tries as the measured loss asks for.")},
          {"unreachable",
           tr_later("A router, or this machine's routing table, says that no packet gets there.")},
          {"untested",
           tr_later(
               "The probe was not made: the scan was interrupted, or this machine ran short of something.")},
      }};
  return kSection;
}

const Section& keys() {
  static const Section kSection{
      tr_later("KEYS"),
      {tr_later("On a terminal, while the scan runs in its foreground; not with `--in-turn` or `--quiet`, "
                "nor where "
                "standard output is a pipe.")},
      {
          {"p", tr_later("Pauses; again: goes on.")},
          {"-", tr_later("Caps the rate at half of what is being sent, or halves the cap.")},
          {"+", tr_later("Doubles the cap; a few more lift it.")},
          {"s", tr_later("Lists the hosts under way.")},
          {"q", tr_later("Finishes: what was found is printed and files are complete.")},
      }};
  return kSection;
}

const Section& files() {
  static const Section kSection{
      tr_later("FILES"),
      {},
      {
          {"/etc/services", tr_later("Names of services, for `--ports` and for what is printed.")},
          {"--resume FILE",
           tr_later("The state of a scan, saved every second and when a signal ends it: written beside "
                    "the file and renamed, so that even a power cut leaves the old state or the new one. "
                    "The same command goes on from it, per port, and continues its output files.")},
          {"--targets-file FILE",
           tr_later("Targets separated by white space; from # to the end of a line is a "
                    "comment.")},
      }};
  return kSection;
}

const Section& notes() {
  static const Section kSection{
      tr_later("NOTES"),
      {
          tr_later("Scan what is yours, or what you have been allowed to scan. A scan of many addresses that "
                   "belong to "
                   "others is refused unless `--authorized` says that you may; the line that refuses it "
                   "tells how many packets "
                   "and how much time it would take. Wide ranges leave out what is reserved, private or "
                   "multicast, and a "
                   "line says how many addresses that are."),
          tr_later("The SYN engine needs CAP_NET_RAW: root, or once `setcap cap_net_raw=p` on the program. "
                   "Every privilege "
                   "is given up as soon as the sockets are open; only with `--resume` the right to write the "
                   "state file stays. "
                   "Nothing on this machine is changed."),
          tr_later("It never ends a handshake, so programs that listen do not notice it; firewalls do."),
      }};
  return kSection;
}

}  // namespace

const Prose& scan_prose() {
  static const Prose kProse{
      .command = "scan",
      .description =
          {
              tr_later("Asks every port of every target, many at once and in an order that spreads over all "
                       "of them, and "
                       "lists the open ones in order. How fast it may send, how long it waits and how often "
                       "it tries again "
                       "is measured while it runs."),
              tr_later("Without a target it asks for one. Without `--ports` it takes all 65535 for up to 256 "
                       "addresses; "
                       "for more, ports must be named (`-p -` for all)."),
          },
      .flags =
          {
              {"--ports", tr_later("Numbers, ranges and names of services, separated by commas.")},
              {"--exclude", tr_later("A list, separated by commas; may be given again.")},
              {"--in-turn", tr_later("The plain scanner. It connects unless `--engine syn` is given.")},
              {"--threads", tr_later("The SYN engine takes one for targets beyond the own link.")},
              {"--resume", tr_later("See FILES.")},
              {"--engine",
               tr_later(
                   "`connect` asks the system to connect and needs no privilege. `syn` makes its own packets "
                   "and is faster. `auto` takes `syn` where it may, else `connect`.")},
              {"--dry-run",
               tr_later("The plan on standard error; then the first try of every pair as `address:port` on "
                        "standard output. Names are looked up as for a scan.")},
              {"--list-names",
               tr_later("In this order: one JSON object a line; nmap's XML; nmap's grepable lines; "
                        "CSV with a header; `address:port` of each open port; `name:port`, where the "
                        "target was a name. Several at once are fine.")},
          },
      .sections = {states(), keys()},
      .environment = {},
      .notes = {files(), notes()},
      .examples =
          {
              {tr_later("All ports of this machine:"), "sounder scan localhost"},
              {tr_later("Where does somebody listen for SSH or HTTP?"),
               "sounder scan -p ssh,http,8080 192.168.1.0/24"},
              {tr_later("A long scan that may be interrupted, with its results as NDJSON:"),
               "sounder scan -p 1-1024 10.0.0.0/16 --resume scan.state --json scan.ndjson"},
              {tr_later("What would be sent first?"),
               "sounder scan --dry-run -p 22,80 192.168.1.0/24 | head"},
          },
      .see_also = {"nmap(1)", "services(5)", "capabilities(7)"},
  };
  return kProse;
}

}  // namespace sounder::pages
