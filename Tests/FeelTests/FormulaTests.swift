import Decimals
import Feel
import Testing

struct FormulaTests {
    @Test func readsSlotsInTheirOrder() throws {
        let formula = try Formula(Expression.parse("rate * sales"), slots: ["sales", "rate"])
        let value = formula.value([.number(Decimal128(200)), .number(try Decimal128("0.01"))])
        #expect(value.notation == #"{"number": "2.00"}"#)
        #expect(formula.value([.number(Decimal128(200))]).isNull)
        #expect(formula.value().isNull)
    }

    @Test func readsTemporalTexts() {
        #expect(Value(temporal: "2024-02-29")?.notation == #"{"date": "2024-02-29"}"#)
        #expect(Value(temporal: "P14M")?.notation == #"{"duration": "P1Y2M"}"#)
        #expect(Value(temporal: "2023-02-29")?.notation == nil)
        #expect(Value(temporal: "")?.notation == nil)
    }

    @Test func hasTheClockItWasGiven() throws {
        let now = try #require(Moment(secondsSince1970: 1_700_000_000, offset: 28_800))
        #expect(now.description == "2023-11-15T06:13:20+08:00")
        #expect(try Formula(Expression.parse("today()"), now: now).value().text == "2023-11-15")
        #expect(try Formula(Expression.parse("now()"), now: now).value().text == "2023-11-15T06:13:20+08:00")
    }

    @Test func slotsHideFunctionsButNotVariables() {
        #expect(feel("date.x", ["date": .context(Context([("x", .boolean(true))]))]) == "true")
        #expect(feel("for x in [1] return x", ["x": .null]) == #"[{"number": "1"}]"#)
        #expect(feel("[{x: 1}][x = 1]", ["x": .null]) == #"[{"context": {"x": {"number": "1"}}}]"#)
        #expect(feel("[{y: 1}][x]", ["x": .boolean(true)]) == #"[{"context": {"y": {"number": "1"}}}]"#)
    }

    @Test(arguments: [
        ("(function(a, b) a - b)(b: 1, a: 3)", #"{"number": "2"}"#), ("(function(a) a)(1, 2)", "null"),
        ("(function(a) a)(b: 1)", "null"), ("(function(a: number) a)(\"x\")", "null"),
        ("(function(a: number) a)([5])", #"{"number": "5"}"#),
        ("{k: 2, f: function(x) x * k}.f(3)", #"{"number": "6"}"#),
        ("for i in 1..3 return (function(x) x + i)(1)", #"[{"number": "2"}, {"number": "3"}, {"number": "4"}]"#),
        ("(for i in 1..3 return function(x) x + i)[1](10)", #"{"number": "11"}"#),
        ("{f: abs}.f(-1)", #"{"number": "1"}"#), ("{f: abs}.f(-1, 2)", "null"),
        ("5 in (? > 3)", "true"), ("5 in (? > 3 and ? < 5)", "false"), ("5 in (1, ? * 2 = 10)", "true"),
        ("[1, 2, 3][item in (? > 1)]", #"[{"number": "2"}, {"number": "3"}]"#),
        ("{a: [1..5]}.a.end", #"{"number": "5"}"#),
        ("[[1, 2], [3]][count(item) = 1]", #"[[{"number": "3"}]]"#), ("1 < 2 and 2 < 3", "true"),
        ("[1..10[.end included", "false"),
        ("// comment\n 1 /* in */ + 1", #"{"number": "2"}"#), ("\"\\U01F40E\\t\\\"\"", #"{"string": "🐎\t\""}"#),
        ("[ {a: {b: 1}}, {a: {b: 2}} ].a.b", #"[{"number": "1"}, {"number": "2"}]"#),
        ("2 - 1 - 1", #"{"number": "0"}"#),
        ("for i in (1..4) return i", #"[{"number": "2"}, {"number": "3"}]"#), ("-2 ** 2", #"{"number": "4"}"#),
        ("if null then 1 else 2", #"{"number": "2"}"#), ("every x in [] satisfies false", "true"), ("[][1]", "null"),
    ])
    func computes(_ text: String, _ expected: String) { #expect(feel(text) == expected) }
}
