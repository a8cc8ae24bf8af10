#pragma once

#include "server/strategy.hpp"

/// One constant for each file of this folder, of the file's name.
namespace hangup::server::strategies {

extern strategy const close;
extern strategy const graceful;
extern strategy const lingering_close;
extern strategy const abortive;
extern strategy const unread_close;
extern strategy const linger_timeout;
extern strategy const half_close;
extern strategy const shutdown_receive;
extern strategy const hold;
extern strategy const inherited;
extern strategy const reset_mid_transfer;
extern strategy const process_exit;
extern strategy const close_then_exit;
extern strategy const process_abort;
extern strategy const process_kill;
extern strategy const freeze;
extern strategy const blackhole;
extern strategy const vanish;
extern strategy const reject;
extern strategy const refuse;
extern strategy const listener_close;
extern strategy const late_accept;
extern strategy const linger_then_destructor;
extern strategy const shutdown_then_abort;
extern strategy const unread_then_shutdown;
extern strategy const close_notify;
extern strategy const tls_graceful;
extern strategy const close_notify_and_hold;
extern strategy const close_notify_then_abort;
extern strategy const tls_alert;
extern strategy const half_record;
extern strategy const cut_handshake;
extern strategy const plain_text;

}  // namespace hangup::server::strategies
