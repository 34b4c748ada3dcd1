// The least that a thread-per-client echo server can be, as one would write it in C: what `sounder serve` is
// measured against. POSIX calls only; no limits, no log, no timeouts, no drain.
// usage: minimal_threads PORT [SOCKPERF_BYTES]   (127.0.0.1)
// With SOCKPERF_BYTES it serves sockperf's TCP client, whose messages have so many bytes and are to come back
// without the "from the client" bit of their header.
#include <pthread.h>
#include <unistd.h>

#include "bench/minimal_server.h"

namespace {

constexpr std::size_t kFlagOffset = 9;  // the low byte of sockperf 3.7's flags, after 8 of a number
std::size_t sockperf_bytes = 0;

// `position`: of the first byte in the connection's stream.
void clear_client_bits(char* bytes, std::size_t count, std::size_t position) {
  for (std::size_t i = (2 * sockperf_bytes + kFlagOffset - position % sockperf_bytes) % sockperf_bytes;
       i < count; i += sockperf_bytes)
    bytes[i] = static_cast<char>(bytes[i] & ~1);
}

void* serve(void* argument) {
  const int fd = static_cast<int>(reinterpret_cast<std::intptr_t>(argument));
  char buffer[65536];
  std::size_t position = 0;
  for (;;) {
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got <= 0) break;
    if (sockperf_bytes > 0) clear_client_bits(buffer, static_cast<std::size_t>(got), position);
    position += static_cast<std::size_t>(got);
    if (!send_all(fd, buffer, got)) break;
  }
  close(fd);
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) return 2;
  if (argc == 3) sockperf_bytes = std::strtoul(argv[2], nullptr, 10);
  if (argc == 3 && sockperf_bytes <= kFlagOffset) return 2;
  raise_limit();
  const int listener = listen_at(static_cast<std::uint16_t>(std::atoi(argv[1])));
  for (;;) {
    const int fd = take_client(listener);
    if (fd < 0) continue;
    pthread_t thread;
    if (pthread_create(&thread, nullptr, serve, reinterpret_cast<void*>(static_cast<std::intptr_t>(fd))) != 0)
      close(fd);
    else
      pthread_detach(thread);
  }
}
