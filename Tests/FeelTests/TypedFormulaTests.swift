import Decimals
import Testing

@testable import Feel

@Suite struct TypedFormulaTests {
    /// Slots: a, b, c are numbers, p and q booleans, d and e dates, s and t texts.
    private static func layout() throws -> FrameLayout {
        FrameLayout(
            names: [
                ("a", .number(.ratio)), ("b", .number(.ratio)), ("c", .number(.ratio)), ("p", .boolean),
                ("q", .boolean), ("d", .date), ("e", .date), ("s", .text(["甲级", "乙级"])), ("t", .text(nil)),
                ("l", .list(.number(.ratio))),
            ],
            constants: [
                "cap": .number(try Decimal128("500000")), "grade": .text("甲级"), "open": .boolean(true),
                "start": .day(0), "age": .months(12), "days": .days(30),
            ])
    }

    private static func frame(_ layout: FrameLayout) throws -> Frame {
        var frame = Frame()
        for (slot, text) in ["2.50", "-3", "7"].enumerated() { frame.set(try Decimal128(text), at: slot) }
        frame.set(true, at: 3)
        frame.set(false, at: 4)
        frame.set(day: try #require(TypedDay.days(year: 2024, month: 2, day: 29)), at: 5)
        frame.set(day: try #require(TypedDay.days(year: 2025, month: 2, day: 28)), at: 6)
        frame.set(layout.code(of: "甲级"), at: 7)
        frame.set(layout.code(of: "不在表中"), at: 8)
        return frame
    }

    private func name(_ name: String) -> Expression { Tree.name(name) }

    @Test func numbers() throws {
        let (a, b, c) = (name("a"), name("b"), name("c"))
        let rows: [(Expression, String)] = [
            (Tree.arithmetic(.add, a, b), "-0.50"), (Tree.arithmetic(.subtract, a, b), "5.50"),
            (Tree.arithmetic(.multiply, a, b), "-7.50"),
            (Tree.arithmetic(.divide, c, a), "2.8"), (Tree.make(.negation(a)), "-2.50"),
            (Tree.call("min", Tree.arithmetic(.multiply, a, try Tree.number("1000000")), name("cap")), "500000"),
            (Tree.call("max", a, b, c), "7"), (Tree.call("sum", a, b, c), "6.50"), (Tree.call("abs", b), "3"),
            (Tree.call("floor", a), "2"), (Tree.call("ceiling", a), "3"),
            (Tree.call("floor", Tree.make(.negation(a))), "-3"), (Tree.call("ceiling", Tree.make(.negation(a))), "-2"),
            (Tree.when(name("p"), a, b), "2.50"), (Tree.when(name("q"), a, b), "-3"),
            (Tree.when(name("q"), try Tree.number("1"), try Tree.number("2")), "2"),
            (Tree.when(name("open"), a, b), "2.50"), (Tree.path(name("d"), "year"), "2024"),
            (Tree.path(name("d"), "month"), "2"), (Tree.path(name("d"), "day"), "29"),
            (Tree.arithmetic(.multiply, try Tree.number("2"), try Tree.number("3")), "6"),
        ]
        for (expression, value) in rows {
            var layout = try Self.layout()
            let formula = try #require(TypedFormula(expression, in: &layout))
            var frame = try Self.frame(layout)
            #expect(frame.holds(formula.used) == true)
            #expect(formula.number(&frame).description == value)
            #expect(frame.failed == false)
        }
    }

    @Test func conditions() throws {
        let (a, b, c, s, t, d, e) = (name("a"), name("b"), name("c"), name("s"), name("t"), name("d"), name("e"))
        let (low, high) = (try Tree.number("2.5"), try Tree.number("7"))
        let year = Tree.call("duration", Tree.text("P1Y"))
        let rows: [(Expression, Bool)] = [
            (Tree.compare(.less, b, a), true), (Tree.compare(.less, a, low), false),
            (Tree.compare(.atMost, a, low), true), (Tree.compare(.greater, c, high), false),
            (Tree.compare(.atLeast, c, high), true), (Tree.compare(.equal, a, low), true),
            (Tree.compare(.unequal, a, low), false), (Tree.compare(.less, low, c), true),
            (Tree.and(name("p"), name("q")), false), (Tree.or(name("q"), name("p")), true),
            (Tree.and(name("open"), name("p")), true), (Tree.call("not", name("q")), true),
            (Tree.compare(.equal, name("p"), Tree.boolean(true)), true),
            (Tree.make(.between(a, low: low, high: high)), true),
            (Tree.member(a, .expression(Tree.range(low, high, includesLow: false))), false),
            (Tree.member(c, .expression(Tree.range(low, high, includesHigh: false))), false),
            (Tree.member(c, .expression(Tree.range(low, nil))), true),
            (Tree.member(c, .expression(Tree.range(nil, high, includesHigh: false))), false),
            (Tree.member(a, .comparison(.less, b), .expression(low)), true),
            (Tree.member(a, .expression(Tree.list(high, low))), true),
            (Tree.member(Tree.arithmetic(.add, a, b), .expression(Tree.list(high, low))), false),
            (Tree.compare(.equal, s, name("grade")), true), (Tree.compare(.equal, s, Tree.text("乙级")), false),
            (Tree.compare(.unequal, t, Tree.text("丙级")), true), (Tree.compare(.equal, s, t), false),
            (Tree.member(s, .expression(Tree.list(Tree.text("乙级"), Tree.text("甲级")))), true),
            (Tree.call("list contains", Tree.list(Tree.text("乙级"), Tree.text("丙级")), s), false),
            (Tree.compare(.equal, Tree.arithmetic(.add, d, year), e), true),
            (Tree.compare(.atMost, Tree.arithmetic(.add, d, name("age")), e), true),
            (Tree.compare(.less, e, Tree.arithmetic(.subtract, e, name("days"))), false),
            (Tree.compare(.greater, d, Tree.temporal("2024-02-28")), true),
            (Tree.compare(.greater, d, Tree.call("date", Tree.text("2024-02-29"))), false),
            (Tree.compare(.greater, name("start"), d), false),
        ]
        var conditions: [TypedFormula] = []
        var layout = try Self.layout()
        for (expression, _) in rows { conditions.append(try #require(TypedFormula(expression, in: &layout))) }
        var frame = try Self.frame(layout)
        for (formula, (expression, value)) in zip(conditions, rows) {
            #expect(formula.boolean(&frame) == value, "\(expression)")
        }
        #expect(frame.failed == false)
        let every = try #require(TypedConditions(conditions))
        #expect(every.firstFalse(&frame) == rows.firstIndex { !$0.1 })
        let holding = zip(conditions, rows).filter { $0.1.1 }.map(\.0)
        #expect(try #require(TypedConditions(holding)).firstFalse(&frame) == holding.count)
    }

    @Test func dates() throws {
        var layout = try Self.layout()
        let sum = Tree.arithmetic(.add, Tree.temporal("P1M"), Tree.temporal("2024-01-31"))
        let formula = try #require(TypedFormula(sum, in: &layout))
        var frame = try Self.frame(layout)
        #expect(formula.day(&frame) == TypedDay.days(year: 2024, month: 2, day: 29))
        #expect(formula.used == 0)
    }

    /// What needs tags, lists or three values, or has no result, is left to the evaluation.
    @Test func whatIsNotTypedIsNotCompiled() throws {
        let a = name("a")
        for expression in [
            name("l"), name("unknown"), Tree.null, Tree.compare(.equal, a, Tree.null), Tree.list(a), name("s"),
            Tree.call("count", name("l")), Tree.call("sum", name("l")), Tree.call("is defined", a),
            Tree.compare(.less, name("s"), name("t")), Tree.compare(.equal, a, name("s")), Tree.text("甲级"),
            Tree.arithmetic(.divide, try Tree.number("1"), try Tree.number("0")), Tree.temporal("P1Y"),
            Tree.when(name("p"), a, name("d")), Tree.arithmetic(.power, a, a), Tree.member(a, .any),
            Tree.member(name("p"), .expression(Tree.boolean(true))),
            Tree.arithmetic(.subtract, name("days"), name("d")), Tree.temporal("2024-02-30"),
        ] {
            var layout = try Self.layout()
            #expect(TypedFormula(expression, in: &layout) == nil, "\(expression)")
        }
    }

    @Test func whatHasNoResultFails() throws {
        var layout = try Self.layout()
        let quotient = Tree.arithmetic(.divide, name("a"), Tree.arithmetic(.subtract, name("b"), name("b")))
        let texts = Tree.compare(.equal, name("s"), name("t"))
        for expression in [Tree.compare(.less, quotient, name("a")), texts] {
            let formula = try #require(TypedFormula(expression, in: &layout))
            var frame = try Self.frame(layout)
            frame.set(layout.code(of: "也不在表中"), at: 7)
            _ = formula.boolean(&frame)
            #expect(frame.failed == true)
            frame.clear()
            #expect(frame.failed == false)
        }
    }

    @Test func saysWhichSlotsItReads() throws {
        var layout = try Self.layout()
        let both = Tree.and(Tree.compare(.less, name("a"), name("cap")), name("q"))
        let formula = try #require(TypedFormula(both, in: &layout))
        #expect(formula.used == 0b10001)
        var frame = try Self.frame(layout)
        #expect(frame.holds(formula.used) == true)
        frame.setNull(at: 4)
        #expect(frame.holds(formula.used) == false)
        #expect(frame.null == 0b10000)
        frame.set(true, at: 4)
        #expect(frame.holds(formula.used) == true)
        frame.clear()
        #expect(frame.holds(formula.used) == false)
        #expect(frame.unknown == .max)
    }

    @Test func onlyTheFirst64NamesHaveSlots() throws {
        let names = (0..<70).map { (name: "f\($0)", type: StaticType.boolean) }
        var layout = FrameLayout(names: names)
        #expect(layout.slot(of: "f63") == 63)
        #expect(layout.slot(of: "f64") == nil)
        #expect(TypedFormula(name("f63"), in: &layout)?.used == 1 << 63)
        #expect(TypedFormula(name("f64"), in: &layout) == nil)
    }
}
