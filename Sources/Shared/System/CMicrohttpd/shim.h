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
static inline struct MHD_Daemon *duixian_start_daemon(unsigned int flags, MHD_AccessHandlerCallback handler,
                                                      void *handler_data, struct MHD_OptionItem *options) {
  return MHD_start_daemon(flags, 0, NULL, NULL, handler, handler_data, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}
#endif
