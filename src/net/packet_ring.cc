#include "net/packet_ring.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace sounder {
namespace {

// 32,768 answers: at a million a second they bridge 33 ms in which a busy machine runs other threads.
constexpr std::size_t kSlots = 32'768;
constexpr std::size_t kSlotBytes = 256;  // the kernel's header of 80, and kKept
constexpr std::size_t kBlockBytes = 65'536;
constexpr std::size_t kRingBytes = kSlots * kSlotBytes;
constexpr std::uint32_t kKept = 160;  // IPv6, ICMPv6, a quoted IPv6 header and the first bytes of TCP: 108

// Classic BPF (Documentation/networking/filter.rst). The packet begins with its IP header.
std::array<sock_filter, 17> filter_ipv4(PortRange ports) {
  return {{
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),          // protocol
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 9, 0),   // ICMP: to its type
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 0, 13),  // nor TCP: drop
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),          // a later fragment: drop
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 11, 0),
      BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),  // where TCP begins
      BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),   // to one of our ports
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, number(ports.first), 0, 8),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, number(ports.last), 7, 0),
      BPF_STMT(BPF_LD | BPF_B | BPF_IND, 13),  // SYN or RST
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x06, 4, 5),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20),         // ICMP of a header without options: its type
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 3, 2, 0),   // unreachable
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 11, 1, 0),  // time exceeded
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 12, 0, 1),  // parameter problem
      BPF_STMT(BPF_RET | BPF_K, kKept),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
}

std::array<sock_filter, 14> filter_ipv6(PortRange ports) {
  return {{
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),          // next header
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 58, 6, 0),  // ICMPv6: to its type
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 0, 10),  // nor TCP: drop
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 42),         // to one of our ports
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, number(ports.first), 0, 8),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, number(ports.last), 7, 0),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 53),  // SYN or RST
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x06, 4, 5),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 40),        // the type of ICMPv6
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 2, 0),  // unreachable
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 3, 1, 0),  // time exceeded
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 4, 0, 1),  // parameter problem
      BPF_STMT(BPF_RET | BPF_K, kKept),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
}

template <std::size_t N>
bool attach(int fd, std::array<sock_filter, N> code) {
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

}  // namespace

void PacketRing::Unmap::operator()(std::byte* memory) const { ::munmap(memory, kRingBytes); }

std::expected<PacketRing, Errno> PacketRing::open(Family family, PortRange ports) {
  // Bound to its protocol only when the filter is there: nothing else is captured in between. SOCK_DGRAM: the
  // link's own header is taken off, whatever it is.
  Fd fd(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return std::unexpected(errno);
  const int version = TPACKET_V2;
  const tpacket_req request{kBlockBytes, kRingBytes / kBlockBytes, kSlotBytes, kSlots};
  const bool filtered =
      family == Family::kIpv4 ? attach(fd.get(), filter_ipv4(ports)) : attach(fd.get(), filter_ipv6(ports));
  if (!filtered || ::setsockopt(fd.get(), SOL_PACKET, PACKET_VERSION, &version, sizeof version) != 0 ||
      ::setsockopt(fd.get(), SOL_PACKET, PACKET_RX_RING, &request, sizeof request) != 0)
    return std::unexpected(errno);
  void* memory = ::mmap(nullptr, kRingBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (memory == MAP_FAILED) return std::unexpected(errno);
  Memory owned(static_cast<std::byte*>(memory));
  sockaddr_ll everywhere{};
  everywhere.sll_family = AF_PACKET;
  // A packet socket of one protocol is not shown what this machine sends (dev_queue_xmit_nit).
  everywhere.sll_protocol = htons(family == Family::kIpv4 ? ETH_P_IP : ETH_P_IPV6);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&everywhere), sizeof everywhere) != 0)
    return std::unexpected(errno);
  return PacketRing(std::move(fd), std::move(owned));
}

std::byte* PacketRing::slot() const { return memory_.get() + next_ * kSlotBytes; }

std::optional<CapturedPacket> PacketRing::next() {
  const auto status = [](std::byte* slot) {
    return std::atomic_ref(reinterpret_cast<tpacket2_hdr*>(slot)->tp_status);
  };
  if (taken_) {
    status(slot()).store(TP_STATUS_KERNEL, std::memory_order_release);
    next_ = (next_ + 1) % kSlots;
    taken_ = false;
  }
  if ((status(slot()).load(std::memory_order_acquire) & TP_STATUS_USER) == 0) return std::nullopt;
  taken_ = true;
  tpacket2_hdr header;
  std::memcpy(&header, slot(), sizeof header);
  sockaddr_ll link;
  std::memcpy(&link, slot() + TPACKET_ALIGN(sizeof header), sizeof link);
  // The kernel wrote these lengths; they are limited to the slot all the same.
  const std::size_t begin = std::min<std::size_t>(header.tp_net, kSlotBytes);
  const std::size_t bytes = std::min<std::size_t>(header.tp_snaplen, kSlotBytes - begin);
  return CapturedPacket{{slot() + begin, bytes},
                        std::chrono::seconds(header.tp_sec) + std::chrono::nanoseconds(header.tp_nsec),
                        static_cast<unsigned>(link.sll_ifindex)};
}

std::uint64_t PacketRing::take_lost() {
  tpacket_stats statistics{};
  socklen_t bytes = sizeof statistics;
  if (::getsockopt(fd_.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &bytes) != 0) return 0;
  return statistics.tp_drops;
}

}  // namespace sounder
