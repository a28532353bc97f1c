// Reads a whole JSON document (RFC 8259) into a flat list of tokens.
//
// simdjson finds the tokens and checks UTF-8 and control characters (its "stage 1"); the walk over them, which checks
// the grammar, is ours: it keeps each number's own text, takes nothing behind the document, and says where an error is.
#ifndef DUIXIAN_CSIMDJSON_H
#define DUIXIAN_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  duixian_json_object,
  duixian_json_array,
  duixian_json_string,
  duixian_json_number,
  duixian_json_true,
  duixian_json_false,
  duixian_json_null,
};

// A value, or the key that stands before its value in an object.
typedef struct {
  // A string's bytes with escapes resolved; of anything else the bytes as they stand in the document.
  const uint8_t *text;
  uint32_t length;
  // The token behind this value: behind an object or array, the one behind all that it holds.
  uint32_t next;
  uint32_t kind;
} duixian_json_token;

typedef enum {
  duixian_json_ok,
  duixian_json_empty,
  duixian_json_not_utf8,
  duixian_json_control_character,
  duixian_json_unclosed_string,
  duixian_json_bad_escape,
  duixian_json_bad_number,
  duixian_json_bad_token,
  duixian_json_value_expected,
  duixian_json_key_expected,
  duixian_json_colon_expected,
  duixian_json_comma_expected,
  duixian_json_too_deep,
  duixian_json_trailing_content,
  duixian_json_too_long,
  duixian_json_no_memory,
  duixian_json_unknown,
} duixian_json_error;

// The most objects and arrays that may stand in one another.
#define DUIXIAN_JSON_DEPTH 64

// So many bytes behind a token's text may be read, whatever they hold.
#define DUIXIAN_JSON_PADDING 16

// A parser with its buffers. Not to be used by two threads at once.
typedef struct duixian_json duixian_json;

// Takes a parser: the one that this thread gave back last, or a new one. NULL when there is no memory.
duixian_json *duixian_json_take(void);
// Gives a parser back. Its tokens are gone.
void duixian_json_give(duixian_json *parser);

// Reads a document; the bytes are copied. On an error `offset` is the byte where it was noticed.
duixian_json_error duixian_json_read(duixian_json *parser, const void *text, size_t length, size_t *offset);

// The tokens of the last document that was read without an error; the first is the document's value.
const duixian_json_token *duixian_json_tokens(const duixian_json *parser, size_t *count);

#ifdef __cplusplus
}
#endif
#endif
