// What this process may do. Before any thread starts: capabilities belong to threads, and new ones inherit
// them.
#pragma once

namespace sounder {

// Gives up every capability of the process, for good; with `keep_files` all but root's way past permissions
// of files, which a state file in somebody else's folder needs. Does nothing without capabilities.
void drop_privileges(bool keep_files);

}  // namespace sounder
