#pragma once

#include <span>
#include <string_view>

#include "client/run.hpp"

namespace hangup::client {

/// The API a plan is run with.
struct style {
  std::string_view name;
  std::string_view summary;
  bool blocks = false;  ///< its calls return only when they are done, and so does run()
  style_function run = nullptr;
};

/// native, sync, handlers, coroutines.
std::span<style const> all_styles();
/// Null when there is none of that name.
style const* find_style(std::string_view name);

}  // namespace hangup::client
