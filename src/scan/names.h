// The words of machine-readable results: nmap's where nmap has one. Never translated.
#pragma once

#include <string_view>

#include "scan/probe.h"

namespace sounder {

std::string_view word_of(State state);    // "open"
std::string_view word_of(Reason reason);  // "syn-ack"

}  // namespace sounder
