// The ports most worth asking, best first: a list of our own (top_ports.cc names its sources).
#pragma once

#include <span>

#include "net/address.h"

namespace sounder {

std::span<const Port> top_ports();

}  // namespace sounder
