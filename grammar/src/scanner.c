// Two tokens depend on what comes after them.
//
// A classid (`1:2`) is one only before a blank, `:`, `-`, `}` or `,`: otherwise `{ 80:accept }` would begin with the classid `80:acce`.
// A dot joins the parts of a concatenation only when no word runs on behind it: `.100` is one word.
#include "tree_sitter/parser.h"

enum TokenType { CLASSID, DOT };

static bool is_hex(int32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_word(int32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '/' || c == '-';
}

static unsigned hex_run(TSLexer *lexer) {
  unsigned length = 0;
  while (length < 5 && is_hex(lexer->lookahead)) {
    lexer->advance(lexer, false);
    length++;
  }
  return length;
}

static bool scan_dot(TSLexer *lexer) {
  lexer->advance(lexer, false);
  lexer->mark_end(lexer);
  if (is_word(lexer->lookahead)) return false;
  lexer->result_symbol = DOT;
  return true;
}

static bool scan_classid(TSLexer *lexer) {
  unsigned major = hex_run(lexer);
  if (major == 0 || major > 4 || lexer->lookahead != ':') return false;
  lexer->advance(lexer, false);
  unsigned minor = hex_run(lexer);
  if (minor == 0 || minor > 4) return false;
  lexer->mark_end(lexer);
  int32_t next = lexer->lookahead;
  if (next == ':') {
    // One more group makes it an IPv6 or MAC address, or nothing at all.
    lexer->advance(lexer, false);
    if (is_hex(lexer->lookahead) || lexer->lookahead == ':') return false;
  } else if (next != ' ' && next != '\t' && next != '\n' && next != '\r' && next != '-' && next != '}' && next != ',') {
    return false;
  }
  lexer->result_symbol = CLASSID;
  return true;
}

void *tree_sitter_nftables_external_scanner_create(void) { return 0; }
void tree_sitter_nftables_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_nftables_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_nftables_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

bool tree_sitter_nftables_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
  (void)payload;
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t' || lexer->lookahead == '\r') lexer->advance(lexer, true);
  if (lexer->lookahead == '.') return valid_symbols[DOT] && scan_dot(lexer);
  return valid_symbols[CLASSID] && scan_classid(lexer);
}
