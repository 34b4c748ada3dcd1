// The names in machine-readable results: nmap's where nmap has one. Never translated.
#pragma once

#include <string_view>

#include "scan/probe.h"

namespace sounder {

std::string_view name_of(State state);          // "open"
std::string_view name_of(Reason reason);        // "syn-ack"
std::string_view name_of(Transport transport);  // "tcp"

}  // namespace sounder
