// libcurl: e-mail by SMTP and webhooks by HTTP, with TLS and time limits.
#ifndef DUIXIAN_CCURL_H
#define DUIXIAN_CCURL_H
#if !__has_include(<curl/curl.h>)
#error "libcurl4-openssl is missing. Type: apt-get install libcurl4-openssl-dev"
#endif
#include <curl/curl.h>
#endif
