#include <nftables/libnftables.h>

#include <boost/asio/error.hpp>
#include <boost/dll/shared_library.hpp>
#include <cerrno>
#include <memory>
#include <string>

#include "common/platform/cell.hpp"
#include "common/platform/platform.hpp"

namespace hangup::platform {

boost::system::error_code add_firewall_rule(std::string const& rule) {
  std::string const rules =
      "add table inet hangup;"
      "add chain inet hangup input { type filter hook input priority 0; };"
      "add rule inet hangup input " +
      rule;
  // Loaded when a rule is wanted: few runs have one, and linked in, with all that it needs, it took a sixth
  // of a server's start.
  std::error_code missing;
  boost::dll::shared_library const library("libnftables.so.1", boost::dll::load_mode::search_system_folders,
                                           missing);
  if (missing) return boost::asio::error::operation_not_supported;
  auto const& make = library.get<decltype(nft_ctx_new)>("nft_ctx_new");
  auto const& free = library.get<decltype(nft_ctx_free)>("nft_ctx_free");
  auto const& keep_errors = library.get<decltype(nft_ctx_buffer_error)>("nft_ctx_buffer_error");
  auto const& run = library.get<decltype(nft_run_cmd_from_buffer)>("nft_run_cmd_from_buffer");

  std::unique_ptr<nft_ctx, decltype(&free)> const context(make(NFT_CTX_DEFAULT), free);
  if (context == nullptr) return {ENOMEM, boost::system::system_category()};
  keep_errors(context.get());  // what it has to say stays off our stderr
  if (run(context.get(), rules.c_str()) == 0) return {};
  return {
      EPERM,
      boost::system::system_category()};  // the library does not say which; nothing else can go wrong here
}

boost::system::error_code reject_segments_to(std::uint16_t port) {
  return add_firewall_rule("tcp dport " + std::to_string(port) + " reject with tcp reset");
}

}  // namespace hangup::platform
