#include "identify/http_application.h"

#include "identify/bytes.h"

namespace sounder {
namespace {

enum class Place : std::uint8_t { kHeaders, kBody };

struct Application {
  std::string_view product;
  Place place;
  std::string_view mark;  // text in that place; headers in any case
  // The version is between these two, in the same place; `begin` alone is a key of JSON.
  std::string_view begin{};
  std::string_view end{};
  // Or it is asked for: a path, and the key of JSON in its answer.
  std::string_view more{};
  std::string_view key{};
  bool guess = false;  // it is that application only if the key is there
};

// From what they answer, and from their documents. The first that fits wins.
constexpr Application kApplications[] = {
    {"Elasticsearch", Place::kBody, "You Know, for Search", "number"},
    {"Elasticsearch", Place::kHeaders, "X-elastic-product: Elasticsearch"},
    {"OpenSearch", Place::kBody, "The OpenSearch Project", "number"},
    {"OpenSearch", Place::kHeaders, "realm=\"OpenSearch Security\""},
    {"Kibana", Place::kHeaders, "kbn-name: ", "kbn-version: ", "\r"},
    {"CouchDB", Place::kBody, "\"couchdb\":\"Welcome\"", "version"},
    {"InfluxDB", Place::kHeaders, "X-Influxdb-Version: ", "X-Influxdb-Version: ", "\r"},
    {"etcd", Place::kBody, "{\"etcdserver\":\"", "etcdserver"},
    {"etcd",
     Place::kHeaders,
     "Access-Control-Allow-Headers: accept, content-type, authorization",
     {},
     {},
     "/version",
     "etcdserver"},
    {"ClickHouse", Place::kHeaders, "X-ClickHouse-"},
    {"Kubernetes", Place::kHeaders, "X-Kubernetes-Pf-", {}, {}, "/version", "gitVersion"},
    {"Kubernetes", Place::kBody, "User \\\"system:anonymous\\\"", {}, {}, "/version", "gitVersion"},
    {"Grafana", Place::kBody, "<title>Grafana</title>", {}, {}, "/api/health", "version"},
    {"Prometheus",
     Place::kBody,
     "<title>Prometheus Time Series",
     {},
     {},
     "/api/v1/status/buildinfo",
     "version"},
    {"Prometheus",
     Place::kHeaders,
     "Location: /graph\r",
     {},
     {},
     "/api/v1/status/buildinfo",
     "version",
     true},
    {"Prometheus",
     Place::kHeaders,
     "Location: /query\r",
     {},
     {},
     "/api/v1/status/buildinfo",
     "version",
     true},
    {"Prometheus",
     Place::kHeaders,
     "Location: /classic/graph\r",
     {},
     {},
     "/api/v1/status/buildinfo",
     "version",
     true},
    {"Prometheus node exporter", Place::kBody, "<title>Node Exporter</title>", "(version=", ","},
    {"Jenkins", Place::kHeaders, "X-Jenkins: ", "X-Jenkins: ", "\r"},
    {"GitLab", Place::kHeaders, "X-Gitlab-Meta: "},
    {"Nextcloud", Place::kHeaders, "nc_sameSiteCookie", {}, {}, "/status.php", "versionstring"},
    {"phpMyAdmin", Place::kHeaders, "phpMyAdmin=", "?v=", "\""},
    {"phpMyAdmin", Place::kBody, "<title>phpMyAdmin", "?v=", "\""},
    {"WordPress", Place::kBody, "content=\"WordPress ", "content=\"WordPress ", "\""},
    {"WordPress", Place::kHeaders, "rel=\"https://api.w.org/\""},
    {"Neo4j", Place::kBody, "\"neo4j_version\"", "neo4j_version"},
    {"RabbitMQ management", Place::kBody, "<title>RabbitMQ Management</title>"},
    {"HAProxy statistics", Place::kBody, "<title>Statistics Report for HAProxy</title>", "HAProxy version ",
     ","},
};

// Servers whose headers do not name them.
constexpr Application kServers[] = {
    {"Apache Tomcat", Place::kBody, "<h3>Apache Tomcat/", "<h3>Apache Tomcat/", "<"},
    {"HAProxy", Place::kBody,
     "<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n"},
    {"BusyBox httpd", Place::kBody,
     "<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>"},
    {"BusyBox httpd", Place::kBody, "<BODY><H1>400 Bad Request</H1>\nUnsupported method\n</BODY></HTML>"},
    {"Express", Place::kHeaders, "X-Powered-By: Express\r"},
};

// "v1.28.2+k3s1", "2.6.12-1+deb12u4", "5.2.1deb1%2Bdeb12u1", "10.1.60 (Debian)": the number, and the rest as
// information.
void name_version(std::string_view version, Service& service) {
  version = after(version, "v").value_or(version);
  if (!is_number(version.substr(0, 1)) || version.size() > 60 || !is_text(version)) return;
  service.version = version.substr(0, version.find_first_not_of("0123456789."));
  version.remove_prefix(service.version.size());
  if (version.starts_with(" (")) {
    service.os = between(version, "(", ")");
    return;
  }
  version.remove_prefix(std::min(version.find_first_not_of("-+~ "), version.size()));
  service.info = version;
  if (const std::size_t plus = lower(service.info).find("%2b"); plus != std::string::npos)
    service.info.replace(plus, 3, "+");
}

// Elasticsearch and OpenSearch: the name of a node is that of its machine, if nobody chose another.
void name_cluster(const HttpAnswer& answer, Service& service) {
  const std::string_view cluster = json_value(answer.body, "cluster_name");
  if (cluster.empty()) return;
  service.host = json_value(answer.body, "name");
  service.details.emplace_back("cluster", cluster);
}

bool has_mark(const Application& application, const HttpAnswer& answer) {
  return application.place == Place::kBody ? contains(answer.body, application.mark)
                                           : contains_no_case(answer.headers, application.mark);
}

std::string_view version_of(const Application& application, const HttpAnswer& answer) {
  if (application.begin.empty()) return {};
  if (application.end.empty()) return json_value(answer.body, application.begin);
  const std::string_view found = between(answer.headers, application.begin, application.end);
  return found.empty() ? between(answer.body, application.begin, application.end) : found;
}

// What the server said of itself is not of the application; it stays in the details.
void be(const Application& application, Service& service) {
  service.sure = Sureness::kApplication;
  service.product = application.product;
  service.version.clear();
  service.info.clear();
}

// The answer to the question for `more`.
bool read_more(const HttpAnswer& answer, std::string_view path, Service& service) {
  for (const Application& application : kApplications) {
    if (application.more.empty() || application.more != path) continue;
    const std::string_view version = json_value(answer.body, application.key);
    const bool is_it = application.product == service.product || (application.guess && !version.empty());
    if (!is_it) continue;
    be(application, service);
    name_version(version, service);
    return true;
  }
  return false;
}

}  // namespace

std::string_view name_application(const HttpAnswer& answer, std::string_view asked, Service& service) {
  if (read_more(answer, http_path(asked), service)) return {};
  for (const Application& application : kApplications) {
    if (!has_mark(application, answer)) continue;
    if (application.guess) return application.more;
    be(application, service);
    name_version(version_of(application, answer), service);
    name_cluster(answer, service);
    return application.more;
  }
  if (!service.product.empty()) return {};
  for (const Application& server : kServers) {
    if (!has_mark(server, answer)) continue;
    service.product = server.product;
    name_version(version_of(server, answer), service);
    break;
  }
  return {};
}

}  // namespace sounder
