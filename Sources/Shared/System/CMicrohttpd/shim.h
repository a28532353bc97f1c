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
#endif
