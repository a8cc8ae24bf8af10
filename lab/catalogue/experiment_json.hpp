#pragma once

#include <boost/json/value.hpp>
#include <span>

#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// A catalogue of these experiments: parse_catalogue() reads it, and finds the same.
boost::json::value to_json(std::span<experiment const* const> experiments);

}  // namespace hangup::lab
