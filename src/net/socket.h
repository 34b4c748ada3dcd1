// Makes TCP sockets and queries their state. Every call returns an Fd or an errno value, so that callers word
// the error.
#pragma once

#include <expected>
#include <optional>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "net/address.h"

namespace sounder {

// A non-blocking listener. On "::" it takes IPv4 too unless `v6_only` (a second listener on 0.0.0.0 needs the
// port). SO_REUSEADDR is on: a server that starts again finds its port free. EAFNOSUPPORT: the kernel has no
// such family.
std::expected<Fd, Errno> listen_tcp(const Endpoint& where, bool v6_only = false);

// A client socket whose connect has been started and not waited for: poll for writability, then ask
// socket_error(). A refusal that comes at once (loopback) is an error here already.
std::expected<Fd, Errno> start_connect(const Endpoint& to);
// The same from a local address of the same family. connect(2) chooses the port among those free for this
// pair of addresses (IP_BIND_ADDRESS_NO_PORT, Linux 4.2). EADDRNOTAVAIL: no free port or no local address.
std::expected<Fd, Errno> start_connect_from(const Address& source, const Endpoint& to);
// 0, or why no socket can be bound to the address: EADDRNOTAVAIL if this machine has no such address.
Errno bindable(const Address& source);

// Whether this machine has no address to send to `to` from: none of its family, or none that is valid yet.
bool lacks_source(const Address& to);

// Whether an errno value says that this machine lacks something (descriptors, local ports, memory, epoll's
// share of it), and so nothing about the peer or the way there.
bool is_shortage(Errno code);

// The pending error of a socket (SO_ERROR), 0 if none.
Errno socket_error(int fd);

std::optional<Endpoint> local_endpoint(int fd);
std::optional<Endpoint> remote_endpoint(int fd);

void set_no_delay(int fd);
// The socket takes more to send only while less than `bytes` wait to go out (TCP_NOTSENT_LOWAT): bounds what
// a client that does not read costs the kernel.
void set_unsent_limit(int fd, int bytes);
void set_blocking(int fd, bool blocking);
// SO_RCVTIMEO and SO_SNDTIMEO of a blocking socket; zero waits for ever.
void set_receive_timeout(int fd, Duration timeout);
void set_send_timeout(int fd, Duration timeout);
// close() sends RST and leaves no TIME_WAIT behind.
void set_reset_on_close(int fd);

}  // namespace sounder
