#if !__has_include(<simdjson.h>)
#error "simdjson is missing. Type: apt-get install libsimdjson-dev"
#endif
#include "CSimdJSON.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>

static_assert(simdjson::SIMDJSON_PADDING >= DUIXIAN_JSON_PADDING);
static_assert(simdjson::SIMDJSON_VERSION_MAJOR >= 3, "simdjson is older than 3.0. Type: apt-get install libsimdjson-dev");

namespace {

// Buffers beyond this are not kept for the next document.
constexpr size_t kept_bytes = 4 << 20;
// Tokens, offsets and lengths are 32 bits wide.
constexpr size_t longest_text = 1 << 30;

struct freed {
  void operator()(void *memory) const { std::free(memory); }
};
template <typename T> using buffer = std::unique_ptr<T[], freed>;

bool is_space(uint8_t byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }
bool is_digit(uint8_t byte) { return uint8_t(byte - '0') < 10; }

// RFC 8259, section 6. The byte at `end` is none of a number: white space, a bracket, a comma or the padding.
bool is_number(const uint8_t *at, const uint8_t *end) {
  if (*at == '-') ++at;
  if (*at == '0') {
    ++at;
  } else {
    if (!is_digit(*at)) return false;
    while (is_digit(*at)) ++at;
  }
  if (*at == '.') {
    ++at;
    if (!is_digit(*at)) return false;
    while (is_digit(*at)) ++at;
  }
  if ((*at | 0x20) == 'e') {
    ++at;
    if (*at == '+' || *at == '-') ++at;
    if (!is_digit(*at)) return false;
    while (is_digit(*at)) ++at;
  }
  return at == end;
}

// Four hexadecimal digits, or -1.
int32_t hexadecimal(const uint8_t *at, const uint8_t *end) {
  if (end - at < 4) return -1;
  int32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    uint8_t letter = at[i] | 0x20;
    int digit = is_digit(at[i]) ? at[i] - '0' : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

uint8_t *put_utf8(uint8_t *out, uint32_t scalar) {
  if (scalar < 0x80) {
    *out++ = uint8_t(scalar);
  } else if (scalar < 0x800) {
    *out++ = uint8_t(0xC0 | scalar >> 6);
    *out++ = uint8_t(0x80 | (scalar & 63));
  } else if (scalar < 0x10000) {
    *out++ = uint8_t(0xE0 | scalar >> 12);
    *out++ = uint8_t(0x80 | (scalar >> 6 & 63));
    *out++ = uint8_t(0x80 | (scalar & 63));
  } else {
    *out++ = uint8_t(0xF0 | scalar >> 18);
    *out++ = uint8_t(0x80 | (scalar >> 12 & 63));
    *out++ = uint8_t(0x80 | (scalar >> 6 & 63));
    *out++ = uint8_t(0x80 | (scalar & 63));
  }
  return out;
}

// Resolves the escapes of a string (RFC 8259, section 7), which never makes it longer. Gives the end of what it wrote,
// or NULL for an escape that JSON does not have or half of a surrogate pair; `at` then stands before it.
uint8_t *unescape(const uint8_t *&at, const uint8_t *end, uint8_t *out) {
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  while (at < end) {
    if (*at != '\\') {
      *out++ = *at++;
      continue;
    }
    if (end - at < 2) return nullptr;
    if (at[1] != 'u') {
      const char *letter = at[1] ? std::strchr(letters, at[1]) : nullptr;
      if (!letter) return nullptr;
      *out++ = uint8_t(meanings[letter - letters]);
      at += 2;
      continue;
    }
    int32_t unit = hexadecimal(at + 2, end);
    if (unit < 0 || (unit >= 0xDC00 && unit < 0xE000)) return nullptr;
    if (unit < 0xD800 || unit >= 0xE000) {
      out = put_utf8(out, uint32_t(unit));
      at += 6;
      continue;
    }
    int32_t second = end - at >= 12 && at[6] == '\\' && at[7] == 'u' ? hexadecimal(at + 8, end) : -1;
    if (second < 0xDC00 || second >= 0xE000) return nullptr;
    out = put_utf8(out, 0x10000 + (uint32_t(unit - 0xD800) << 10) + uint32_t(second - 0xDC00));
    at += 12;
  }
  return out;
}

size_t first_not_utf8(const char *text, size_t length) {
  size_t at = 0;
  while (at < length) {
    uint8_t lead = uint8_t(text[at]);
    size_t width = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (at + width > length || !simdjson::validate_utf8(text + at, width)) return at;
    at += width;
  }
  return at;
}

// The control character in a string, or the quote that opens a string without end.
size_t first_bad_string(const uint8_t *text, size_t length) {
  size_t opened = length;
  for (size_t at = 0; at < length; ++at) {
    if (opened == length) {
      if (text[at] == '"') opened = at;
    } else if (text[at] == '"') {
      opened = length;
    } else if (text[at] == '\\') {
      ++at;
    } else if (text[at] < 0x20) {
      return at;
    }
  }
  return opened;
}

// Walks over simdjson's tokens and writes ours. It lives in registers: everything but `unescape` is inlined.
struct walker {
  const uint8_t *text;
  // simdjson's tokens, as offsets into the text; behind the last stands the text's length.
  const uint32_t *next;
  const uint32_t *last;
  duixian_json_token *tokens;
  uint32_t count;
  // Where the next string with escapes goes; NULL when the document has none.
  uint8_t *strings;
  const uint8_t *error_at;

  duixian_json_error fail(duixian_json_error error, const uint8_t *at) {
    error_at = at;
    return error;
  }

  // The byte that the next token starts with; behind the last one a space of the padding.
  uint8_t peek() const { return text[*next]; }

  // Where a token that starts at `at` ends: the next one's start, without the white space between.
  const uint8_t *end_of_token(const uint8_t *at) const {
    const uint8_t *end = text + *next;
    while (end > at && is_space(end[-1])) --end;
    return end;
  }

  void put(const uint8_t *start, size_t length, uint32_t kind) {
    tokens[count] = {start, uint32_t(length), count + 1, kind};
    ++count;
  }

  [[gnu::always_inline]] duixian_json_error string() {
    const uint8_t *quote = text + *next++;
    const uint8_t *start = quote + 1;
    const uint8_t *end = end_of_token(quote) - 1;
    if (end < start || *end != '"') return fail(duixian_json_unclosed_string, quote);
    auto length = size_t(end - start);
    if (strings && std::memchr(start, '\\', length)) {
      const uint8_t *at = start;
      uint8_t *unescaped = unescape(at, end, strings);
      if (!unescaped) return fail(duixian_json_bad_escape, at);
      start = strings;
      length = size_t(unescaped - strings);
      strings = unescaped;
    }
    put(start, length, duixian_json_string);
    return duixian_json_ok;
  }

  [[gnu::always_inline]] duixian_json_error scalar(uint8_t first) {
    const uint8_t *start = text + *next++;
    const uint8_t *end = end_of_token(start);
    auto length = size_t(end - start);
    uint32_t kind;
    if (first == '-' || is_digit(first)) {
      if (!is_number(start, end)) return fail(duixian_json_bad_number, start);
      kind = duixian_json_number;
    } else if (length == 4 && std::memcmp(start, "true", 4) == 0) {
      kind = duixian_json_true;
    } else if (length == 5 && std::memcmp(start, "false", 5) == 0) {
      kind = duixian_json_false;
    } else if (length == 4 && std::memcmp(start, "null", 4) == 0) {
      kind = duixian_json_null;
    } else {
      return fail(duixian_json_bad_token, start);
    }
    put(start, length, kind);
    return duixian_json_ok;
  }

  [[gnu::always_inline]] duixian_json_error value() {
    uint8_t first = peek();
    switch (first) {
    case '"':
      return string();
    case '{':
    case '[':
      put(text + *next++, 0, first == '{' ? duixian_json_object : duixian_json_array);
      return duixian_json_ok;
    case '}':
    case ']':
    case ',':
    case ':':
    case ' ':
      return fail(duixian_json_value_expected, text + *next);
    default:
      return scalar(first);
    }
  }

  // Reads one value with all that it holds.
  [[gnu::always_inline]] duixian_json_error document() {
    // The tokens of the objects and arrays that are open.
    uint32_t open[DUIXIAN_JSON_DEPTH];
    size_t depth = 0;
    for (;;) {
      uint32_t index = count;
      if (auto error = value()) return error;
      // The first member has no comma before it.
      bool is_first = tokens[index].kind <= duixian_json_array;
      if (is_first) {
        if (depth == DUIXIAN_JSON_DEPTH) return fail(duixian_json_too_deep, tokens[index].text);
        open[depth++] = index;
      }
      // Close what ends here, and go up to the next value.
      for (;;) {
        if (depth == 0) return duixian_json_ok;
        auto &parent = tokens[open[depth - 1]];
        bool is_object = parent.kind == duixian_json_object;
        uint8_t byte = peek();
        if (byte == (is_object ? '}' : ']')) {
          parent.length = uint32_t(text + *next + 1 - parent.text);
          parent.next = count;
          ++next;
          --depth;
          is_first = false;
          continue;
        }
        if (!is_first) {
          if (byte != ',') return fail(duixian_json_comma_expected, text + *next);
          ++next;
        }
        if (is_object) {
          if (peek() != '"') return fail(duixian_json_key_expected, text + *next);
          if (auto error = string()) return error;
          if (peek() != ':') return fail(duixian_json_colon_expected, text + *next);
          ++next;
        }
        break;
      }
    }
  }
};

} // namespace

struct duixian_json {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> finder;
  buffer<uint8_t> text;
  buffer<uint8_t> strings;
  size_t capacity = 0;
  buffer<duixian_json_token> tokens;
  size_t token_capacity = 0;
  size_t count = 0;

