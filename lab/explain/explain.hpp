#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// Explains what `text` may mean: a number, a name, a line of any program's log, or many lines. Three lines
/// come first: what most likely happened, who says so, and what to check; all of it with `brief`, and of many
/// lines. Then what an error is called everywhere, its causes and how to tell them apart, which experiments
/// of `catalogue` show it, and what a client should do. False, with nothing written, when it means nothing
/// that is known.
bool explain(std::ostream& out, std::string const& text, std::span<experiment const> catalogue,
             bool brief = false);

/// The same as a document: `errors`, `endings` and `peer_codes`, each with what is known of it; for many
/// lines an array `lines` of such documents, with their counts.
bool explain_as_json(std::ostream& out, std::string const& text, std::span<experiment const> catalogue);

/// The name of an error or an ending that may have been meant by a text that explain() does not know; empty
/// when none is near.
std::string_view nearest_explained(std::string_view text);

}  // namespace hangup::lab
