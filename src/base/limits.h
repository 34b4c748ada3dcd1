// Every cap, with its reason. Nothing in this program grows without one of these.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sounder {

// Descriptors kept for everything that is no connection: standard streams, listeners, files, epoll, DNS.
inline constexpr std::size_t kReservedFds = 64;

// Most bytes the echo server owes one client. Linux hands over up to 64 KiB of a loopback stream at once.
inline constexpr std::size_t kEchoBufferBytes = std::size_t{64} * 1024;
// Most bytes that a server owes all its clients together: each has the same share, so a slow reader costs its
// own. The usual 19,936 clients have 52 KiB each.
inline constexpr std::size_t kEchoBuffersBytes = std::size_t{1024} * 1024 * 1024;
// The least share, however many clients are asked for: a page.
inline constexpr std::size_t kEchoLeastBufferBytes = 4096;
// Events or completions that a loop takes from the kernel in one call.
inline constexpr std::size_t kLoopEvents = 512;
// Threads of an event model: beyond the processors they only wait for each other.
inline constexpr unsigned kMostLoops = 256;
// How long a client may take for its TLS handshake: four times the slowest round trips there are.
inline constexpr Duration kTlsHandshakeTimeout = std::chrono::seconds(10);
// Plain bytes of one TLS record (RFC 8446, 5.1).
inline constexpr std::size_t kTlsRecordBytes = 16384;
// One io_uring: calls that wait to be handed over (more hand over what waits first), completions that wait.
inline constexpr unsigned kRingEntries = 2048;
inline constexpr unsigned kRingCompletions = 16384;
// Its buffers for what comes in: 16 KiB each, for 4 KiB halved the rate of large messages; together 32 MiB a
// thread, of which only what was ever filled is memory.
inline constexpr unsigned kRingBuffers = 2048;
inline constexpr std::size_t kRingBufferBytes = std::size_t{16} * 1024;
// Of them at most so many lie in sends under way. Beyond that bytes are copied, so that clients who do not
// read never leave the others without buffers.
inline constexpr unsigned kRingBuffersLent = kRingBuffers / 2;
// Most bytes the kernel holds unsent for one client (TCP_NOTSENT_LOWAT). Without it a client that never reads
// costs up to tcp_wmem's 4 MiB of kernel memory, and a slow one shows progress only once a third of that is
// gone.
inline constexpr int kEchoUnsentBytes = 128 * 1024;
// What a client that we shut down still sends is read for so long and so much, so that it sees an end and no
// reset.
inline constexpr Duration kEchoLinger = std::chrono::seconds(1);
inline constexpr std::size_t kEchoLingerBytes = std::size_t{1024} * 1024;
// Refused clients that linger at once; the oldest is closed for a newcomer. Comes out of kReservedFds.
inline constexpr std::size_t kTurnedAwayClients = 32;
// Connections taken from one listener before the others are looked at.
inline constexpr int kAcceptBatch = 64;
// Pause of accepting when descriptors or memory run out; one log line a shortage, a look ten times a second.
inline constexpr Duration kAcceptBackoff = std::chrono::milliseconds(100);
// Defaults of `serve`. A person at a keyboard pauses for minutes; a client that takes no byte for 30 s is
// gone or hostile.
inline constexpr Duration kEchoIdleTimeout = std::chrono::minutes(10);
inline constexpr Duration kEchoStallTimeout = std::chrono::seconds(30);
inline constexpr Duration kEchoDrainTimeout = std::chrono::seconds(10);

// Bytes of results gathered before one write: large enough that writes cost nothing, small enough to lose
// little.
inline constexpr std::size_t kOutputBuffer = std::size_t{64} * 1024;

// How often a probe that connected to itself is sent again at once. The kernel walks through the local ports,
// so the second time is already from another one; a range of a single port would never end.
inline constexpr int kSelfConnectRetries = 4;

