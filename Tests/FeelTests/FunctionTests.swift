import Feel
import Testing

/// Edges of the language's functions; the value as `string` gives it.
struct FunctionTests {
    @Test(arguments: [
        ("decimal(2.5, 0)", "2"), ("decimal(3.5, 0)", "4"), ("decimal(-2.5, 0)", "-2"), ("decimal(1299, -2)", "1300"),
        ("round half up(-2.5, 0)", "-3"), ("round half down(-2.5, 0)", "-2"), ("round up(0.0001, 2)", "0.01"),
        ("round down(-0.999, 2)", "-0.99"), ("floor(-0.1)", "-1"), ("ceiling(-0.1)", "0"), ("ceiling(0.1)", "1"),
        ("round up(5, -6111)", "1.000000000000000000000000000000000E+6111"), ("modulo(-7, 2.5)", "0.5"),
        ("sqrt(2)", "1.414213562373095048801688724209698"), ("2 ** 0.5", "1.414213562373095048801688724209698"),
        ("exp(0)", "1"), ("median(1, 2, 3, 4)", "2.5"), ("string(mode([1, 2, 2, 1.0]))", "[1, 2]"),
        ("min(\"b\", \"a\")", "a"),
        ("sum(0.1, 0.2)", "0.3"), ("product(2, 0.5)", "1.0"), ("mean([1, 2])", "1.5"), ("abs(-0.0)", "0.0"),
    ])
    func numbers(_ text: String, _ expected: String) { check(text, expected) }

