#include <boost/asio/error.hpp>

#include "common/platform/cell.hpp"
#include "common/platform/platform.hpp"

// For systems without network namespaces: what only Linux can do to its network.

namespace hangup::platform {
namespace {

using boost::system::error_code;

error_code not_supported() {
  return boost::asio::error::operation_not_supported;
}

}  // namespace

bool enter_own_network(error_code& ec, std::string& failed_call) {
  failed_call = "this system has no network namespaces";
  ec = not_supported();
  return false;
}

std::map<std::string, std::int64_t> network_counters() {
  return {};
}

error_code drop_incoming(native_socket /*socket*/) {
  return not_supported();
}

error_code forget_on_close(native_socket /*socket*/) {
  return not_supported();
}

error_code hold_in_child(native_socket /*socket*/) {
  return not_supported();
}

bool can_run_in_copy() {
  return false;
}

error_code run_in_copy(std::function<std::string()> const& /*work*/, native_pipe /*output*/,
                       native_pipe /*errors*/, int& /*id*/) {
  return not_supported();
}

error_code keep_network_rights_only(bool /*and_lock_memory*/) {
  return not_supported();
}

error_code set_network_parameter(std::string_view /*name*/, std::string_view /*value*/) {
  return not_supported();
}

error_code try_io_uring() {
  return not_supported();
}

spare_resources spare() {
  return {};
}

}  // namespace hangup::platform
