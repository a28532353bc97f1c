// SQLite's C interface. SQLITE_TRANSIENT is a cast, which Swift does not import: see Storage.
#ifndef DUIXIAN_CSQLITE_H
#define DUIXIAN_CSQLITE_H
#if !__has_include(<sqlite3.h>)
#error "SQLite is missing. Type: apt-get install libsqlite3-dev"
#endif
#include <sqlite3.h>
#if SQLITE_VERSION_NUMBER < 3040000
#error "SQLite is older than 3.40. Type: apt-get install libsqlite3-dev"
#endif
#endif
