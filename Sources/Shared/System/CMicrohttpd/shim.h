// libmicrohttpd, the HTTP server.
#ifndef DUIXIAN_CMICROHTTPD_H
#define DUIXIAN_CMICROHTTPD_H
#if !__has_include(<microhttpd.h>)
#error "libmicrohttpd is missing. Type: apt-get install libmicrohttpd-dev"
#endif
#include <microhttpd.h>
#if MHD_VERSION < 0x00097500
#error "libmicrohttpd is older than 0.9.75. Type: apt-get install libmicrohttpd-dev"
#endif
// MHD_start_daemon is variadic, which Swift does not import: all options go through the array, which ends with
// MHD_OPTION_END. The port is that of the listening socket among the options.
static inline struct MHD_Daemon *duixian_start_daemon(unsigned int flags, MHD_AcceptPolicyCallback accepts,
                                                      MHD_AccessHandlerCallback handler, void *data,
                                                      struct MHD_OptionItem *options) {
  return MHD_start_daemon(flags, 0, accepts, data, handler, data, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}
// Variadic as well. -1 where there is none.
static inline int duixian_socket_of(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == NULL ? -1 : info->connect_fd;
}
#endif
