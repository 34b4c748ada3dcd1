#include "identify/service.h"

namespace sounder {

void set_detail(Service& service, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  for (auto& detail : service.details)
    if (detail.first == name) {
      detail.second = value;
      return;
    }
  service.details.emplace_back(name, value);
}

}  // namespace sounder
