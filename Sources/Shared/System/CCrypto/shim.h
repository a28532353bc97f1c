// libcrypto of OpenSSL: digests and certificates.
#ifndef DUIXIAN_CCRYPTO_H
#define DUIXIAN_CCRYPTO_H
#if !__has_include(<openssl/evp.h>)
#error "OpenSSL is missing. Type: apt-get install libssl-dev"
#endif
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/opensslv.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "OpenSSL is older than 3.0. Type: apt-get install libssl-dev"
#endif
// RFC 2253 with Unicode as it is; the macro is a sum of macros, which Swift does not import.
static const unsigned long duixian_name_flags = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
#endif
