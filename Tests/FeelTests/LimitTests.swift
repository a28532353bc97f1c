import Feel
import Foundation
import Testing

/// Whatever the text, a parse and a run end, on a small stack, with an error or a value.
struct LimitTests {
    /// Runs on a thread with a stack of 512 KiB, as threads of some systems have.
    static func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: body()) }
            thread.stackSize = 512 * 1024
            thread.start()
        }
    }

    static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test(arguments: [
        repeated("(", 10_000) + "1" + repeated(")", 10_000), repeated("[", 10_000) + repeated("]", 10_000),
        repeated("-", 10_000) + "1", repeated("not(", 10_000), repeated("{a:", 10_000), repeated("if ", 10_000),
        repeated("1+", 10_000) + "1", repeated("1 in (", 10_000), "[1]" + repeated("[1]", 10_000),
        "a" + repeated(".a", 10_000), repeated("function() ", 5_000) + "1", repeated("for x in ", 5_000),
        "1 instance of " + repeated("list<", 10_000), repeated("]1..", 10_000),
        "f" + repeated("()", 10_000), repeated("1**", 10_000) + "1", repeated("1 or ", 10_000) + "1",
    ])
    func refusesWhatIsTooDeep(_ text: String) async {
        let error = await Self.onSmallStack { () -> String? in
            do throws(FeelError) {
                _ = try Expression.parse(text)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(error?.contains("deep") == true, "\(error ?? "no error")")
    }

    @Test func refusesWhatIsTooLong() {
        #expect(throws: FeelError.self) { try Expression.parse(Self.repeated(Self.repeated(" ", 1000), 100_000)) }
    }

    @Test(arguments: [
        repeated("(", 46) + "1" + repeated(")", 46), repeated("-", 46) + "1", repeated("1+", 46) + "1",
        repeated("[", 46) + repeated("]", 46), repeated("if true then ", 46) + "1" + repeated(" else 2", 46),
        repeated("abs(", 46) + "1" + repeated(")", 46), repeated("for x in [1] return ", 46) + "1",
        repeated("some x in [1] satisfies ", 46) + "true", "[1]" + repeated("[true]", 45),
        repeated("sort(", 15) + "[2, 1], function(a, b) a < b)" + repeated(", function(a, b) a < b)", 14),
    ])
    func runsWhatIsAlmostTooDeep(_ text: String) async {
        let given = await Self.onSmallStack { feel(text) }
        #expect(given != "null" && !given.hasPrefix("line"), "\(given)")
    }

    @Test(arguments: [
        // Loops that are too long, together or alone.
        "for i in 1..1000000000000 return i", "for i in 1..1e6000 return i", "every i in 1..1e12 satisfies i > 0",
        "for i in 1..10000, j in 1..10000, k in 1..10000 return 1", "[1..1000000000000][item > 1] + 1",
        "sum(for i in @\"0001-01-01\"..@\"999999999-01-01\" return 1)", "count(for i in [1..1e12] return i)",
        // Values that double.
        "for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
        "for i in 1..100 return if i = 1 then \"ab\" else partial[-1] + partial[-1]",
        "for i in 1..60 return [partial[-1], partial[-1]]", "for i in 1..1000000 return [partial[-1]]",
        "for i in 1..1000000 return {a: partial[-1]}", "for i in 1..1000000 return function() partial[-1]",
        "for i in 1..1000000 return partial",
        // A function that calls itself for ever.
        "{f: function(g, n) g(g, n + 1), x: f(f, 0)}.x",
        "{f: function(g, n) if n < 0 then 1 else 1 + g(g, abs(n) + 1), x: f(f, 0)}.x",
        "{f: function(g, x) count(sort([1, 2], function(a, b) g(g, a) < 1)), x: f(f, 0)}.x",
        // Comparing the same large list again and again.
        "{big: for i in 1..100000 return i, x: for i in 1..100000 return big = big}.x",
        "{big: for i in 1..100000 return i, x: for i in 1..100000 return list contains(big, 0)}.x",
        // Numbers without end.
        "10 ** 6145", "1e6144 * 10", "-1e6144 * 10", "1 / 0", "0 / 0", "number(\"NaN\")", "number(\"Infinity\")",
        "sqrt(-1)", "log(0)", "exp(1e6)", "(-8) ** 0.5", "@\"P1Y\" * 1e40", "@\"P1D\" * 1e40",
        "@\"P999999999Y\" * 1e17",
        "@\"2024-01-01\" + @\"P999999999999D\"", "@\"2024-01-01T00:00:00Z\" + @\"P9999999999Y\"",
        "@\"-999999999-01-01\" - @\"P1D\"", "date(1e40, 1, 1)", "time(1e40, 1, 1)", "time(1, 1, 1e40)", "[1, 2][1e40]",
        "substring(\"abc\", 1e40)", "floor(1.5, 1e40)", "[1][-1e40]", "for i in 1..3 return 1 + @\"P1D\" + i",
        // Patterns that go astray.
        "matches(\"\(repeated("a", 40))b\", \"(a+)+$\")", "matches(\"a\", \"\(repeated("(", 2_000))\")",
        "matches(\"a\", \"(?<=a)\")", "matches(\"a\", \"a{2,1}\")", "matches(\"a\", \"[\")", "split(\"a\", \"\")",
    ])
    func endsWithNull(_ text: String) async {
        let given = await Self.onSmallStack { feel(text) }
        #expect(given == "null" || given == "[null, null, null]", "\(given.prefix(200))")
    }

    @Test(arguments: [
        ("10000000000000000000000000000000000000000", "1.000000000000000000000000000000000E+40"),
        ("10 ** 40", "1.000000000000000000000000000000000E+40"), ("10 ** 33", "1" + repeated("0", 33)),
        ("1e6144", "1.000000000000000000000000000000000E+6144"), ("2 ** 100", "1267650600228229401496703205376"),
        ("1e-6176 * 0.1", "0E-6176"), ("0.1 + 0.2", "0.3"), ("1/3", "0.3333333333333333333333333333333333"),
        ("1234567890123456789012345678901234567890", "1.234567890123456789012345678901235E+39"),
        ("floor(1e40)", "1E+40"), ("modulo(1e40, 7)", "4"), ("1e40 / 1e40", "1"),
    ])
    func keepsLargeNumbers(_ text: String, _ expected: String) {
        let given = feel(text)
        #expect(given.hasPrefix("{\"number\": \""), "\(text) is \(given)")
        #expect(given == "{\"number\": \"\(expected)\"}", "\(text) is \(given)")
    }

    @Test func recursesWhileItMay() async {
        let text = "{f: function(g, n) if n = 0 then 0 else 1 + g(g, n - 1), x: f(f, 30)}.x"
        #expect(await Self.onSmallStack { feel(text) } == #"{"number": "30"}"#)
    }
}
