// libcsv, a push parser of RFC 4180: bytes in, fields and ends of rows out through two callbacks.
#ifndef DUIXIAN_CCSV_H
#define DUIXIAN_CCSV_H
#if !__has_include(<csv.h>)
#error "libcsv is missing. Type: apt-get install libcsv-dev"
#endif
#include <csv.h>
#if CSV_MAJOR < 3
#error "libcsv is older than 3.0. Type: apt-get install libcsv-dev"
#endif
#endif
