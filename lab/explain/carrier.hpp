#pragma once

#include <string_view>

#include "common/errors/error_names.hpp"

namespace hangup::lab {

/// What carried the bytes, as far as a line shows it.
enum class carrier { tcp, udp, unix_socket };

/// A Unix socket where the line has its path or its name, UDP where it names that and not TCP.
carrier carrier_of(std::string_view line);

/// Who reports an error of TCP there: the name of a speaker.
std::string_view speaker_over(carrier over);

/// What such an error means there, and what to check first. The meaning is empty where it is the same.
/// Sources: unix(7), connect(2), udp(7); SIO_UDP_CONNRESET of Winsock.
std::string_view meaning_over(carrier over, condition id);
std::string_view check_over(carrier over);

}  // namespace hangup::lab
