// libxlsxwriter: spreadsheets written row by row in constant memory.
#ifndef DUIXIAN_CXLSXWRITER_H
#define DUIXIAN_CXLSXWRITER_H
#if !__has_include(<xlsxwriter.h>)
#error "libxlsxwriter is missing. Type: apt-get install libxlsxwriter-dev"
#endif
#include <xlsxwriter.h>
#endif
