#include "lab/catalogue/experiment.hpp"

#include <algorithm>

#include "client/style.hpp"
#include "common/text/enum_names.hpp"

namespace hangup::lab {
namespace {

constexpr auto last_setup = network_setup::data_port_unreachable;
constexpr auto every_setup = enumerators<last_setup>();
constexpr enum_names<last_setup> setups = {"unchanged",
                                           "syn_dropped",
                                           "backlog_full",
                                           "no_route",
                                           "syn_host_unreachable",
                                           "syn_port_unreachable",
                                           "data_host_unreachable",
                                           "data_port_unreachable"};

}  // namespace

std::string_view name_of(network_setup setup) {
  return name_in(setups, setup);
}

std::span<network_setup const> all_network_setups() {
  return every_setup;
}

std::string_view style_of(std::string_view row) {
  return row.substr(0, row.find('/'));
}

std::string_view reactor_of(std::string_view row) {
  auto const slash = row.find('/');
  return slash == std::string_view::npos ? std::string_view() : row.substr(slash + 1);
}

bool is_for(experiment const& experiment, std::string_view row) {
  auto const is_timed = [](step const& s) { return s.op == operation::expires_after; };
  if (row == "sync" && std::ranges::any_of(experiment.steps.steps, is_timed)) return false;
  return style_of(row) != "native" || !asks_for_messages(experiment.steps);
}

expectation expected_of(experiment const& experiment, std::string_view row) {
  if (auto const reactor = reactor_of(row); !reactor.empty())
    return experiment.on_reactor.at(std::string(reactor));
  client::style const* const style = client::find_style(row);
  bool const blocks = style != nullptr && style->blocks;
  auto const special =
      row == "native" && experiment.ends_native ? experiment.ends_native : experiment.ends_blocking;
  return {.connect = experiment.connect,
          .outcomes = experiment.expected.at(std::string(row)),
          .ends = blocks ? special.value_or(experiment.ends) : experiment.ends};
}

std::vector<std::string> server_options(experiment const& experiment) {
  std::vector<std::string> options = {"--strategy", experiment.strategy, "--when", experiment.when};
  if (!experiment.answer.empty()) options.insert(options.end(), {"--answer", experiment.answer});
  if (!experiment.tls.empty())
    options.insert(options.end(), {"--tls", "--tls-min", experiment.tls, "--tls-max", experiment.tls});
  if (experiment.tls_verify == "server") options.emplace_back("--tls-verify");
  return options;
}

std::vector<std::string> client_options(experiment const& experiment) {
  std::vector<std::string> options = {"--plan", '"' + to_string(experiment.steps) + '"'};
  for (std::string& option : client_tls_options(experiment))
    options.push_back(std::move(option));
  return options;
}

std::vector<std::string> client_tls_options(experiment const& experiment) {
  if (experiment.tls_verify == "client") return {"--tls-verify"};
  return {};
}

std::string layered_ending(std::optional<message_ending> messages, std::optional<tls_ending> tls,
                           ending transport) {
  std::string text;
  if (messages) text += std::string(to_string(*messages)) + " over ";
  if (tls) text += std::string(to_string(*tls)) + " over ";
  return text + std::string(to_string(transport));
}

std::size_t result_count(experiment const& experiment) {
  return result_count(experiment.steps, experiment.connect);
}

std::size_t result_count(plan const& steps, std::string_view connect) {
  std::size_t total = 0;
  if (connect == "ok")
    for (step const& planned : steps.steps)
      total += results_of(planned.op);
  return total;
}

bool expects_never(experiment const& experiment) {
  if (experiment.connect == "never") return true;
  auto const may_be_never = [](std::string const& outcome) {
    return outcome.find("never") != std::string::npos;
  };
  return experiment.races != 0 || std::ranges::any_of(experiment.expected, [&](auto const& style) {
           return std::ranges::any_of(style.second, may_be_never);
         });
}

}  // namespace hangup::lab
