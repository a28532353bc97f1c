// Intel's decimal floating-point library: IEEE 754 decimal128 in its binary encoding.
// The three macros name the calling convention that Debian's bidgcc000 was built with.
#ifndef DUIXIAN_CDECIMAL_H
#define DUIXIAN_CDECIMAL_H
#if !__has_include(<bid_functions.h>)
#error "Intel's decimal library is missing. Type: apt-get install libintelrdfpmath-dev"
#endif
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>
#endif