// Probes handed from a plan to an engine in one call: enough that the call costs nothing beside the system
// calls, few enough that answers are looked at every few hundred microseconds.
inline constexpr std::size_t kProbesAtOnce = 64;

// How long a scanning thread may sleep before it looks at its stop token: the longest wait after Ctrl-C.
inline constexpr Duration kStopLatency = std::chrono::milliseconds(50);

// Threads of a scan: more than this many senders only wait for each other inside the kernel.
inline constexpr unsigned kMostScanThreads = 64;

// Tries of one pair. At one answer in ten, 44 tries leave one pair in a hundred unheard; beyond that a host
// is not usable.
inline constexpr int kMostTries = 50;

// Hosts under way that are told to a person who asks: no screen has more lines.
inline constexpr std::size_t kHostsTold = 1000;

// A progress bar that a person can read needs no more than ten pictures a second.
inline constexpr Duration kProgressEvery = std::chrono::milliseconds(100);

// A signal that comes so soon after another is no new wish: timeout(1), for one, sends it to the program and
// once more to its group.
inline constexpr Duration kSameSignal = std::chrono::milliseconds(200);

// An answer to a prompt: a host name has 253 bytes at most (RFC 1035), the rest is generosity.
inline constexpr std::size_t kLongestAnswer = 4096;

// Clients with a thread each, unless asked otherwise: pid_max is 32,768 where nobody raised it, and an idle
// thread costs about 30 KiB, its kernel stack included.
inline constexpr std::size_t kUsualMostThreadedClients = 30'000;
// Stack of a client's thread: kEchoBufferBytes, a line of the log and room to spare. With glibc's 8 MiB ten
// thousand clients are 80 GB of addresses, which strict overcommit refuses, and glibc keeps 40 MB of ended
// stacks for reuse: 160 of these against 5 of those.
inline constexpr std::size_t kClientStackBytes = std::size_t{256} * 1024;
// How long `connect` tries.
inline constexpr Duration kConnectTimeout = std::chrono::seconds(10);
// Lines of the server's log that wait to be written. A reader of the log that is stuck costs the oldest
// lines, never a client: at 100 bytes a line that is about a megabyte.
inline constexpr std::size_t kLogQueueLines = 8192;
// How long the end of the program waits for a stuck reader of its log.
inline constexpr Duration kLogFlushTimeout = std::chrono::seconds(2);
// Refusals are told at most this often, with their number.
inline constexpr Duration kRefusalLineEvery = std::chrono::seconds(1);

// How often a service manager is told how many clients there are, if that changed.
inline constexpr Duration kStatusEvery = std::chrono::seconds(1);

// Datagrams received or sent in one system call: from 16 on a call costs little beside the datagrams.
inline constexpr std::size_t kDatagramsAtOnce = 32;
// Room for each: no datagram is longer (RFC 768, a length of 16 bits). 2 MB of addresses in all, of which
// only what datagrams fill is ever memory.
inline constexpr std::size_t kLargestDatagramBytes = 65'535;
// Batches taken from one socket before the others are looked at.
inline constexpr int kDatagramBatches = 8;
// Datagrams that one source address gets back in a second, unless asked otherwise: enough for anybody who
// measures by hand, and 1.2 Mbit/s at most for a victim whose address was forged.
inline constexpr std::uint64_t kUdpRatePerS = 100;
// Bytes of a datagram that count as one: what a usual frame carries. A datagram of 64 KiB is 45 frames.
inline constexpr std::size_t kUdpCountedBytes = 1472;
// Source addresses whose rate is remembered, some 100 bytes each. A newcomer to a full table takes over the
// oldest one's allowance, so that a flood of forged sources makes none anew.
inline constexpr std::size_t kUdpSources = 65'536;

// Scrapers of the metrics at once: one or two is usual. Comes out of kReservedFds.
inline constexpr unsigned kMetricsConnections = 8;
// A scraper that says nothing for so long is closed. Prometheus sends its request at once and gives up after
// 10 s.
inline constexpr Duration kMetricsTimeout = std::chrono::seconds(5);
// Memory for one scraper's request and the headers of its answer.
inline constexpr std::size_t kMetricsRequestBytes = std::size_t{16} * 1024;