  duixian_json_error read(const void *source, size_t length, size_t *offset);

private:
  bool reserve_tokens(size_t wanted);
  duixian_json_error reserve(size_t length);
  duixian_json_error find(size_t length, size_t *offset);
};

bool duixian_json::reserve_tokens(size_t wanted) {
  if (wanted <= token_capacity) return true;
  wanted = wanted < 256 ? 256 : wanted * 2;
  token_capacity = 0;
  tokens.reset(static_cast<duixian_json_token *>(std::malloc(wanted * sizeof(duixian_json_token))));
  if (!tokens) return false;
  token_capacity = wanted;
  return true;
}

duixian_json_error duixian_json::reserve(size_t length) {
  if (length > longest_text) return duixian_json_too_long;
  if (length <= capacity && finder) return duixian_json_ok;
  size_t wanted = length < 2048 ? 4096 : length * 2;
  capacity = 0;
  text.reset(static_cast<uint8_t *>(std::malloc(wanted + simdjson::SIMDJSON_PADDING)));
  strings.reset(static_cast<uint8_t *>(std::malloc(wanted + DUIXIAN_JSON_PADDING)));
  if (!text || !strings) return duixian_json_no_memory;
  auto error = finder ? finder->set_capacity(wanted)
                      : simdjson::get_active_implementation()->create_dom_parser_implementation(
                            wanted, DUIXIAN_JSON_DEPTH, finder);
  if (error) {
    finder.reset();
    return duixian_json_no_memory;
  }
  capacity = wanted;
  return duixian_json_ok;
}

duixian_json_error duixian_json::find(size_t length, size_t *offset) {
  auto chars = reinterpret_cast<const char *>(text.get());
  switch (finder->stage1(text.get(), length, simdjson::stage1_mode::regular)) {
  case simdjson::SUCCESS:
    break;
  case simdjson::EMPTY:
    return duixian_json_empty;
  case simdjson::UTF8_ERROR:
    *offset = first_not_utf8(chars, length);
    return duixian_json_not_utf8;
  case simdjson::UNCLOSED_STRING:
  case simdjson::UNESCAPED_CHARS:
    // simdjson says that a string is unclosed before it says that the bytes are no UTF-8.
    *offset = first_not_utf8(chars, length);
    if (*offset < length) return duixian_json_not_utf8;
    *offset = first_bad_string(text.get(), length);
    return text[*offset] == '"' ? duixian_json_unclosed_string : duixian_json_control_character;
  case simdjson::CAPACITY:
  case simdjson::MEMALLOC:
    return duixian_json_no_memory;
  default:
    return duixian_json_unknown;
  }
  // Each of our tokens begins at one of simdjson's.
  return reserve_tokens(finder->n_structural_indexes) ? duixian_json_ok : duixian_json_no_memory;
}

duixian_json_error duixian_json::read(const void *source, size_t length, size_t *offset) {
  *offset = 0;
  count = 0;
  if (auto error = reserve(length)) return error;
  if (length == 0) return duixian_json_empty;
  std::memcpy(text.get(), source, length);
  std::memset(text.get() + length, ' ', simdjson::SIMDJSON_PADDING);
  if (auto error = find(length, offset)) return error;
  // Few documents have escapes: one look at all of it spares one at each string.
  bool has_escapes = std::memchr(text.get(), '\\', length) != nullptr;
  const uint32_t *found = finder->structural_indexes.get();
  walker walk{text.get(), found, found + finder->n_structural_indexes, tokens.get(), 0,
              has_escapes ? strings.get() : nullptr, text.get()};
  auto error = walk.document();
  if (!error && walk.next < walk.last) error = walk.fail(duixian_json_trailing_content, walk.text + *walk.next);
  if (error) {
    *offset = std::min(size_t(walk.error_at - walk.text), length);
    return error;
  }
  count = walk.count;
  return duixian_json_ok;
}

namespace {

// One parser a thread waits here, so that a reader allocates nothing. It is freed with the thread.
thread_local std::unique_ptr<duixian_json> spare;

} // namespace

duixian_json *duixian_json_take(void) {
  if (spare) return spare.release();
  return new (std::nothrow) duixian_json();
}

void duixian_json_give(duixian_json *parser) {
  std::unique_ptr<duixian_json> given(parser);
  bool is_large = parser->capacity + parser->token_capacity * sizeof(duixian_json_token) > kept_bytes;
  if (!spare && !is_large) spare = std::move(given);
}

duixian_json_error duixian_json_read(duixian_json *parser, const void *text, size_t length, size_t *offset) {
  // simdjson's functions are noexcept; its one-time detection of the processor is not.
  try {
    return parser->read(text, length, offset);
  } catch (...) {
    return duixian_json_unknown;
  }
}

const duixian_json_token *duixian_json_tokens(const duixian_json *parser, size_t *count) {
  *count = parser->count;
  return parser->tokens.get();
}
