#include "client/style.hpp"

#include <array>

namespace hangup::client {
namespace {

constexpr std::array styles = {
    style{"native", "blocking socket calls, the recorded client's one for one", run_native, true},
    style{"sync", "Asio's blocking calls with error_code&", run_sync, true},
    style{"handlers", "Asio's asynchronous calls with completion handlers", run_handlers},
    style{"coroutines", "Asio's asynchronous calls with co_await", run_coroutines},
};

}  // namespace

std::span<style const> all_styles() {
  return styles;
}

style const* find_style(std::string_view name) {
  for (style const& each : styles)
    if (each.name == name) return &each;
  return nullptr;
}

}  // namespace hangup::client
