#include "identify/protocols/table.h"

#include <array>

namespace sounder {

namespace {

constexpr std::array kAll{
    &kAjp,            //
    &kAmqp,           //
    &kBeanstalkd,     //
    &kBittorrent,     //
    &kBolt,           //
    &kCassandra,      //
    &kChargen,        //
    &kClickhouse,     //
    &kDaytime,        //
    &kDict,           //
    &kDistcc,         //
    &kDnp3,           //
    &kDns,            //
    &kEcho,           //
    &kEpmd,           //
    &kFinger,         //
    &kFtp,            //
    &kGit,            //
    &kGopher,         //
    &kHaproxy,        //
    &kHttp,           //
    &kHttpProxy,      //
    &kHttp2,          //
    &kIcy,            //
    &kIdent,          //
    &kImap,           //
    &kIpp,            //
    &kIrc,            //
    &kJdwp,           //
    &kKafka,          //
    &kLdap,           //
    &kManagesieve,    //
    &kMemcached,      //
    &kMinecraft,      //
    &kModbus,         //
    &kMongodb,        //
    &kMqtt,           //
    &kMssql,          //
    &kMunin,          //
    &kMysql,          //
    &kNats,           //
    &kNfs,            //
    &kNntp,           //
    &kOpenvpn,        //
    &kOracle,         //
    &kPop3,           //
    &kPostgresql,     //
    &kPptp,           //
    &kRdp,            //
    &kRedis,          //
    &kRmi,            //
    &kRpcbind,        //
    &kRsync,          //
    &kRtmp,           //
    &kRtsp,           //
    &kS7,             //
    &kSip,            //
    &kSmb,            //
    &kSmtp,           //
    &kSocks4,         //
    &kSocks5,         //
    &kSsh,            //
    &kStomp,          //
    &kSvn,            //
    &kTeamspeak,      //
    &kTelnet,         //
    &kTime,           //
    &kTls,            //
    &kTorControl,     //
    &kVarnishCli,     //
    &kVnc,            //
    &kWhois,          //
    &kX11,            //
    &kXmpp,           //
    &kZabbixAgent,    //
    &kZabbixTrapper,  //
    &kZookeeper,      //
};

}  // namespace

std::span<const Protocol* const> protocols() { return kAll; }

Finding find_service(const Heard& heard) {
  Finding best;
  for (const Protocol* protocol : protocols()) {
    auto service = protocol->parse(heard);
    if (!service) continue;
    if (best.protocol != nullptr && best.service.sure > service->sure) continue;
    const bool tie = best.protocol != nullptr && best.service.sure == service->sure;
    best = {protocol, std::move(*service), tie};
  }
  return best;
}

}  // namespace sounder
