// librdkafka, the C client of Apache Kafka. Swift imports it whole but for its variadic functions.
#ifndef DUIXIAN_CRDKAFKA_H
#define DUIXIAN_CRDKAFKA_H
#if !__has_include(<librdkafka/rdkafka.h>)
#error "librdkafka is missing. Type: apt-get install librdkafka-dev"
#endif
#include <librdkafka/rdkafka.h>
#if RD_KAFKA_VERSION < 0x020002ff
#error "librdkafka is older than 2.0.2. Type: apt-get install librdkafka-dev"
#endif
#endif
