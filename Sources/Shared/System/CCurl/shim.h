// libcurl: e-mail by SMTP and webhooks by HTTP, with TLS and time limits.
#ifndef DUIXIAN_CCURL_H
#define DUIXIAN_CCURL_H
#if !__has_include(<curl/curl.h>)
#error "libcurl4-openssl is missing. Type: apt-get install libcurl4-openssl-dev"
#endif
#include <curl/curl.h>
#if LIBCURL_VERSION_NUM < 0x075500
#error "libcurl 7.85 or newer is needed, for CURLOPT_PROTOCOLS_STR"
#endif

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift does not import: one function a kind of argument.
typedef size_t (*duixian_curl_transfer)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode duixian_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode duixian_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode duixian_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode duixian_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode duixian_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode duixian_curl_set_transfer(CURL *handle, CURLoption option, duixian_curl_transfer value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode duixian_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
#endif
