// A loop over io_uring: every client has one receive that stays (multishot) and at most one send under way,
// straight from the buffer that the kernel has filled. Calls of a whole round go to the kernel in one system
// call.
//
// What came in while a send is under way waits in line. Once a client's line is as long as its share, its
// receive is called off until the line is empty; the kernel may add 32 buffers before it obeys
// (MULTISHOT_MAX_RETRY in io_uring/net.c), and no more. When half of the buffers are out, what waits is
// copied, so that slow readers never leave the others without any.
#pragma once

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
  explicit LoopUring(const LoopWork& work);  // throws std::system_error if the kernel refuses
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
    Conversation talk;
    Deadlines::Armed armed = {};
    std::vector<Piece> line = {};  // the first one may lie in the send under way
    std::size_t line_bytes = 0;
    std::optional<int> end = {};  // 0 or errno: behind the line the client has ended or broken
    bool receiving = false;
    bool calling_off = false;
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
  void put_in_line(Client& client, const Uring::Completion& completion);
  void take_from_line(Client& client);
  void drop_line(Client& client);
  void settle(Tag tag, Client& client);
  void feed(Client& client);
  void receive_or_not(Tag tag, Client& client);
  void on_times();
  void leave(Tag tag, Client& client);
  void free_if_quiet(Tag tag, Client& client);

  LoopWork work_;
  Uring ring_;
  Slots<Client> clients_;
  Deadlines deadlines_;
  const std::size_t longest_line_bytes_;
  unsigned lent_ = 0;  // buffers of the ring in lines
  bool ending_ = false;
};

}  // namespace sounder
