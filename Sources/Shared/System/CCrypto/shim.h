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
#endif
