import CSimdJSON
import Glibc

/// Hands the tokens of a document to the fields of a message, and collects what is wrong.
public struct MessageReader {
    enum Problem {
        case expected(String, token: Int)
        case missing(field: String, object: Int)
        case twice(key: Int)
    }

    let tokens: UnsafePointer<duixian_json_token>
    private(set) var problems: [Problem] = []

    init(tokens: UnsafePointer<duixian_json_token>) { self.tokens = tokens }

    @inline(never)
    mutating func note(_ problem: Problem) {
        if problems.count < MessageError.mostProblems { problems.append(problem) }
    }

    mutating func expected(_ what: String, at token: Int) { note(.expected(what, token: token)) }

    func kind(_ token: Int) -> Int { Int(tokens[token].kind) }

    /// The token's own bytes: of text without its quotes and escapes.
    func bytes(_ token: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: tokens[token].text, count: Int(tokens[token].length))
    }

    /// The text of a token, which the parser has found to be UTF-8.
    @inline(__always)
    func text(_ token: Int) -> String {
        let bytes = UnsafeBufferPointer(start: tokens[token].text, count: Int(tokens[token].length))
        if bytes.count <= 15 { return SmallText.string(UnsafeRawBufferPointer(bytes)) }
        return String(copying: UTF8Span(unchecked: bytes.span))
    }

    /// The token behind a value and all that it holds.
    func next(_ token: Int) -> Int { Int(tokens[token].next) }

    /// The number of values directly in an array; of an object its names count too.
    func count(of container: Int) -> Int {
        var child = container + 1
        var count = 0
        while child < next(container) {
            child = next(child)
            count += 1
        }
        return count
    }

    /// Whether an object may have a name twice: exact for few names, which are compared one by one without allocating.
    func mayHaveRepeatedKeys(of object: Int) -> Bool {
        var key = object + 1
        var count = 0
        while key < next(object) {
            count += 1
            // Many names: let the set find out.
            if count > 16 { return true }
            var earlier = object + 1
            while earlier < key {
                if isSame(earlier, key) { return true }
                earlier = next(earlier + 1)
            }
            key = next(key + 1)
        }
        return false
    }

    private func isSame(_ first: Int, _ second: Int) -> Bool {
        tokens[first].length == tokens[second].length
            && memcmp(tokens[first].text, tokens[second].text, Int(tokens[first].length)) == 0
    }

    /// Notes which names of an object stand there twice. The bytes decide, not Unicode's equivalence.
    mutating func noteRepeatedKeys(of object: Int) {
        var seen: Set<[UInt8]> = []
        var key = object + 1
        while key < next(object) {
            if !seen.insert([UInt8](bytes(key))).inserted { note(.twice(key: key)) }
            key = next(key + 1)
        }
    }

    /// Reads the object at `token` into the struct at `base`.
    mutating func readObject(_ layout: FieldLayout, at token: Int, into base: UnsafeMutableRawPointer) {
        guard kind(token) == duixian_json_object else { return expected("an object", at: token) }
        let end = next(token)
        var key = token + 1
        var hint = 0
        var seen: UInt64 = 0
        var unknown = 0
        while key < end {
            let value = key + 1
            let name = tokens[key]
            if let index = layout.index(of: name.text, Int(name.length), hint: hint) {
                let bit: UInt64 = 1 << UInt64(index)
                if seen & bit == 0 {
                    seen |= bit
                    let record = layout.records + index
                    record.pointee.read(&self, value, base + record.pointee.offset, record.pointee.format)
                } else {
                    note(.twice(key: key))
                }
                hint = index + 1
            } else {
                unknown += 1
            }
            key = next(value)
        }
        if unknown > 1, mayHaveRepeatedKeys(of: token) { noteRepeatedUnknownKeys(layout, of: token) }
        let missing = layout.required & ~seen
        if missing != 0 { noteMissing(missing, layout, of: token) }
    }

    @inline(never)
    private mutating func noteMissing(_ missing: UInt64, _ layout: FieldLayout, of object: Int) {
        for index in 0..<layout.count where missing >> UInt64(index) & 1 == 1 {
            note(.missing(field: layout.name(index), object: object))
        }
    }

    /// Fields that we do not know are passed over, but not when there are two of a name: which one would count?
    @inline(never)
    private mutating func noteRepeatedUnknownKeys(_ layout: FieldLayout, of object: Int) {
        var seen: Set<[UInt8]> = []
        var key = object + 1
        while key < next(object) {
            let name = tokens[key]
            if layout.index(of: name.text, Int(name.length), hint: 0) == nil,
                !seen.insert([UInt8](bytes(key))).inserted
            {
                note(.twice(key: key))
            }
            key = next(key + 1)
        }
    }
}

// Where things are is worked out only for an error.
extension MessageReader {
    func described(_ problem: Problem) -> MessageError.Problem {
        switch problem {
        case .expected(let what, let token):
            MessageError.Problem(path: path(to: token), expected: what, found: found(token))
        case .missing(let field, let object):
            MessageError.Problem(path: joined(path(to: object), field), expected: "a value", found: "nothing")
        case .twice(let key):
            MessageError.Problem(path: path(to: key + 1), expected: "the field once", found: "it twice")
        }
    }

    private func found(_ token: Int) -> String {
        switch kind(token) {
        case duixian_json_object: "an object"
        case duixian_json_array: "an array"
        case duixian_json_string: "other text"
        case duixian_json_number: "another number"
        case duixian_json_true, duixian_json_false: "a boolean"
        default: "null"
        }
    }

    private func joined(_ path: String, _ name: String) -> String { path.isEmpty ? name : path + "." + name }

    private func path(to target: Int) -> String {
        var path = ""
        var token = 0
        while token != target {
            let isObject = kind(token) == duixian_json_object
            var child = token + (isObject ? 2 : 1)
            var index = 0
            while next(child) <= target {
                child = next(child) + (isObject ? 1 : 0)
                index += 1
            }
            path = isObject ? joined(path, String(decoding: bytes(child - 1), as: UTF8.self)) : path + "[\(index)]"
            token = child
        }
        return path
    }
}
