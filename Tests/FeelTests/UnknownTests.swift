import Decimals
import Feel
import Testing

struct UnknownTests {
    /// `u` and `v` are the unknown facts 0 and 1, `n` is null.
    static let slots: KeyValuePairs<String, Value> = ["u": unknown(0), "v": unknown(1), "n": .null]
    static let u = #"{"unknown": [0]}"#
    static let both = #"{"unknown": [0, 1]}"#

    @Test(arguments: [
        ("u + 1", u), ("u + v", both), ("1 - u", u), ("-u", u), ("u + n", "null"), ("n * u", "null"),
        ("u < 5", u), ("n < u", "null"), ("u >= n", "null"), ("u < v", both),
        ("u = 1", u), ("u = n", u), ("u = null", u), ("u != v", both), ("u = u", u),
        ("u between 1 and v", both), ("u between n and 3", "null"), ("3 between 5 and u", "false"),
        ("u in [1..3]", u), ("2 in [1..u]", u), ("0 in [1..u]", "false"), ("1 in (1, u)", "true"), ("1 in (2, u)", u),
        ("2 in [1, u]", u), ("1 in [1, u]", "true"), ("u in n", u), ("u instance of number", u),
    ])
    func operators(_ text: String, _ expected: String) { #expect(feel(text, Self.slots) == expected) }

    @Test(arguments: [
        ("false and u", "false"), ("u and false", "false"), ("true and u", u), ("u and true", u), ("u and v", both),
        ("n and u", "null"), ("u and n", "null"), ("1 and u", "null"),
        ("true or u", "true"), ("u or true", "true"), ("false or u", u), ("u or v", both), ("n or u", u), ("u or n", u),
        ("not(u)", u), ("if u then 1 else 1", u), ("if true then 1 else u", #"{"number": "1"}"#),
        ("if u < v then n else n", both),
    ])
    func logic(_ text: String, _ expected: String) { #expect(feel(text, Self.slots) == expected) }

    @Test(arguments: [
        ("some x in [1, u] satisfies x = 1", "true"), ("some x in [2, u] satisfies x = 1", u),
        ("some x in [u, v] satisfies x = 1", both), ("some x in u satisfies true", u),
        ("every x in [1, u] satisfies x = 2", "false"), ("every x in [2, u] satisfies x = 2", u),
        ("every x in [n, u] satisfies x < 2", "null"), ("some x in [n, u] satisfies x < 2", u),
        ("for x in u return x", u), ("for x in [1, u] return x + 1", #"[{"number": "2"}, {"unknown": [0]}]"#),
        ("for x in 1..u return x", u), ("for x in n..u return x", "null"),
        ("[1, u, 3][item > 0]", u), ("[1, 2][item > u]", u), ("[1, u][1]", #"{"number": "1"}"#), ("[1, 2][u]", u),
        ("u[1]", u), ("u.a", u), ("{a: u}.a", u), ("{a: u, b: a + v}.b", both), ("{a: 1} = {a: u}", u),
        ("{a: 1, b: 2} = {a: u, b: 3}", "false"), ("[1, u] = [2, u]", "false"), ("[1, u] = [1, 2]", u),
    ])
    func listsAndLoops(_ text: String, _ expected: String) { #expect(feel(text, Self.slots) == expected) }

    @Test(arguments: [
        ("sum([1, u])", u), ("sum(1, u, v)", both), ("sum([1, u, n])", "null"), ("min(u, 1)", u), ("max([u, v])", both),
        ("count([u, v])", #"{"number": "2"}"#), ("count(u)", u), ("all([false, u])", "false"), ("all(true, u)", u),
        ("any([true, u])", "true"), ("any([false, u])", u), ("any([n, u])", u), ("all([n, u])", "null"),
        ("list contains([1, u], 1)", "true"), ("list contains([2, u], 1)", u), ("index of([1, u], 1)", u),
        ("distinct values([1, u])", u), ("sort([1, u], function(x, y) x < y)", u), ("reverse(u)", u),
        ("append([1], u)", #"[{"number": "1"}, {"unknown": [0]}]"#), ("floor(u)", u), ("floor(u, n)", u),
        ("modulo(u, n)", "null"), ("modulo(u, v)", both), ("abs(u)", u), ("is(u, 1)", u), ("string(u)", u),
        ("string([1, u])", u), ("string join([\"a\", u])", u), ("date(u, 1, 1)", u), ("before(u, [1..2])", u),
        ("before(1, [u..v])", both), ("get value({a: u}, \"a\")", u), ("context put({}, \"a\", u).a", u), ("u(1)", u),
        ("(function(a) a + 1)(u)", u), ("(function(a: number) 1)(u)", #"{"number": "1"}"#),
    ])
    func functions(_ text: String, _ expected: String) { #expect(feel(text, Self.slots) == expected) }

    @Test func slotsAreBits() {
        #expect(Unknowns(slot: 63)?.slots == [63])
        #expect(Unknowns(slot: 64) == nil)
        #expect(Unknowns(slot: -1) == nil)
    }
}
