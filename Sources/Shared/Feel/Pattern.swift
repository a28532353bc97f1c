import CPCRE2
import Synchronization

/// A regular expression of XPath 2.0 (XQuery 1.0 and XPath 2.0 Functions and Operators, 7.6), run by PCRE2.
///
/// `@unchecked Sendable`: the compiled code is never written to after `init`, and each match has its own memory.
final class Pattern: @unchecked Sendable {
    private let code: OpaquePointer
    /// Pairs of parentheses that catch text.
    let groups: Int

    private static let cache = Mutex<[String: Pattern]>([:])
    /// Steps of one match, and memory in KiB: what needs more has no answer.
    private static let mostSteps: UInt32 = 200_000
    private static let mostMemory: UInt32 = 20_000

    /// Nil when the pattern or the flags (`s`, `m`, `i`, `x`) are none.
    static func cached(_ text: String, flags: String) -> Pattern? {
        let key = flags + "/" + text
        if let pattern = cache.withLock({ $0[key] }) { return pattern }
        guard let pattern = Pattern(text, flags: flags) else { return nil }
        cache.withLock { cache in
            if cache.count >= 200 { cache = [:] }
            cache[key] = pattern
        }
        return pattern
    }

    private init?(_ text: String, flags: String) {
        guard text.utf8.count <= 10_000, flags.unicodeScalars.allSatisfy({ "smix".unicodeScalars.contains($0) }),
            let translated = PatternTranslation.translate(text, flags: flags)
        else { return nil }
        var options = UInt32(PCRE2_UTF) | UInt32(PCRE2_DOLLAR_ENDONLY) | UInt32(PCRE2_NO_UTF_CHECK)
        if flags.contains("i") { options |= UInt32(PCRE2_CASELESS) }
        if flags.contains("m") { options |= UInt32(PCRE2_MULTILINE) }
        guard let context = pcre2_compile_context_create_8(nil) else { return nil }
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        pcre2_set_parens_nest_limit_8(context, 100)
        var error: Int32 = 0
        var place = 0
        let bytes = Array(translated.text.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &error, &place, context) else { return nil }
        self.code = code
        groups = translated.groups
    }

    deinit { pcre2_code_free_8(code) }

    /// Nil when the limits do not suffice.
    func matches(_ input: String) -> Bool? {
        search(Array(input.utf8)) { _ in false }
    }

    /// Nil when the replacement is no replacement, the pattern matches the empty text, or the limits do not suffice.
    func replaced(in input: String, with replacement: String) -> String? {
        guard let template = Replacement(replacement, groups: groups), matches("") == false else { return nil }
        let bytes = Array(input.utf8)
        var result: [UInt8] = []
        var position = 0
        let found = search(bytes) { groups in
            result += bytes[position..<groups[0].lowerBound]
            for part in template.parts {
                switch part {
                case .text(let text): result += text.utf8
                case .group(let group): if group < groups.count { result += bytes[groups[group]] }
                }
            }
            position = groups[0].upperBound
            return result.count <= 1 << 24
        }
        guard found != nil, result.count <= 1 << 24 else { return nil }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }

    /// What stands between the matches. Nil as for `replaced`.
    func split(_ input: String) -> [String]? {
        guard matches("") == false else { return nil }
        let bytes = Array(input.utf8)
        var parts: [String] = []
        var position = 0
        let found = search(bytes) { groups in
            parts.append(String(decoding: bytes[position..<groups[0].lowerBound], as: UTF8.self))
            position = groups[0].upperBound
            return true
        }
        if found == nil { return nil }
        return parts + [String(decoding: bytes[position...], as: UTF8.self)]
    }

    /// Gives each match's groups (empty ranges for those that took no part) until the body says false.
    ///
    /// - Returns: whether there was a match; nil when the limits do not suffice.
    private func search(_ bytes: [UInt8], _ body: ([Range<Int>]) -> Bool) -> Bool? {
        guard let context = pcre2_match_context_create_8(nil) else { return nil }
        defer { pcre2_match_context_free_8(context) }
        pcre2_set_match_limit_8(context, Self.mostSteps)
        pcre2_set_depth_limit_8(context, Self.mostSteps)
        pcre2_set_heap_limit_8(context, Self.mostMemory)
        guard let data = pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
        defer { pcre2_match_data_free_8(data) }
        var start = 0
        var isFound = false
        while start <= bytes.count {
            let count = bytes.withUnsafeBufferPointer {
                pcre2_match_8(code, $0.baseAddress, bytes.count, start, UInt32(PCRE2_NO_UTF_CHECK), data, context)
            }
            if count == PCRE2_ERROR_NOMATCH { return isFound }
            guard count > 0, let ends = pcre2_get_ovector_pointer_8(data) else { return nil }
            isFound = true
            let groups = (0..<Int(count)).map { group in
                let (low, high) = (ends[2 * group], ends[2 * group + 1])
                // A group that took no part has the largest number at both ends, here -1.
                return 0 <= low && low <= high && high <= bytes.count ? low..<high : 0..<0
            }
            guard body(groups) else { return true }
            // A match of nothing is followed by the next character.
            start = groups[0].isEmpty ? groups[0].upperBound + 1 : groups[0].upperBound
            while start < bytes.count, bytes[start] & 0xc0 == 0x80 { start += 1 }
        }
        return isFound
    }
}
