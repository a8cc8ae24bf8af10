#pragma once

#include <string>
#include <string_view>

#include "lab/run/conduct.hpp"

namespace hangup::lab {

/// The pair with the client of that reactor, `hangup-client-io_uring`; as it is for an empty one.
programs with_reactor(programs pair, std::string_view reactor);

/// Whether the client of this row (`handlers/io_uring`) waits with rings, whose memory counts as locked.
bool has_rings(std::string_view row);

/// Why the client of a reactor cannot run here: it was not built, or the system does not permit it. Empty
/// where it can.
std::string why_no_reactor(programs const& pair, std::string_view reactor);

}  // namespace hangup::lab
