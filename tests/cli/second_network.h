// A second network that this one is joined to, for tests of the way that packets take. In a network namespace
// of the test's own (in_net_namespace).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/scan/lab/tools.h"
#include "tests/support/net_namespace.h"
#include "tests/support/program.h"

namespace sounder::test {

// It has a server on port 7007 of every address, and is joined to ours by the links v0 to v1 and w0 to w1:
// 10.77.0.1 to .2, fd77::1 to ::2, fe80::77:1 to ::77:2; the same with 78. There too: 10.99.0.1 and
// fd99::1, behind v1 by our routes.
class SecondNetwork {
 public:
  // Empty: it is there.
  std::string open() {
    if (!keeper_.expect_output("here")) return "no second namespace: " + keeper_.error();
    const std::string pid = std::to_string(keeper_.pid());
    std::string failed = here(
        "link add v0 type veth peer name v1 netns " + pid + "\nlink add w0 type veth peer name w1 netns " +
        pid + "\nlink set v0 up\nlink set w0 up\n" + addresses("v0", "77", "1") + addresses("w0", "78", "1"));
    if (failed.empty())
      failed = there("ip -batch - <<E\nlink set lo up\nlink set v1 up\nlink set w1 up\n" +
                     addresses("v1", "77", "2") + addresses("w1", "78", "2") +
                     "addr add 10.99.0.1/32 dev lo\naddr add fd99::1/128 dev lo\nE\n");
    if (failed.empty()) failed = here("route add 10.99.0.1 via 10.77.0.2\nroute add fd99::1 via fd77::2\n");
    if (!failed.empty()) return failed;
    server_ = std::make_unique<Program>(std::vector<std::string>{"/usr/bin/nsenter", "-t", pid, "-n", SOUNDER,
                                                                 "--lang", "en", "serve", "--port", "7007"});
    return server_->expect_error("Listening on ") ? "" : "no server: " + server_->error();
  }
  static std::string here(const std::string& lines) { return run_tool("ip -batch -", lines); }
  std::string there(const std::string& lines) const {
    return run_tool("nsenter -t " + std::to_string(keeper_.pid()) + " -n sh -e", lines);
  }
  std::string pid() const { return std::to_string(keeper_.pid()); }
  // SYNs to the ports that were scanned which came by this link since count_from().
  std::string count_from(const std::string& link) const {
    return there(
        "nft 'add table inet t; add chain inet t i { type filter hook input priority 0; }; "
        "add rule inet t i iifname " +
        link + " meta l4proto tcp tcp flags & (syn|ack) == syn counter'");
  }
  std::string counted() const {
    Program list({"/usr/bin/nsenter", "-t", std::to_string(keeper_.pid()), "-n", "/usr/sbin/nft", "list",
                  "table", "inet", "t"});
    list.wait_exit();
    const std::string word = "counter packets ";
    const std::size_t at = list.output().find(word);
    if (at == std::string::npos) return "no counter: " + list.output() + list.error();
    const std::size_t start = at + word.size();
    return list.output().substr(start, list.output().find(' ', start) - start);
  }

 private:
  static std::string addresses(const std::string& link, const std::string& net, const std::string& host) {
    return "addr add 10." + net + ".0." + host + "/24 dev " + link + "\naddr add fd" + net + "::" + host +
           "/64 dev " + link + " nodad\naddr add fe80::" + net + ":" + host + "/64 dev " + link + " nodad\n";
  }
  Program keeper_{{"/usr/bin/unshare", "-n", "/bin/sh", "-c", "echo here; read x"}};
  std::unique_ptr<Program> server_;
};

inline std::string in_two_networks(const std::function<std::string(const SecondNetwork&)>& body) {
  SecondNetwork second;
  const std::string failed = second.open();
  return failed.empty() ? body(second) : failed;
}

}  // namespace sounder::test
