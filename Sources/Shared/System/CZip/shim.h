// libzip: what of a spreadsheet's archive is read, piece by piece.
#ifndef DUIXIAN_CZIP_H
#define DUIXIAN_CZIP_H
#if !__has_include(<zip.h>)
#error "libzip is missing. Type: apt-get install libzip-dev"
#endif
#include <zip.h>
#if LIBZIP_VERSION_MAJOR < 1 || (LIBZIP_VERSION_MAJOR == 1 && LIBZIP_VERSION_MINOR < 7)
#error "libzip is older than 1.7. Type: apt-get install libzip-dev"
#endif
#endif
