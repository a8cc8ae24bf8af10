#include <nftables/libnftables.h>

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
  std::unique_ptr<nft_ctx, decltype(&nft_ctx_free)> const context(nft_ctx_new(NFT_CTX_DEFAULT), nft_ctx_free);
  if (context == nullptr) return {ENOMEM, boost::system::system_category()};
  nft_ctx_buffer_error(context.get());  // what it has to say stays off our stderr
  if (nft_run_cmd_from_buffer(context.get(), rules.c_str()) == 0) return {};
  return {
      EPERM,
      boost::system::system_category()};  // the library does not say which; nothing else can go wrong here
}

boost::system::error_code reject_segments_to(std::uint16_t port) {
  return add_firewall_rule("tcp dport " + std::to_string(port) + " reject with tcp reset");
}

}  // namespace hangup::platform
