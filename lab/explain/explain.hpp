#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "common/errors/error_value.hpp"
#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// Explains what `text` may mean: a number, a name, a line of any program's log, or many lines. Three lines
/// come first: what most likely happened, who says so, and what to check; all of it with `brief`, and of many
/// lines. Then what an error is called everywhere, its causes and how to tell them apart, which experiments
/// of `catalogue` show it, and what a client should do. False, with nothing written, when it means nothing
/// that is known. Numbers are read as those of the system `on`, if it is one: 61 is ECONNREFUSED of macOS
/// alone.
bool explain(std::ostream& out, std::string const& text, std::span<experiment const> catalogue,
             bool brief = false, code_space on = code_space::none);

/// The same as a document: `errors`, `endings` and `peer_codes`, each with what is known of it; for many
/// lines an array `lines` of such documents, with their counts.
bool explain_as_json(std::ostream& out, std::string const& text, std::span<experiment const> catalogue,
                     code_space on = code_space::none);

/// The same for an issue or a wiki.
bool explain_as_markdown(std::ostream& out, std::string const& text, std::span<experiment const> catalogue,
                         bool brief = false, code_space on = code_space::none);

}  // namespace hangup::lab