    @Test(arguments: [
        ("substring(\"foobar\", -2, 1)", "a"), ("substring(\"🐎ab\", 2)", "ab"), ("upper case(\"ß\")", "SS"),
        ("string length(\"e\u{301}\")", "2"), ("substring before(\"foobar\", \"\")", ""),
        ("replace(\"abc\", \"(b)\", \"[$1$1]\")", "a[bb]c"),
        ("replace(\"abc\", \"b\", \"\\$\\\\\\\\\")", "a$\\c"), ("replace(\"aaa\", \"a\", \"$10\")", "000"),
        (#"replace("acd", "(ab)|(a)", "[$1|$2]")"#, "[|a]cd"),
        ("string(split(\"a;b;c;;\", \";\"))", #"["a", "b", "c", "", ""]"#),
        ("string([1, \"a\", {b: null}])", #"[1, "a", {b: null}]"#),
        ("string(@\"P1DT0.5S\")", "P1DT0.5S"), ("string(-@\"PT90M\")", "-PT1H30M"), ("string([1..3))", "[1..3)"),
        ("string((>= 1))", "(>= 1)"),
        ("string({\"a b\": 1, \"-\": 2})", #"{a b: 1, "-": 2}"#), ("string join([\"a\", null, \"b\"], \", \")", "a, b"),
        ("number(\"1 000,5\", \" \", \",\")", "1000.5"), ("number(\"-1.5\")", "-1.5"), ("string(1.50)", "1.50"),
    ])
    func strings(_ text: String, _ expected: String) { check(text, expected) }

    @Test(arguments: [
        ("matches(\"i\", \"[a-z-[aeiou]]\")", "false"), ("matches(\"b\", \"[a-z-[aeiou]]\")", "true"),
        ("matches(\"a\\nb\", \"a.b\")", "false"), ("matches(\"a\\nb\", \"a.b\", \"s\")", "true"),
        ("matches(\"a\\nb\", \"^b$\")", "false"), ("matches(\"a\\nb\", \"^b$\", \"m\")", "true"),
        ("matches(\"a\\n\", \"a$\")", "false"),
        ("matches(\"测\", \"\\p{IsCJKUnifiedIdeographs}\")", "true"), ("matches(\"测\", \"\\P{IsBasicLatin}\")", "true"),
        ("matches(\"é\", \"^\\w$\")", "true"), ("matches(\"aa\", \"(a)\\1\")", "true"),
        ("matches(\"a-\", \"^[a-]+$\")", "true"),
        ("matches(\"abc\", \"A\", \"i\")", "true"), ("matches(\"٣\", \"^\\d$\")", "true"),
        ("matches(\"_:\", \"^\\i\\c$\")", "true"),
    ])
    func patterns(_ text: String, _ expected: String) { check("string(\(text))", expected) }

    @Test(arguments: [
        ("date(\"2024-02-29\") + @\"P1Y\"", "2025-02-28"), ("@\"2024-01-31\" + @\"P1M\"", "2024-02-29"),
        ("@\"2024-03-01\" - @\"2024-02-01\"", "P29D"), ("@\"2024-03-31\" - @\"P1M\"", "2024-02-29"),
        ("string(@\"2016-03-01T10:00:00@Europe/Paris\")", "2016-03-01T10:00:00@Europe/Paris"),
        ("@\"2016-03-27T01:30:00@Europe/Paris\" + @\"PT1H\"", "2016-03-27T03:30:00@Europe/Paris"),
        ("@\"2016-07-01T12:00:00@Europe/Paris\" - @\"2016-07-01T10:00:00Z\"", "PT0S"),
        ("@\"2500-07-01T12:00:00@Europe/Paris\" - @\"2500-07-01T10:00:00Z\"", "PT0S"),
        ("@\"2500-01-01T12:00:00@Europe/Paris\" - @\"2500-01-01T11:00:00Z\"", "PT0S"),
        ("@\"2024-01-01T08:00:00@Asia/Shanghai\" - @\"2024-01-01T00:00:00Z\"", "PT0S"),
        ("day of week(@\"2024-02-29\")", "Thursday"), ("week of year(@\"2027-01-01\")", "53"),
        ("@\"0001-01-01\" - @\"P1D\"", "0000-12-31"),
        ("years and months duration(@\"2024-02-29\", @\"2025-02-28\")", "P11M"), ("@\"P1Y\" / @\"P1M\"", "12"),
        ("@\"23:30:00\" + @\"PT1H\"", "00:30:00"), ("time(10, 30, 1.5)", "10:30:01.5"), ("@\"PT1H\" * 1.5", "PT1H30M"),
        ("date and time(@\"2024-01-01\", @\"10:00:00\")", "2024-01-01T10:00:00"),
        ("@\"2024-01-01T24:00:00\"", "2024-01-02T00:00:00"),
        ("@\"2024-01-02T00:00:00+08:00\".time offset", "PT8H"), ("string(@\"-P1DT2H\".hours)", "-2"),
    ])
    func temporals(_ text: String, _ expected: String) { check(text, expected) }

    @Test(arguments: [
        ("before(1, [1..2])", "false"), ("before(1, (1..2])", "true"), ("after([1..2], 2)", "false"),
        ("meets([1..2], [2..3])", "true"),
        ("meets([1..2], (2..3])", "false"), ("met by([2..3], [1..2])", "true"), ("overlaps([1..5], [5..8])", "true"),
        ("overlaps([1..5), [5..8])", "false"), ("overlaps before([1..5], [3..8])", "true"),
        ("overlaps after([3..8], [1..5])", "true"),
        ("finishes(5, [1..5])", "true"), ("finishes([3..5], [1..5])", "true"), ("finished by([1..5], 5)", "true"),
        ("includes([1..5], 5)", "true"),
        ("includes([1..5), 5)", "false"), ("during([2..3], [1..5])", "true"), ("starts(1, [1..5])", "true"),
        ("starts([1..3], [1..5])", "true"),
        ("started by([1..5], [1..5))", "true"), ("coincides([1..5], [1..5))", "false"), ("coincides(1, 1)", "true"),
        ("before((< 5), 7)", "true"),
        ("after((> 5), 3)", "true"), ("includes((>= 5), 5)", "true"), ("during([1..2], (< 5))", "true"),
        ("overlaps((< 5), (>= 5))", "false"),
    ])
    func ranges(_ text: String, _ expected: String) { check("string(\(text))", expected) }

    @Test(arguments: [
        ("sublist([1, 2, 3], -2, 1)", "[2]"), ("insert before([1, 2], -1, 9)", "[1, 9, 2]"),
        ("remove([1, 2], 1)", "[2]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"), ("flatten([[1, [2]], 3])", "[1, 2, 3]"), ("sort([2, 1])", "[1, 2]"),
        ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"), ("index of([1, 2, 1], 1)", "[1, 3]"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("distinct values([1, 1.0, \"1\", null, null])", #"[1, "1", null]"#), ("reverse([1, 2])", "[2, 1]"),
        ("concatenate([1], 2)", "[1, 2]"),
        ("context merge([{a: 1, b: 2}, {a: 3}])", "{a: 3, b: 2}"),
        ("context put({a: {b: 1}}, [\"a\", \"b\"], 2)", "{a: {b: 2}}"),
        ("list replace([1, 2], function(x, y) x < y, 2)", "[2, 2]"),
    ])
    func lists(_ text: String, _ expected: String) { check("string(\(text))", expected) }

    @Test(arguments: [
        "substring(\"abc\", 0)", "substring(\"abc\", 4)", "replace(\"abc\", \"b\", \"$\")",
        "replace(\"abc\", \"b\", \"\\a\")",
        "replace(\"abc\", \"x*\", \"-\")", "matches(\"a\", \"a++\")", "matches(\"a\", \"(?i)a\")",
        "matches(\"a\", \"\\p{IsNothing}\")",
        "sublist([1, 2], 3)", "sublist([1, 2], 1, 3)", "remove([1], 2)", "insert before([1], 2, 1)", "min([])",
        "max(1, \"a\")",
        "mean([])", "stddev([1])", "sum([])", "sort([1, \"a\"])", "date(\"2023-02-29\")", "time(\"25:00:00\")",
        "duration(\"P1Y1D\")",
        "duration(\"P1H\")", "duration(\"PT\")", "@\"10:00:00\" - @\"10:00:00Z\"",
        "@\"2024-01-01T10:00:00\" < @\"2024-01-01T10:00:00Z\"",
        "@\"2024-01-01T10:00:00@No/Where\" = 1", "includes(1, 1)", "before(1, \"a\")", "range(\"[2..1]\")",
        "range(\"[a..b]\")",
        "date and time(\"2024-01-01T10:00:00@../../etc/passwd\")", "odd(1.5)",
        "context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])",
        "date(2024, 1, 1.5)", "string(null)", "number(\"1,5\", \",\", \",\")", "number(\"abc\")", "upper case(1)",
        "get value(1, \"a\")",
    ])
    func giveNull(_ text: String) {
        let given = feel(text)
        #expect(given == "null" || given.contains("is no date"), "\(text) is \(given)")
    }

    private func check(_ text: String, _ expected: String) {
        do {
            let value = try Formula(Expression.parse(text)).value()
            #expect(value.text == expected, "\(text) is \(value.notation)")
        } catch {
            Issue.record("\(text): \(error)")
        }
    }
}
