// libexpat, a push parser of XML: bytes in, elements and text out through callbacks.
#ifndef DUIXIAN_CEXPAT_H
#define DUIXIAN_CEXPAT_H
#if !__has_include(<expat.h>)
#error "libexpat is missing. Type: apt-get install libexpat1-dev"
#endif
#include <expat.h>
#if XML_MAJOR_VERSION < 2 || (XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 5)
#error "libexpat is older than 2.5. Type: apt-get install libexpat1-dev"
#endif
#endif