// A connect that gets no answer holds the next address of a name up for so long (RFC 8305, section 5).
inline constexpr Duration kNextAddressAfter = std::chrono::milliseconds(250);
// Addresses of one name that are tried; more than that is somebody's mistake.
inline constexpr std::size_t kMostAddressesTried = 32;
// Bytes on their way through `connect`, for each direction.
inline constexpr std::size_t kPumpBufferBytes = std::size_t{64} * 1024;
// A line that comes back without an end is shown in pieces of so many bytes.
inline constexpr std::size_t kLongestShownLine = 4096;
// Lines that `connect` remembers for the arrow keys.
inline constexpr int kHistoryLines = 1000;
// Bytes a person has typed that the server has not taken yet; more is refused until it takes some.
inline constexpr std::size_t kMostTypedBytes = std::size_t{1024} * 1024;

// --- Load
// -------------------------------------------------------------------------------------------

// What `load` does unless told otherwise: connections enough that a server with several threads is busy, for
// long enough that the 99.9th percentile of 1,000/s rests on ten answers.
inline constexpr std::size_t kLoadConnections = 100;
inline constexpr std::size_t kLoadMessageBytes = 64;
inline constexpr Duration kLoadDuration = std::chrono::seconds(10);
// A connect or an answer that makes no progress for so long is given up: two retransmitted SYNs (1 s, 3 s)
// fit in.
inline constexpr Duration kLoadTimeout = std::chrono::seconds(5);
// More connections than descriptors anywhere; what this process may open is the usual limit.
inline constexpr std::size_t kMostLoadConnections = 1'000'000;
// Messages are never stored, so this bounds no memory: larger ones tell nothing that these do not.
inline constexpr std::size_t kMostMessageBytes = std::size_t{16} * 1024 * 1024;
// Requests without an answer on one connection; with a schedule, where a request waits for its time and not
// for an answer, that many may pile up before they wait here.
inline constexpr std::size_t kMostPipelined = 1024;
// Times of sending that are kept, 8 bytes each: 128 MB. Connections times pipeline in a closed loop.
inline constexpr std::size_t kMostTimesKept = std::size_t{16} << 20U;
// Requests a second that a schedule may ask for: one every nanosecond.
inline constexpr double kMostLoadRatePerS = 1e9;
inline constexpr unsigned kMostLoadThreads = 64;
// Connections for each thread, unless --threads says more: with fewer a wake-up finds a single answer, and a
// thread costs more than it brings.
inline constexpr std::size_t kLoadConnectionsPerThread = 64;
// Connects under way at once while connections are opened: what the smallest usual backlog holds (128), so
// that no SYN is dropped and sent again a second later.
inline constexpr std::size_t kConnectsAtOnce = 128;
// A connection that broke is opened again after this pause: ten thousand of them are 20,000 connects a
// second.
inline constexpr Duration kReopenPause = std::chrono::milliseconds(500);
// What waits for an answer when a person interrupts a run gets so long.
inline constexpr Duration kInterruptPatience = std::chrono::seconds(1);
// Bytes taken from one connection in one call, and calls before the others have their turn.
inline constexpr std::size_t kLoadReceiveBytes = std::size_t{256} * 1024;
inline constexpr int kLoadCallsInARow = 16;
// With --udp: a datagram's number and check come first; the largest is what IPv4 carries (65,535 less both
// headers). One without an answer for so long is lost: ten times the longest round trip that people put up
// with.
inline constexpr std::size_t kDatagramHeadBytes = 16;
inline constexpr std::size_t kMostDatagramBytes = 65'507;
inline constexpr Duration kUdpLoadTimeout = std::chrono::seconds(1);
// Datagrams of one socket, a byte each, of which a second answer is known to be one.
inline constexpr std::size_t kDatagramsRemembered = 1024;
// The pseudo-random bytes that messages are cut from, and how long a piece is that lies together in them: one
// piece is one send(2) and one memcmp, and two pieces of a run begin at the same place with a chance of one
// in 262,144.
inline constexpr std::size_t kLoadRingBytes = std::size_t{256} * 1024;
inline constexpr std::size_t kLoadPieceBytes = std::size_t{64} * 1024;
// Source addresses of a run: 2,000 of them have 56 million local ports.
inline constexpr std::size_t kMostSources = 2'000;

