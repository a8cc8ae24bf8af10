#include "client/style.hpp"

#include <array>

namespace hangup::client {
namespace {

constexpr std::array styles = {
    style{"native", "blocking socket calls, the recorded client's one for one", true, run_native},
    style{"sync", "Asio's blocking calls with error_code&", true, run_sync},
    style{"handlers", "Asio's asynchronous calls with completion handlers", false, run_handlers},
    style{"coroutines", "Asio's asynchronous calls with co_await", false, run_coroutines},
};

}  // namespace

std::span<style const> all_styles() {
  return styles;
}

style const* find_style(std::string_view name) {
  for (style const& known : styles)
    if (known.name == name) return &known;
  return nullptr;
}

}  // namespace hangup::client
