import Feel
import Testing

struct ParseErrorTests {
    @Test(arguments: [
        ("", 1, 1, "an expression is expected"), ("1 +", 1, 4, "an expression is expected"),
        ("1 + \n  * 2", 2, 3, "stands '*'"), ("(1 + 2", 1, 7, "')' is expected"), ("[1, 2", 1, 6, "']' is expected"),
        ("1 2", 1, 3, "an operator or the end"), ("if a then b", 1, 12, "'else' is expected"),
        ("for x in [1] x", 1, 14, "'return' is expected"), ("some x in [1] return x", 1, 15, "'satisfies'"),
        ("for 1 in [1] return 1", 1, 5, "the name of a variable"), ("x between 1 or 2", 1, 13, "'and' is expected"),
        ("{a: 1, a: 2}", 1, 8, "two entries 'a'"), ("{a 1}", 1, 5, "':'"), ("f(a: 1, a: 2)", 1, 9, "given twice"),
        ("function(a, a) a", 1, 13, "two parameters 'a'"), ("function() external {}", 1, 12, "another language"),
        ("\"abc", 1, 1, "no end"), ("1 /* abc", 1, 3, "no end"), ("1 # 2", 1, 3, "'#' has no meaning"),
        ("@2024", 1, 1, "Behind @"), ("\"\\u12\"", 1, 2, "4 hexadecimal digits"), ("\"\\ud83d\"", 1, 2, "character"),
        ("x instance of", 1, 14, "the name of a type"), ("x instance of list<", 1, 20, "the name of a type"),
        ("[1..2", 1, 6, "']' or ')'"), ("1e7000", 1, 1, "too large"), ("金额 +", 1, 5, "an expression is expected"),
        ("a.1", 1, 2, "an operator or the end"), ("a.+", 1, 3, "the name of a field"), ("in 1", 1, 1, "'in'"),
    ])
    func saysWhereAndWhat(_ text: String, _ line: Int, _ column: Int, _ part: String) {
        do {
            let expression = try Expression.parse(text)
            Issue.record("\(text) became \(expression.node)")
        } catch {
            #expect(error.place == Expression.Place(line: line, column: column), "\(text): \(error)")
            #expect(error.message.contains(part), "\(text): \(error)")
        }
    }

    @Test(arguments: [
        ("1 + amuont", 5, "There is no 'amuont' here. Is 'amount' meant?"), ("no + 1", 1, "There is no 'no' here."),
        ("1 + abs(1, 2)", 5, "2 arguments"), ("abs(m: 1)", 1, "no parameters (m)"), ("cout([1])", 1, "'count' meant"),
        ("@\"2024-13-01\"", 1, "no date"), ("1 + now()", 5, "no clock"), ("today", 1, "no clock"),
        ("1 instance of numbr", 1, "no type 'numbr'"), ("(function(a: foo) a)(1)", 19, "no type 'foo'"),
        ("{a: b, b: 1}", 5, "no 'b'"), ("item > 1", 1, "no 'item'"), ("partial", 1, "no 'partial'"),
    ])
    func saysWhatCannotRun(_ text: String, _ column: Int, _ part: String) throws {
        let expression = try Expression.parse(text)
        do {
            _ = try Formula(expression, slots: ["amount"])
            Issue.record("\(text) was accepted")
        } catch {
            #expect(error.place == Expression.Place(line: 1, column: column), "\(text): \(error)")
            #expect(error.message.contains(part), "\(text): \(error)")
        }
    }

    @Test func knowsNamesWithSpaces() {
        #expect(feel("active anchors > 10", ["active anchors": .boolean(true)]) == "null")
        #expect(feel("non-tax revenue + 1", ["non-tax revenue": .string("x")]) == "null")
        #expect(feel("{first part: 2, b: first part * 2}.b") == #"{"number": "4"}"#)
        #expect(feel("{terms and conditions: 2}.terms and conditions") == #"{"number": "2"}"#)
        #expect(feel("for big one in [1, 2] return big one + 1") == #"[{"number": "2"}, {"number": "3"}]"#)
        #expect(feel("(function(first number: number) first number)(first number: 3)") == #"{"number": "3"}"#)
        #expect(feel("a b", ["a": .null]) == "line 1, column 1: There is no 'a b' here.")
    }
}