// --- The SYN engine
// ------------------------------------------------------------------------------------------

// Neighbours that the kernel is looking for on our behalf at once. Its table takes 1,024 entries and is
// everybody's; from 512 on it forgets those that are over five seconds old
// (net.ipv4.neigh.default.gc_thresh2, gc_thresh3). A /20 of silent neighbours left 512 entries in it with
// this, and 1,017 with twice as many.
inline constexpr std::size_t kNeighboursSought = 128;
// Probes that wait for one of them. More are this machine's shortage.
inline constexpr std::size_t kProbesHeld = 256;
// Addresses and blocks whose way is remembered, 400 bytes each. Beyond it they are looked up again, 4 us
// each.
inline constexpr std::size_t kMostSynPaths = 65'536;
// Tries whose time of sending is remembered, 16 bytes each: a second of 250,000/s. Of older ones an answer
// counts, its round trip is not known.
inline constexpr std::size_t kSentTries = std::size_t{1} << 18U;
// Answers handed over in one call, so that sending goes on meanwhile.
inline constexpr std::size_t kAnswersAtOnce = 512;

// --- A scan
// -------------------------------------------------------------------------------------------

// Addresses in one scan: with 65,535 ports each they are 2^56 pairs, which all arithmetic here holds with
// room to spare. The whole of IPv4 is 2^32; an IPv6 prefix that is larger would take years at any speed.
inline constexpr std::uint64_t kMostTargets = std::uint64_t{1} << 40;

// Public addresses of a scan that nobody has to vouch for: a /16, the largest block that a single site
// usually has. A slip in a prefix length must not reach the rest of the internet.
inline constexpr std::uint64_t kMostUnauthorized = 65'536;

// A range of more addresses than a /16 is written for what can be reached on the internet: its reserved
// blocks are left out. A narrower one is written for exactly what it says.
inline constexpr std::uint64_t kNarrowRange = 65'536;

// Separate ranges in one target word: 16 MB of them. A pattern like *.*.*.1 would fall into 16 million.
inline constexpr std::size_t kMostTargetRanges = std::size_t{1} << 18;

// Words in a file of targets: 100 MB of memory, and more than anybody lists by hand.
inline constexpr std::size_t kMostTargetWords = 1'000'000;

// Names looked up at once: a name server answers in tens of milliseconds, and it is somebody else's.
inline constexpr std::size_t kResolversAtOnce = 16;

// Without -p a scan tries every port of up to so many addresses: 16 million probes.
inline constexpr std::uint64_t kMostAddressesForAllPorts = 256;

// Ports of one host and one state that are listed one by one where others are only counted; nmap's own
// number.
inline constexpr std::uint64_t kListedPorts = 25;

// So many ports of one host that are all open are hardly as many services.
inline constexpr std::uint64_t kSuspiciousOpen = 100;

// A saved scan that is read back. The largest we write has a bit for each pair of the hosts under way, as
// hexadecimal digits, and a mark for each of these hosts (scan/plan/plan_limits.h): 30 MB a thread. More than this is no saved scan.
inline constexpr std::uint64_t kLargestStateFile = std::uint64_t{2} << 30U;
// How often it is saved: what a kill costs is at most so much work done twice.
inline constexpr Duration kSaveEvery = std::chrono::seconds(1);

}  // namespace sounder
