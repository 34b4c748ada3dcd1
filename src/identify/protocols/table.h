// All protocols that are known. Add one here, in table.cc and in CMakeLists.txt, in the order of the
// alphabet.
#pragma once

#include <span>

#include "identify/protocol.h"

namespace sounder {

extern const Protocol kAjp;
extern const Protocol kAmqp;
extern const Protocol kBeanstalkd;
extern const Protocol kBittorrent;
extern const Protocol kBolt;
extern const Protocol kCassandra;
extern const Protocol kChargen;
extern const Protocol kClickhouse;
extern const Protocol kDaytime;
extern const Protocol kDict;
extern const Protocol kDistcc;
extern const Protocol kDnp3;
extern const Protocol kDns;
extern const Protocol kEcho;
extern const Protocol kEpmd;
extern const Protocol kFinger;
extern const Protocol kFtp;
extern const Protocol kGit;
extern const Protocol kGopher;
extern const Protocol kHaproxy;
extern const Protocol kHttp;
extern const Protocol kHttpProxy;
extern const Protocol kHttp2;
extern const Protocol kIcy;
extern const Protocol kIdent;
extern const Protocol kImap;
extern const Protocol kIpp;
extern const Protocol kIrc;
extern const Protocol kJdwp;
extern const Protocol kKafka;
extern const Protocol kLdap;
extern const Protocol kManagesieve;
extern const Protocol kMemcached;
extern const Protocol kMinecraft;
extern const Protocol kModbus;
extern const Protocol kMongodb;
extern const Protocol kMqtt;
extern const Protocol kMssql;
extern const Protocol kMunin;
extern const Protocol kMysql;
extern const Protocol kNats;
extern const Protocol kNfs;
extern const Protocol kNntp;
extern const Protocol kOpenvpn;
extern const Protocol kOracle;
extern const Protocol kPop3;
extern const Protocol kPostgresql;
extern const Protocol kPptp;
extern const Protocol kRdp;
extern const Protocol kRedis;
extern const Protocol kRmi;
extern const Protocol kRpcbind;
extern const Protocol kRsync;
extern const Protocol kRtmp;
extern const Protocol kRtsp;
extern const Protocol kS7;
extern const Protocol kSip;
extern const Protocol kSmb;
extern const Protocol kSmtp;
extern const Protocol kSocks4;
extern const Protocol kSocks5;
extern const Protocol kSsh;
extern const Protocol kStomp;
extern const Protocol kSvn;
extern const Protocol kTeamspeak;
extern const Protocol kTelnet;
extern const Protocol kTime;
extern const Protocol kTls;
extern const Protocol kTorControl;
extern const Protocol kVarnishCli;
extern const Protocol kVnc;
extern const Protocol kWhois;
extern const Protocol kX11;
extern const Protocol kXmpp;
extern const Protocol kZabbixAgent;
extern const Protocol kZabbixTrapper;
extern const Protocol kZookeeper;

std::span<const Protocol* const> protocols();

// What the parsers make of an answer: that of the surest one.
struct Finding {
  const Protocol* protocol = nullptr;  // nullptr: nobody knows it
  Service service{};
  bool tie = false;  // another one is as sure: a fault of one of the two
};
Finding find_service(const Heard& heard);

}  // namespace sounder
