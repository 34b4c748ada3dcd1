#include "cli/load/load_flags.h"

#include <algorithm>
#include <random>
#include <ranges>

#include "base/duration.h"
#include "base/processors.h"
#include "base/text.h"
#include "cli/named_files.h"
#include "cli/own_source.h"
#include "cli/ports.h"
#include "cli/values.h"
#include "echo/load/limits.h"
#include "net/datagrams.h"
#include "net/descriptors.h"
#include "net/local_ports.h"
#include "net/socket.h"
#include "net/zone.h"

namespace sounder {
namespace {

// One number of the options, if its flag was given.
template <class Number>
Result<void> read_count(const char* flag, const std::string& word, std::uint64_t most, Number& number) {
  const auto value = count_flag(flag, word, 1, most);
  if (!value) return std::unexpected(value.error());
  if (*value) number = static_cast<Number>(**value);
  return {};
}

Result<void> read_time(const char* flag, const std::string& word, Duration& time) {
  const auto value = duration_flag(flag, word, std::chrono::milliseconds(1));
  if (!value) return std::unexpected(value.error());
  time = value->value_or(time);
  return {};
}

Result<void> read_sources(const std::string& word, std::vector<Address>& sources) {
  if (word.empty()) return {};
  for (const auto part : std::views::split(word, ',')) {
    const std::string_view one(part.begin(), part.end());
    const auto address = Address::parse(one);
    if (auto zone = wrong_zone(one)) return std::unexpected(std::move(*zone));
    if (!address || sources.size() == kMostSources)
      return bad_input(text(tr("--source {0}: this must be up to {1} addresses of this machine, like "
                               "192.0.2.7,192.0.2.8"),
                            word, kMostSources));
    if (address->lacks_zone()) return std::unexpected(missing_zone(*address));
    sources.push_back(*address);
  }
  return {};
}

Result<void> read_rate(const LoadFlags& flags, LoadOptions& options) {
  const auto rate = rate_flag("--rate", flags.rate);
  if (!rate) return std::unexpected(rate.error());
  if (*rate && (**rate > kMostLoadRatePerS || **rate < 1e-3))
    return bad_input(text(tr("--rate {0}: this must be from 0.001 to {1} a second"), flags.rate,
                          static_cast<std::uint64_t>(kMostLoadRatePerS)));
  options.rate_per_s = *rate;
  return {};
}

Result<void> read_pipeline(const LoadFlags& flags, LoadOptions& options) {
  if (options.churn && !flags.pipeline.empty())
    return bad_input(
        tr("--pipeline and --churn exclude each other: with --churn a connection has one request"));
  // In an open loop a request waits for its time, not for the previous answer.
  options.pipeline = options.rate_per_s && !options.churn ? kMostPipelined : 1;
  return read_count("--pipeline", flags.pipeline, kMostPipelined, options.pipeline);
}

Result<void> read_protocol(const LoadFlags& flags, LoadOptions& options) {
  options.churn = flags.churn;
  options.udp = flags.udp;
  if (flags.udp && (flags.churn || flags.tls.tls))
    return bad_input(
        text(tr("{0} works over TCP only; omit it or --udp"), flags.churn ? "--churn" : "--tls"));
  if (flags.udp) options.timeout = kUdpLoadTimeout;
  return {};
}

Result<void> read_size(const LoadFlags& flags, LoadOptions& options) {
  if (auto r = read_count("--size", flags.size, kMostMessageBytes, options.message_bytes); !r) return r;
  if (options.udp &&
      (options.message_bytes < kDatagramHeadBytes || options.message_bytes > kMostDatagramBytes))
    return bad_input(text(tr("--size {0}: with --udp this must be from {1} to {2}, what a datagram holds"),
                          flags.size, kDatagramHeadBytes, kMostDatagramBytes));
  return {};
}

// Limits of this process and of memory.
Result<void> check_sizes(const LoadOptions& options) {
  const std::size_t descriptors = hard_descriptor_limit();
  const std::size_t room = descriptors > kReservedFds ? descriptors - kReservedFds : 1;
  if (options.connections > room)
    return machine_refused(text(tr("--connections {0}: this process may open {1} descriptors, enough for {2} "
                                   "connections; raise the limit (ulimit -n)"),
                                options.connections, descriptors, room));
  if (!options.rate_per_s && options.connections > kMostTimesKept / options.pipeline)
    return bad_input(text(tr("--connections {0} --pipeline {1}: more than {2} requests at once; use fewer"),
                          options.connections, options.pipeline, kMostTimesKept));
  if (options.threads > options.connections)
    return bad_input(text(tr("--threads {0}: this must be at most the number of connections, {1}"),
                          options.threads, options.connections));
  return {};
}

Result<void> read_options(const LoadFlags& flags, LoadOptions& options) {
  options.threads = 0;
  if (auto r = read_protocol(flags, options); !r) return r;
  if (auto r = read_count("--connections", flags.connections, kMostLoadConnections, options.connections); !r)
    return r;
  if (auto r = read_size(flags, options); !r) return r;
  if (auto r = read_count("--threads", flags.threads, kMostLoadThreads, options.threads); !r) return r;
  if (auto r = read_time("--duration", flags.duration, options.duration); !r) return r;
  if (auto r = read_time("--timeout", flags.timeout, options.timeout); !r) return r;
  if (auto r = read_rate(flags, options); !r) return r;
  if (auto r = read_pipeline(flags, options); !r) return r;
  if (auto r = read_sources(flags.source, options.sources); !r) return r;
  return check_sizes(options);
}

Result<void> check_files(const LoadFlags& flags) {
  std::vector<NamedFile> named;
  if (!flags.json.empty() && flags.json != "-") named.push_back({"--json", flags.json, true});
  if (!flags.tls.ca_file.empty()) named.push_back({"--ca", flags.tls.ca_file, false});
  return refuse_same_files(named);
}

}  // namespace

void declare_load_flags(CLI::App& app, LoadFlags& flags) {
  const auto option = [&](const char* name, std::string& word, const std::string& help, const char* type) {
    app.add_option(name, word, help)->type_name(type);
  };
  app.add_option("HOST", flags.target.host,
                 text(tr("the server, also HOST:PORT and [IPV6]:PORT [default: {0}]"), number(kEchoPort)))
      ->required();
  app.add_option("PORT", flags.words, tr("its port, as a second argument"));
  option("--connections", flags.connections,
         text(tr("concurrent connections [default: {0}]"), kLoadConnections), "N");
  option("--size", flags.size, text(tr("message size [default: {0}]"), kLoadMessageBytes), "BYTES");
  option("--rate", flags.rate, tr("open loop: requests a second in all [default: closed]"), "PER_S");
  option("--duration", flags.duration,
         text(tr("duration of the run [default: {0}]"), format_duration(kLoadDuration)), "DUR");
  app.add_flag("--churn", flags.churn, tr("connect, one echo, close, for every request"));
  app.add_flag("--udp", flags.udp, tr("datagrams: loss, order and duplicates are counted"));
  option("--pipeline", flags.pipeline,
         text(tr("requests in flight on each [default: 1; with --rate {0}]"), kMostPipelined), "N");
  option("--threads", flags.threads, tr("[default: as the machine and the target allow]"), "N");
  option("--source", flags.source, tr("local addresses to use in turn, like 10.0.0.1,10.0.0.2"), "ADDRS");
  option("--timeout", flags.timeout,
         text(tr("timeout of connects and answers [default: {0}; with --udp {1}]"),
              format_duration(kLoadTimeout), format_duration(kUdpLoadTimeout)),
         "DUR");
  option("--json", flags.json, tr("the result as JSON; - is standard output"), "FILE");
  declare_tls_flags(app, flags.tls);
  declare_family_flags(app, flags.target);
  app.footer(tr("sounder load merge FILE... adds up the JSON of several runs"));
}

Result<LoadJob> parse_load(const LoadFlags& flags) {
  if (const auto apart = check_files(flags); !apart) return std::unexpected(apart.error());
  ServerTargetFlags target = flags.target;
  if (flags.words.size() > 1) return bad_input(text(tr("one port is enough: '{0}'"), flags.words[1]));
  if (!flags.words.empty()) target.port = flags.words.front();
  auto server = parse_server_target(target);
  if (!server) return std::unexpected(server.error());
  auto tls = parse_tls(flags.tls);
  if (!tls) return std::unexpected(tls.error());
  LoadJob job;
  job.server = std::move(*server);
  job.tls = std::move(*tls);
  job.json = flags.json;
  if (const auto read = read_options(flags, job.options); !read) return std::unexpected(read.error());
  job.server.timeout = job.options.timeout;
  job.options.tls = job.tls.get();
  job.options.host = job.server.host;
  return job;
}

Result<LoadOptions> aim_load(const LoadJob& job, const Endpoint& target) {
  LoadOptions options = job.options;
  options.target = target;
  options.seed = std::random_device{}();
  for (const Address& source : options.sources) {
    if (source.family() != target.address.family())
      return bad_input(text(tr("--source {0}: the server's address {1} is of the other family; -4 or -6 "
                               "chooses one"),
                            source.to_string(), target.address.to_string()));
    if (const auto own = check_own_source(source); !own) return std::unexpected(own.error());
  }
  if (options.sources.empty()) options.sources = usual_load_sources(options, local_port_count());
  if (options.threads == 0)
    options.threads =
        usual_load_threads(options.connections, usable_processors(), bindable(target.address) == 0);
  return options;
}

}  // namespace sounder
