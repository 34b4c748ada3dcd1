// The line of a server's log for an event: text for people, JSON for programs. Pure.
#pragma once

#include <string>

#include "echo/serve/server_event.h"

namespace sounder {

// One line without its end, in the user's language.
std::string to_text(const ServerEvent& event);
// One line without its end: an object with "v", "time" (`time_s`: UTC, seconds since 1970) and "type".
std::string to_json(const ServerEvent& event, double time_s);

// The names of reasons in JSON and in metrics; data, never translated.
const char* name_of(Refusal why);
const char* name_of(UdpRefusal why);

std::string metrics_url(const Endpoint& where);
// Now, for to_json().
double wall_clock_s();

}  // namespace sounder
