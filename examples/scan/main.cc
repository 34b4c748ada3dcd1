// Lists the open ports of the hosts that it is given: the scanner of sounder in a program of your own.
#include <sounder/scan.h>

#include <iostream>

int main(int argc, char** argv) {
  const sounder::ScanOptions options{.targets = {argv + 1, argv + argc}};
  const auto totals = sounder::scan(options, [](const sounder::PortResult& result) {
    if (result.state == sounder::PortState::kOpen) std::cout << result.address << ' ' << result.port << '\n';
  });
  if (!totals) {
    std::cerr << totals.error() << '\n';
    return 2;
  }
  std::cout << totals->probes << " probes, " << totals->untested << " untested\n";
  return totals->untested == 0 ? 0 : 1;
}
