// libsodium: password hashes (Argon2id) and random tokens.
#ifndef DUIXIAN_CSODIUM_H
#define DUIXIAN_CSODIUM_H
#if !__has_include(<sodium.h>)
#error "libsodium is missing. Type: apt-get install libsodium-dev"
#endif
#include <sodium.h>
#endif
