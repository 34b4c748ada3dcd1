// Applications that are told by their answers to HTTP: Grafana, Elasticsearch, Jenkins. Pure.
#pragma once

#include <string_view>

#include "identify/http_answer.h"
#include "identify/service.h"

namespace sounder {

// Puts the application's name and version into `service`, and makes it Sureness::kApplication, if the answer
// is that of one. `asked`: what was sent. Returns a path that is worth a question: it tells the version, or
// whether it is that application. Empty: none.
std::string_view name_application(const HttpAnswer& answer, std::string_view asked, Service& service);

}  // namespace sounder
