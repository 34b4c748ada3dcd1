#include "net/services.h"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <netdb.h>

#include <cstring>
#include <set>

namespace sounder {

const Services& Services::instance() {
  static const Services kServices;
  return kServices;
}

Services::Services() {
  ::setservent(1);
  // getservent is not thread-safe; the static above makes this the only caller.
  while (const servent* entry = ::getservent()) {
    if (std::strcmp(entry->s_proto, "tcp") != 0) continue;
    const std::uint16_t port = ntohs(static_cast<std::uint16_t>(entry->s_port));
    names_.try_emplace(port, entry->s_name);
    ports_.try_emplace(entry->s_name, Port{port});
    for (char** alias = entry->s_aliases; *alias != nullptr; ++alias) ports_.try_emplace(*alias, Port{port});
  }
  ::endservent();
}

std::string_view Services::name(Port port) const {
  const auto found = names_.find(number(port));
  return found == names_.end() ? std::string_view{} : std::string_view{found->second};
}

std::vector<Port> Services::ports_like(std::string_view pattern) const {
  const std::string form(pattern);
  std::set<Port> found;
  for (const auto& [name, port] : ports_)
    if (::fnmatch(form.c_str(), name.c_str(), FNM_NOESCAPE) == 0) found.insert(port);
  return {found.begin(), found.end()};
}

std::optional<Port> Services::port(std::string_view name) const {
  const auto found = ports_.find(std::string(name));
  return found == ports_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sounder
