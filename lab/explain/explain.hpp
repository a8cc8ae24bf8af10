#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// Explains what `text` (a number, a name, a pasted log line) may mean: what an error is called everywhere,
/// its causes and how to tell them apart, or how a connection ended, or what a WebSocket's close code or an
/// alert of TLS says; which experiments of `catalogue` show
/// it, and what a client should do. False, with nothing written, when it means nothing that is known.
bool explain(std::ostream& out, std::string const& text, std::span<experiment const> catalogue);

/// The same as a document: `errors` and `endings`, each with its `explanation` as the catalogue has it.
bool explain_as_json(std::ostream& out, std::string const& text, std::span<experiment const> catalogue);

/// The name of an error or an ending that may have been meant by a text that explain() does not know; empty
/// when none is near.
std::string_view nearest_explained(std::string_view text);

}  // namespace hangup::lab
