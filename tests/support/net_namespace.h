// A network of the test's own: a child process in a new network namespace, with loopback up. What it changes
// (addresses, routes, local ports, firewalls) ends with it and touches nothing else.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace sounder::test {

// Runs `body` in a child in a new namespace; body reports through gtest-free means: it returns an empty
// string for success, else what went wrong. Root is not needed where the kernel allows user namespaces. A
// kernel that refuses both is a failure that says so: a test that was skipped would prove nothing.
testing::AssertionResult in_net_namespace(const std::function<std::string()>& body);

// Writes a file, for /proc/sys; false if that failed.
bool write_file(const std::string& path, const std::string& value);

// Gives loopback a second IPv4 address, in a namespace of the test's own; false if that failed.
bool add_local_address(const std::string& address);

}  // namespace sounder::test
