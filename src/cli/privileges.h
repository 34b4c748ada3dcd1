// What this process may do. Before any thread starts: capabilities belong to threads, and new ones inherit
// them.
#pragma once

namespace sounder {

// Makes CAP_NET_RAW effective where it is permitted. A file that carries it (setcap cap_net_raw=p) leaves
// that to the program: with the effective bit set in the file, execve would fail with EPERM where the
// bounding set lacks it, as in a hardened service or a container (capabilities(7), "Safety checking for
// capability-dumb binaries").
void raise_raw_packets();

// Gives up CAP_NET_RAW, for good: for commands that never send packets of their own.
void forgo_raw_packets();

// Gives up every capability of the process, for good; with `keep_files` all but root's way past permissions
// of files, which a state file in somebody else's folder needs. Does nothing without capabilities.
void drop_privileges(bool keep_files);

}  // namespace sounder
