// How accepted clients are served: the part in which the models differ. Made and called by the accepting
// thread (server.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "echo/serve/admission.h"
#include "echo/serve/echo_times.h"
#include "echo/serve/limits.h"
#include "echo/serve/sign_of_life.h"
#include "net/accept.h"
#include "net/uring.h"

namespace sounder {

class ServerModel {
 public:
  virtual ~ServerModel() = default;  // cuts the clients that are left, waits for its threads
  // Takes the client's descriptor and serves it, or says why not and leaves the descriptor alone.
  virtual std::optional<Refusal> enter(Accepted& client, Instant now) = 0;
  // Ends every client that is served now. They have left when Admission::active() says so.
  virtual void cut_all() = 0;
  // Of each loop; a client's own thread may rightly wait for ever, so it is not asked. From any thread.
  virtual std::vector<SignOfLife> signs_of_life() { return {}; }
  // Threads that serve clients. From any thread.
  virtual std::size_t threads() const = 0;
};

enum class ModelKind : std::uint8_t { kThreads, kEpoll, kUring };

inline constexpr UringSizes kUsualRings{kRingEntries, kRingCompletions, kRingBuffers, kRingBufferBytes};

struct ModelChoice {
  ModelKind kind = ModelKind::kThreads;
  unsigned loops = 1;  // threads of epoll and io_uring; 1 to kMostLoops
  UringSizes rings = kUsualRings;
};

// All references outlive the model. Fault::kMachine if this machine refuses what the model needs.
Result<std::unique_ptr<ServerModel>> make_model(const ModelChoice& choice, const ServerOptions& options,
                                                Admission& admission, EchoTimes& times);

// The largest rings that this machine gives to so many loops at once, or why it gives none: ENOMEM if locked
// memory is the limit. Makes all of them to find out.
std::expected<UringSizes, Errno> usable_rings(unsigned loops);

}  // namespace sounder
