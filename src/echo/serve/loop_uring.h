// A loop over io_uring: every client has one receive that stays (multishot) and at most one send under way,
// straight from the buffer that the kernel has filled. All calls of a round are submitted in one system call.
//
// What comes in while a send is under way is queued. Once a client's queue is as long as its share, its
// receive is cancelled until the queue is empty; the kernel may add 32 buffers before that takes effect
// (MULTISHOT_MAX_RETRY in io_uring/net.c), and no more. When half of the buffers are in queues, further bytes
// are copied, so that slow readers never leave the others without buffers.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "echo/serve/conversation.h"
#include "echo/serve/deadlines.h"
#include "echo/serve/loop.h"
#include "echo/serve/slots.h"
#include "net/uring.h"

namespace sounder {

class LoopUring : public Loop {
 public:
  // Throws std::system_error if the kernel refuses.
  LoopUring(const LoopWork& work, const UringSizes& sizes);
  void run() override;

 private:
  // Bytes that came in: in a buffer of the ring, or copied.
  struct Piece {
    std::span<const std::byte> bytes;
    std::optional<unsigned> buffer;
    std::unique_ptr<std::byte[]> copy;
  };
  struct Client {
    Fd fd;
    Endpoint peer;
    Instant since;
    Conversation conversation;
    Deadlines::Armed armed = {};
    std::vector<Piece> queue = {};  // the first one may lie in the send under way
    std::size_t queued_bytes = 0;
    std::optional<int> end = {};  // 0 or errno: after the queue the client has ended or its connection broke
    bool receiving = false;
    bool cancelling = false;
    bool sending = false;
    bool left = false;  // counted out; the place is kept for the kernel's last completions
  };
  using Tag = Slots<Client>::Tag;
  enum class Op : std::uint64_t { kReceive, kSend, kCancel, kInbox };

  static std::uint64_t mark(Op op, Tag tag) {
    return static_cast<std::uint64_t>(op) << Slots<Client>::kTagBits | tag;
  }
  void on_completion(const Uring::Completion& completion);
  void take_orders();
  void take_in(LoopInbox::Newcomer& newcomer);
  void on_received(Tag tag, Client& client, const Uring::Completion& completion);
  void on_sent(Tag tag, Client& client, int result);
  void enqueue(Client& client, const Uring::Completion& completion);
  void pop_queue(Client& client);
  void drop_queue(Client& client);
  void advance(Tag tag, Client& client);
  void feed(Client& client);
  void receive_or_not(Tag tag, Client& client);
  void leave(Tag tag, Client& client);
  void free_if_quiet(Tag tag, Client& client);

  LoopWork work_;
  Uring ring_;
  Slots<Client> clients_;
  Deadlines deadlines_;
  const std::size_t longest_queue_bytes_;
  unsigned lent_ = 0;  // buffers of the ring in queues
  bool ending_ = false;
};

}  // namespace sounder
