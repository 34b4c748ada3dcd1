#include "net/resolve.h"

#include <netdb.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <thread>

#include "base/text.h"
#include "base/wakeup.h"
#include "net/zone.h"

namespace sounder {
namespace {

// The result of the resolver's thread. Shared, because the caller may give up before it is filled.
struct Lookup {
  std::string host;
  int family = AF_UNSPEC;
  int status = 0;
  int system_error = 0;
  std::vector<Address> addresses;
  Wakeup done;
};

void look_up(Lookup& lookup) {
  addrinfo hints{};
  hints.ai_family = lookup.family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  lookup.status = ::getaddrinfo(lookup.host.c_str(), nullptr, &hints, &found);
  lookup.system_error = errno;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    SocketAddress socket_address;
    std::memcpy(&socket_address.storage, each->ai_addr, each->ai_addrlen);
    const auto endpoint = socket_address.endpoint();
    if (endpoint && std::ranges::find(lookup.addresses, endpoint->address) == lookup.addresses.end())
      lookup.addresses.push_back(endpoint->address);
  }
  if (found != nullptr) ::freeaddrinfo(found);
}

// The name server is a peer like another; a broken one may be that of this domain alone.
std::unexpected<Error> no_answer(const std::string& host) {
  return peer_failed(
      text(tr("cannot look up '{0}': the name server does not answer; try again, or give an address"), host));
}

std::unexpected<Error> failure(const Lookup& lookup) {
  switch (lookup.status) {
    case EAI_NONAME:
    case EAI_NODATA:
    case EAI_ADDRFAMILY:
      return bad_input(text(tr("no such host: '{0}'; check the spelling, or give an address"), lookup.host));
    case EAI_AGAIN:
      return no_answer(lookup.host);
    case EAI_SYSTEM:
      return machine_refused(
          text(tr("cannot look up '{0}': {1}"), lookup.host, describe_errno(lookup.system_error)));
    default:
      return machine_refused(
          text(tr("cannot look up '{0}': {1}"), lookup.host, ::gai_strerror(lookup.status)));
  }
}

}  // namespace

Result<std::vector<Address>> resolve(const std::string& host, std::optional<Family> family, int stop_fd,
                                     Instant deadline) try {
  if (auto zone = wrong_zone(host)) return std::unexpected(std::move(*zone));
  if (const auto address = Address::parse(host)) {
    if (!family || *family == address->family()) return std::vector{*address};
    const char* const wanted = *family == Family::kIpv4 ? "IPv4" : "IPv6";
    return bad_input(text(tr("'{0}' is not an {1} address"), host, wanted));
  }
  auto lookup = std::make_shared<Lookup>();
  lookup->host = host;
  if (family) lookup->family = domain_of(*family);
  std::thread([lookup] {
    look_up(*lookup);
    lookup->done.notify();
  }).detach();

  pollfd fds[2] = {{lookup->done.fd(), POLLIN, 0}, {stop_fd, POLLIN, 0}};
  int ready = 0;
  do {
    ready = ::poll(fds, 2, deadline == Instant::max() ? -1 : poll_timeout_ms(deadline - clock_now()));
  } while (ready < 0 || (ready == 0 && clock_now() < deadline));  // EINTR, or ENOMEM for a moment
  if (ready == 0) return no_answer(host);
  if ((fds[0].revents & POLLIN) == 0)
    return std::unexpected(Error{Fault::kInterrupted, text(tr("interrupted while looking up '{0}'"), host)});
  lookup->done.clear();  // by reading it, which is what orders the other thread's writes before what follows
  if (lookup->status != 0 || lookup->addresses.empty()) return failure(*lookup);
  return std::move(lookup->addresses);
} catch (const std::system_error& error) {  // no descriptor or no thread is left
  return machine_refused(text(tr("cannot look up '{0}': {1}"), host, describe_errno(error.code().value())));
}

Result<std::vector<Address>> resolve_server(const std::string& host, std::optional<Family> family,
                                            int stop_fd, Instant deadline) {
  auto addresses = resolve(host, family, stop_fd, deadline);
  if (!addresses) return addresses;
  const Address first = addresses->front();
  std::erase_if(*addresses, [](const Address& address) { return address.lacks_zone(); });
  if (addresses->empty()) return std::unexpected(missing_zone(first));
  return addresses;
}

}  // namespace sounder
