#include "report/formats/ndjson.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "report/formats/json_line.h"
#include "scan/names.h"

namespace sounder {
namespace {

using Json = nlohmann::ordered_json;

Json line(const char* type) { return {{"v", 1}, {"type", type}}; }

void put_address(Json& json, const Address& address, const ScanNames& names) {
  json["ip"] = address.to_string();
  const auto hosts = names.hosts(address);
  if (!hosts.empty()) json["host"] = hosts.front();
  if (hosts.size() > 1) json["hosts"] = hosts;
}

void put_counts(Json& json, const Counts& counts) {
  for (const State state : kStates) json[std::string(name_of(state))] = counts[state];
}

double tenth(double value) { return std::round(value * 10) / 10; }

}  // namespace

void NdjsonReport::on_verdict(const Verdict& verdict) {
  if (!shows(verdict)) return;
  Json json = line("port");
  put_address(json, verdict.endpoint.address, *info().names);
  json["port"] = number(verdict.endpoint.port);
  json["protocol"] = name_of(info().request->transport);
  json["state"] = name_of(verdict.state);
  json["reason"] = name_of(verdict.reason);
  if (const auto service = info().service_name(verdict.endpoint.port); !service.empty())
    json["service"] = service;
  if (verdict.rtt) json["rtt_us"] = whole_us(*verdict.rtt);
  if (verdict.ttl != 0) json["ttl"] = verdict.ttl;
  if (verdict.from) json["from"] = verdict.from->to_string();
  out().write(json_line(json));
}

void NdjsonReport::on_host(const HostDone& host) {
  Json json = line("host");
  put_address(json, host.address, *info().names);
  put_counts(json, host.counts);
  if (host.rtt) json["rtt_us"] = whole_us(host.rtt->smoothed);
  if (host.limits_resets) json["limits_resets"] = true;
  if (host.gave_up) json["gave_up"] = true;
  if (host.unproven > 0) json["unproven"] = host.unproven;
  if (host.policed_per_s) json["policed_per_s"] = tenth(*host.policed_per_s);
  if (host.silence)
    json["stopped_answering"] = {{"times", host.silence->times},
                                 {"after_probes", host.silence->probes},
                                 {"at_per_s", tenth(host.silence->per_s)}};
  out().write(json_line(json));
}

void NdjsonReport::on_summary(const Summary& summary) {
  Json json = line("summary");
  json["probes"] = summary.pairs;
  put_counts(json, summary.counts);
  json["sent"] = summary.sent;
  json["elapsed_s"] = std::round(seconds(summary.elapsed) * 1000) / 1000;
  json["engine"] = info().engine;
  json["seed"] = info().request->seed;
  json["interrupted"] = summary.interrupted;
  if (summary.unproven > 0) json["unproven"] = summary.unproven;
  if (summary.answers_lost > 0) json["answers_lost"] = summary.answers_lost;
  out().write(json_line(json));
  flush();
}

}  // namespace sounder
