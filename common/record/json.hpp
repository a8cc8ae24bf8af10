#pragma once

#include <boost/json/value.hpp>

#include "common/record/event.hpp"

namespace hangup {

/// The version of every JSON document and line that the programs write. Schema 1 had no `run`, and called
/// Linux's numbers `posix`; it is still read.
inline constexpr int json_schema = 2;

/// The schema of a document: 1 or 2. Throws std::invalid_argument.
int json_schema_of(boost::json::value const& document);

boost::json::value to_json(error_value error);
boost::json::value to_json(event const& happened);
boost::json::value to_json(record const& run);

/// The inverse of to_json; names that are for people (`message`, `symbol`, ...) are ignored. A stranger may
/// have written it: throws std::invalid_argument that names the member where a name is not known or a number
/// cannot be.
error_value error_value_from(boost::json::value const& in);
event event_from(boost::json::value const& in);
record record_from(boost::json::value const& in);

}  // namespace hangup
