// PCRE2 over bytes of UTF-8; its names with the suffix _8 are what Swift sees.
#ifndef DUIXIAN_CPCRE2_H
#define DUIXIAN_CPCRE2_H
#define PCRE2_CODE_UNIT_WIDTH 8
#if !__has_include(<pcre2.h>)
#error "PCRE2 is missing. Type: apt-get install libpcre2-dev"
#endif
#include <pcre2.h>
#endif
