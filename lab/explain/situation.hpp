#pragma once

#include <boost/json/fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/errors/error_value.hpp"
#include "lab/explain/message_book.hpp"

namespace hangup::lab {

/// What a line shows of the moment at which a connection ended: some of situation_names().
using situation = std::vector<std::string_view>;

/// The moments of a message (`connect`, `idle`, `mid-answer`, ...), `proxy`, and the systems `Linux`,
/// `Windows`, `macOS` and `Android`. explanations.json names the same with its causes, as `likely`.
std::span<std::string_view const> situation_names();

/// By what is known of the message, by the words of the line (`connect`, `recv`, `upstream`, `keep-alive`),
/// by a time for which the connection was idle, and by the system `on`.
situation situation_of(std::string_view line, message_entry const* message, code_space on);

/// The `causes` of an explanation, those first that are likely then, and those of another system last. The
/// pointers are to elements of `explanation`.
std::vector<boost::json::value const*> causes_for(boost::json::value const& explanation,
                                                  situation const& shown);

/// How a cause is known, and when it is likely: `measured; RFC 9293; likely: idle, proxy`.
std::string evidence_of(boost::json::value const& cause);

}  // namespace hangup::lab
