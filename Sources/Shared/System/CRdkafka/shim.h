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

// Produces one record with headers and without copying anything but its bytes. librdkafka's own way to do it takes an
// array of unions, which Swift cannot fill. On success the headers belong to librdkafka, on failure to the caller.
// The partition must exist: 2.0.2 frees the headers twice when it doesn't (fixed in 2.12.0), so the caller looks first.
static inline rd_kafka_error_t *duixian_produce(rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition,
                                                const void *payload, size_t payload_size, const void *key,
                                                size_t key_size, rd_kafka_headers_t *headers) {
  rd_kafka_vu_t parts[6];
  size_t count = 0;
  parts[count].vtype = RD_KAFKA_VTYPE_RKT;
  parts[count++].u.rkt = topic;
  parts[count].vtype = RD_KAFKA_VTYPE_PARTITION;
  parts[count++].u.i32 = partition;
  parts[count].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[count++].u.i = RD_KAFKA_MSG_F_COPY;
  parts[count].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[count].u.mem.ptr = (void *)payload;
  parts[count++].u.mem.size = payload_size;
  parts[count].vtype = RD_KAFKA_VTYPE_KEY;
  parts[count].u.mem.ptr = (void *)key;
  parts[count++].u.mem.size = key_size;
  if (headers) {
    parts[count].vtype = RD_KAFKA_VTYPE_HEADERS;
    parts[count++].u.headers = headers;
  }
  return rd_kafka_produceva(client, parts, count);
}
#endif
