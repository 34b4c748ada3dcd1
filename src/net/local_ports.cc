#include "net/local_ports.h"

#include <fstream>

namespace sounder {

std::size_t local_port_count() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  return local_port_count(file);
}

std::size_t local_port_count(std::istream& range) {
  std::size_t first = 0;
  std::size_t last = 0;
  if (range >> first >> last && last >= first && last <= 65'535) return last - first + 1;
  return 60'999 - 32'768 + 1;
}

}  // namespace sounder
