#include "lab/report/ladder_style.hpp"

namespace hangup::lab {

std::string_view ladder_style() {
  return R"(
.hangup-ladder{--ink:var(--ladder-ink,#1f2328);--paper:var(--ladder-paper,#fff);--reset:var(--ladder-reset,#b3261e);
--proof:var(--ladder-proof,#0b5cad);color:var(--ink);font:12px system-ui,sans-serif;max-width:100%;height:auto}
@media (prefers-color-scheme:dark){.hangup-ladder{--ink:var(--ladder-ink,#e6edf3);--paper:var(--ladder-paper,#0d1117);
--reset:var(--ladder-reset,#ff8a80);--proof:var(--ladder-proof,#79b8ff)}}
.hangup-ladder text{fill:currentColor}
.hangup-ladder .paper{fill:var(--paper)}
.hangup-ladder .name{font-weight:bold}
.hangup-ladder .time,.hangup-ladder .foot{fill-opacity:.75}
.hangup-ladder line,.hangup-ladder path{stroke:currentColor;fill:none}
.hangup-ladder .lifeline{stroke-width:2}
.hangup-ladder .head{fill:currentColor;stroke:none}
.hangup-ladder .rst{color:var(--reset)}
.hangup-ladder .proof{color:var(--proof);font-weight:bold}
.hangup-ladder .proof line{stroke-width:2.5}
.hangup-ladder .call rect{fill:currentColor;fill-opacity:.35;stroke:currentColor}
.hangup-ladder .never rect{fill-opacity:.08;stroke:none}
.hangup-ladder .state rect{fill:#8c959f;fill-opacity:.25;stroke:currentColor;stroke-opacity:.4}
.hangup-ladder .inferred rect{stroke-dasharray:4 3}
.hangup-ladder .opening rect{fill:#218bff}
.hangup-ladder .established rect{fill:#2da44e}
.hangup-ladder .ending rect{fill:#d4a72c}
.hangup-ladder .closed rect{fill:#cf222e}
)";
}

std::string_view state_class(tcp_state state) {
  switch (state) {
    case tcp_state::listen:
    case tcp_state::syn_sent:
    case tcp_state::syn_received: return "opening";
    case tcp_state::established: return "established";
    case tcp_state::fin_wait_1:
    case tcp_state::fin_wait_2:
    case tcp_state::closing:
    case tcp_state::close_wait:
    case tcp_state::last_ack: return "ending";
    case tcp_state::closed: return "closed";
    case tcp_state::time_wait:
    case tcp_state::unavailable: break;
  }
  return "other";
}

}  // namespace hangup::lab
