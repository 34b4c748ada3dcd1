// The ICMP messages that the kernel keeps for a socket, with their senders (IP_RECVERR in ip(7)). Linux 5.8
// and later keep them for a connect() that is under way too; earlier kernels tell its errno value only.
#pragma once

#include <optional>

#include "net/address.h"
#include "net/packet.h"

namespace sounder {

struct IcmpError {
  Said said = Said::kUnreachable;
  Address from;
};

void keep_icmp_errors(int fd, Family family);
// The oldest message that says something about a SYN; those before it are dropped.
std::optional<IcmpError> take_icmp_error(int fd);

}  // namespace sounder
