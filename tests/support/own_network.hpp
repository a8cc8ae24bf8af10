#pragma once

#include <functional>
#include <string>

/// For tests that need rights over a network, or counters that nobody else adds to. Linux.
namespace hangup::test {

/// Runs `body` in a child process, and fails where an expectation fails there, where it throws, and where it
/// does not end within our patience. We must have no other thread.
void in_child(std::function<void()> const& body);

/// Why we cannot have a network of our own here, or cannot after `first`; empty where we can.
std::string no_own_network(std::function<void()> const& first = [] {});

/// As in_child(), in a network of its own.
void in_own_network(std::function<void()> const& body);

/// For good: from now on an ordinary user, without rights over the network. Only for a child process.
void become_ordinary_user();

}  // namespace hangup::test
