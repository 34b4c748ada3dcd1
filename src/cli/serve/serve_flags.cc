#include "cli/serve/serve_flags.h"

#include <algorithm>

#include "base/duration.h"
#include "base/processors.h"
#include "base/text.h"
#include "cli/choices.h"
#include "cli/ports.h"
#include "cli/tls_flags.h"
#include "cli/values.h"
#include "echo/serve/limits.h"
#include "net/descriptors.h"
#include "net/zone.h"

namespace sounder {
namespace {

// Default number of clients with a thread each: pid_max is 32,768 by default, and an idle thread costs about
// 30 KiB with its kernel stack.
constexpr std::size_t kUsualMostThreadedClients = 30'000;

constexpr Choices kModels{Choice{"threads", ModelKind::kThreads}, Choice{"epoll", ModelKind::kEpoll},
                          Choice{"io_uring", ModelKind::kUring}};
// Whether the log is JSON.
constexpr Choices kLogForms{Choice{"text", false}, Choice{"json", true}};

std::size_t room_for_connections(std::size_t descriptors) {
  return descriptors > kReservedFds ? descriptors - kReservedFds : 1;
}

std::size_t usual_max_connections() {
  return std::min(room_for_connections(hard_descriptor_limit()), kUsualMostThreadedClients);
}

// One for each processor.
unsigned usual_loops() { return std::min(usable_processors(), kMostLoops); }

// Port 0 lets the kernel choose.
Result<Port> parse_listen_port(std::string_view word) { return word == "0" ? Port{0} : parse_port(word); }

bool is_number(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

struct Place {
  std::optional<Address> address;  // none: every address
  std::optional<Port> port;
};

// "127.0.0.1:80", "[::1]:80", "127.0.0.1", ":80", "80".
std::optional<Place> parse_place(const std::string& word) {
  std::string_view rest = word;
  if (rest.starts_with(':') && is_number(rest.substr(1))) rest.remove_prefix(1);
  if (is_number(rest)) {
    const auto port = parse_listen_port(rest);
    if (!port) return std::nullopt;
    return Place{std::nullopt, *port};
  }
  const bool any_port = rest.ends_with(":0") && !Address::parse(word);
  if (any_port) rest.remove_suffix(2);
  const auto parsed = parse_host_port(rest);
  if (!parsed) return std::nullopt;
  const auto address = Address::parse(parsed->host);
  if (!address || (any_port && parsed->port)) return std::nullopt;
  return Place{address, any_port ? Port{0} : parsed->port};
}

Result<Place> parse_listen(const std::string& word) {
  if (const auto place = parse_place(word)) {
    if (place->address && place->address->lacks_zone()) return std::unexpected(missing_zone(*place->address));
    return *place;
  }
  const bool any_port = word.ends_with(":0");
  const auto why = parse_host_port(std::string_view(word).substr(0, word.size() - (any_port ? 2 : 0)));
  if (!why) return std::unexpected(why.error());
  return bad_input(text(tr("--listen {0}: this must be an address with a port, like 127.0.0.1:7007 or "
                           "[::1]:7007, or :7007 for every "
                           "address"),
                        word));
}

// --port is the port of every --listen without one, and of every address if there is no --listen.
Result<ListenPlaces> parse_listen_places(const ServeFlags& flags) {
  std::optional<Port> usual;
  if (!flags.port.empty()) {
    const auto port = parse_listen_port(flags.port);
    if (!port) return std::unexpected(Error{Fault::kInput, text("--port: {0}", port.error().message)});
    usual = *port;
  }
  ListenPlaces places;
  places.given = usual || !flags.listen.empty();
  bool port_used = flags.listen.empty();
  for (const std::string& word : flags.listen) {
    const auto place = parse_listen(word);
    if (!place) return std::unexpected(place.error());
    port_used = port_used || !place->port;
    const Port port = place->port.value_or(usual.value_or(kEchoPort));
    if (place->address)
      places.endpoints.push_back({*place->address, port});
    else
      places.every_address.push_back(port);
  }
  if (usual && !port_used)
    return bad_input(
        text(tr("--port {0}: every --listen has a port already; leave one of them out"), flags.port));
  if (flags.listen.empty()) places.every_address.push_back(usual.value_or(kEchoPort));
  return places;
}

Result<std::size_t> parse_max_connections(const std::string& word) {
  constexpr std::uint64_t kMost = 10'000'000;
  const auto wanted = count_flag("--max-connections", word, 1, kMost);
  if (!wanted) return std::unexpected(wanted.error());
  const std::size_t room = room_for_connections(hard_descriptor_limit());
  if (!*wanted) return usual_max_connections();
  if (**wanted > room)
    return machine_refused(
        text(tr("--max-connections {0}: this process may open {1} descriptors, enough for {2} connections; "
                "raise the limit (ulimit -n)"),
             **wanted, hard_descriptor_limit(), room));
  return **wanted;
}

Result<ServerOptions> parse_options(const ServeFlags& flags) {
  ServerOptions options;
  const auto max_connections = parse_max_connections(flags.max_connections);
  if (!max_connections) return std::unexpected(max_connections.error());
  const auto max_per_address = count_flag("--max-per-address", flags.max_per_address, 1, *max_connections);
  if (!max_per_address) return std::unexpected(max_per_address.error());
  const auto idle_timeout = duration_flag("--idle-timeout", flags.idle_timeout, Duration::zero());
  if (!idle_timeout) return std::unexpected(idle_timeout.error());
  const auto drain = duration_flag("--drain", flags.drain, Duration::zero());
  if (!drain) return std::unexpected(drain.error());
  options.max_connections = *max_connections;
  options.max_per_address = max_per_address->value_or(0);
  options.idle_timeout = idle_timeout->value_or(kEchoIdleTimeout);
  options.drain_timeout = drain->value_or(kEchoDrainTimeout);
  return options;
}

Result<ModelChoice> parse_model(const ServeFlags& flags) {
  const auto kind = kModels.parse("--model", flags.model);
  if (!kind) return std::unexpected(kind.error());
  const auto loops = count_flag("--threads", flags.threads, 1, kMostLoops);
  if (!loops) return std::unexpected(loops.error());
  if (*loops && *kind == ModelKind::kThreads)
    return bad_input(
        tr("--threads: the model threads has one per client; add --model epoll or --model io_uring"));
  return ModelChoice{*kind, static_cast<unsigned>(loops->value_or(usual_loops()))};
}

Result<std::shared_ptr<TlsServer>> parse_tls(const ServeFlags& flags) {
  if (flags.tls_certificate.empty() && flags.tls_key.empty()) return nullptr;
  if (flags.tls_certificate.empty() || flags.tls_key.empty())
    return bad_input(tr("TLS needs both: --tls-cert FILE and --tls-key FILE"));
  auto tls = TlsServer::load(flags.tls_certificate, flags.tls_key);
  if (!tls) return std::unexpected(tls_file_error(tls.error()));
  return std::move(*tls);
}

Result<std::optional<UdpOptions>> parse_udp(const ServeFlags& flags) {
  constexpr std::uint64_t kMost = 10'000'000;
  const auto rate = count_flag("--udp-rate", flags.udp_rate, 0, kMost);
  if (!rate) return std::unexpected(rate.error());
  if (flags.udp) return UdpOptions{.rate_per_s = rate->value_or(kUdpRatePerS)};
  if (*rate) return bad_input(tr("--udp-rate needs --udp"));
  return std::nullopt;
}

// A port without an address is open to this machine only.
Result<std::optional<Endpoint>> parse_metrics(const std::string& word) {
  if (word.empty()) return std::nullopt;
  const auto where = parse_place(word);
  if (!where || !where->port)
    return bad_input(text(tr("--metrics {0}: this must be a port, like 9100, or an address with a port, like "
                             "192.0.2.1:9100 or [::1]:9100"),
                          word));
  return Endpoint{where->address.value_or(Address::ipv4(INADDR_LOOPBACK)), *where->port};
}

}  // namespace

Result<ServeJob> parse_serve_job(const ServeFlags& flags) {
  const auto json_log = kLogForms.parse("--log", flags.log);
  if (!json_log) return std::unexpected(json_log.error());
  auto listen = parse_listen_places(flags);
  if (!listen) return std::unexpected(listen.error());
  const auto options = parse_options(flags);
  if (!options) return std::unexpected(options.error());
  const auto model = parse_model(flags);
  if (!model) return std::unexpected(model.error());
  const auto udp = parse_udp(flags);
  if (!udp) return std::unexpected(udp.error());
  const auto metrics = parse_metrics(flags.metrics);
  if (!metrics) return std::unexpected(metrics.error());
  auto tls = parse_tls(flags);
  if (!tls) return std::unexpected(tls.error());
  return ServeJob{.listen = std::move(*listen),
                  .model = *model,
                  .options = *options,
                  .json_log = *json_log,
                  .udp = *udp,
                  .metrics = *metrics,
                  .tls = std::move(*tls)};
}

void declare_serve_flags(CLI::App& app, ServeFlags& flags, MachineDefaults defaults) {
  app.add_option("--listen", flags.listen, tr("address to listen on, repeatable [default: every address]"))
      ->type_name("ADDR:PORT")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  app.add_option("-p,--port", flags.port, text(tr("port to listen on [default: {0}]"), number(kEchoPort)))
      ->type_name("PORT");
  app.add_option("--model", flags.model, text(tr("what serves clients [default: {0}]"), kModels.usual()))
      ->type_name(kModels.type_name());
  app.add_option("--threads", flags.threads,
                 text(tr("threads for epoll and io_uring [default: {0}]"),
                      machine_default(defaults, usual_loops(), tr("one for each processor"))))
      ->type_name("N");
  app.add_option("--max-connections", flags.max_connections,
                 text(tr("clients at once; more are refused [default: {0}]"),
                      machine_default(defaults, usual_max_connections(),
                                      text(tr("as the descriptor limit allows, at most {0}"),
                                           kUsualMostThreadedClients))))
      ->type_name("N");
  app.add_option("--max-per-address", flags.max_per_address,
                 tr("clients at once from one address [default: no cap]"))
      ->type_name("N");
  app.add_option("--idle-timeout", flags.idle_timeout,
                 text(tr("cut clients silent for so long; 0s: never [default: {0}]"),
                      format_duration(kEchoIdleTimeout)))
      ->type_name("DUR");
  app.add_option("--drain", flags.drain,
                 text(tr("how long clients may finish after a signal [default: {0}]"),
                      format_duration(kEchoDrainTimeout)))
      ->type_name("DUR");
  app.add_flag("--udp", flags.udp, tr("answer UDP datagrams too, at the same addresses and ports"));
  app.add_option("--udp-rate", flags.udp_rate,
                 text(tr("answers to one source; 0: no cap [default: {0}]"), kUdpRatePerS))
      ->type_name("PER_S");
  app.add_option("--metrics", flags.metrics, tr("metrics for Prometheus, and /healthz [default: none]"))
      ->type_name("ADDR:PORT");
  app.add_option("--log", flags.log, text(tr("log format [default: {0}]"), kLogForms.usual()))
      ->type_name(kLogForms.type_name());
  app.add_option("--tls-cert", flags.tls_certificate, tr("TLS: PEM files, reloaded on SIGHUP"))
      ->type_name("FILE");
  app.add_option("--tls-key", flags.tls_key, tr("TLS: PEM files, reloaded on SIGHUP"))->type_name("FILE");
}

}  // namespace sounder
