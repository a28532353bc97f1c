import Feel
import Testing

@Suite struct StaticCheckTests {
    private static func unit(_ text: String) throws -> StaticType { .number(try Unit(text)) }

    private static func names() throws -> [String: StaticType] {
        let event = StaticType.record([
            .init(name: "held_on", type: .date), .init(name: "fees", type: try unit("usd")),
        ])
        return [
            "sales": try unit("yuan"), "cost": try unit("yuan"), "exports": try unit("usd"), "area": try unit("m2"),
            "anchors": try unit("persons"), "parcels": try unit("parcels"), "subsidy": try unit("yuan per parcel"),
            "rate": try unit("ratio"), "fx": try unit("yuan per usd"), "opened_on": .date, "applied_on": .date,
            "level": .text(["区域级", "企业级"]), "remark": .text(nil), "listed": .boolean, "events": .list(event),
            "amounts": .list(try unit("yuan")), "whatever": .any, "period": .monthsDuration,
        ]
    }

    private func check(_ expression: Expression) throws -> StaticCheck {
        StaticCheck(expression, names: try Self.names())
    }

    private typealias Row = (Expression, String)

    /// `function(a, b) right < left`
    private static func order(_ left: Expression, _ right: Expression) -> Expression {
        let parameters = ["a", "b"].map { Expression.Parameter(name: $0, type: nil) }
        return Tree.make(.function(parameters, Tree.compare(.less, right, left)))
    }

    private func sales() -> Expression { Tree.name("sales") }

    @Test func unitsCombine() throws {
        let (sales, exports, parcels) = (sales(), Tree.name("exports"), Tree.name("parcels"))
        let (zero, one, two) = (try Tree.number("0"), try Tree.number("1"), try Tree.number("2"))
        let rows: [Row] = [
            (Tree.arithmetic(.add, sales, Tree.name("cost")), "yuan"),
            (Tree.arithmetic(.multiply, Tree.name("rate"), sales), "yuan"),
            (Tree.arithmetic(.multiply, Tree.name("subsidy"), parcels), "yuan"),
            (Tree.arithmetic(.multiply, exports, Tree.name("fx")), "yuan"),
            (Tree.arithmetic(.divide, sales, exports), "yuan per usd"),
            (Tree.arithmetic(.divide, sales, Tree.name("cost")), "a ratio"),
            (Tree.arithmetic(.subtract, one, Tree.name("rate")), "a ratio"),
            (Tree.arithmetic(.power, sales, two), "yuan^2"),
            (Tree.arithmetic(.power, Tree.name("rate"), Tree.name("rate")), "a ratio"),
            (Tree.call("max", zero, Tree.arithmetic(.subtract, sales, Tree.name("cost"))), "yuan"),
            (Tree.when(Tree.name("listed"), zero, sales), "yuan"),
            (Tree.call("sum", Tree.name("amounts")), "yuan"),
            (Tree.call("floor", Tree.arithmetic(.divide, sales, exports)), "yuan per usd"),
            (Tree.call("sqrt", Tree.name("rate")), "a ratio"),
            (Tree.call("count", Tree.name("events")), "count"),
            (Tree.make(.negation(sales)), "yuan"),
            (Tree.path(Tree.name("opened_on"), "year"), "year"),
            (Tree.arithmetic(.multiply, sales, Tree.name("whatever")), "anything"),
        ]
        for (expression, type) in rows {
            let check = try check(expression)
            #expect(check.errors.isEmpty)
            #expect(check.type.description == type)
        }
    }

    @Test func datesListsAndRecordsHaveTypes() throws {
        let (opened, applied, events) = (Tree.name("opened_on"), Tree.name("applied_on"), Tree.name("events"))
        let fees = Tree.path(events, "fees")
        let recent = Tree.filter(events, Tree.compare(.atLeast, Tree.name("held_on"), opened))
        let rows: [Row] = [
            (Tree.arithmetic(.add, opened, Tree.call("duration", Tree.text("P1Y"))), "a date"),
            (Tree.arithmetic(.subtract, opened, Tree.temporal("P30D")), "a date"),
            (Tree.arithmetic(.add, opened, Tree.name("period")), "a date"),
            (Tree.arithmetic(.subtract, applied, opened), "a duration in days"),
            (Tree.call("years and months duration", opened, applied), "a duration in months"),
            (Tree.call("date", try Tree.number("2024"), try Tree.number("3"), try Tree.number("1")), "a date"),
            (fees, "a list of usd"), (recent, "a list of records"), (Tree.path(recent, "held_on"), "a list of dates"),
            (Tree.path(Tree.filter(events, try Tree.number("1")), "fees"), "usd"),
            (Tree.each("event", in: events, Tree.path(Tree.name("event"), "fees")), "a list of usd"),
            (Tree.call("max", fees), "usd"), (Tree.call("append", Tree.name("amounts"), sales()), "a list of yuan"),
            (Tree.call("concatenate", Tree.name("amounts"), Tree.name("amounts")), "a list of yuan"),
            (Tree.call("sublist", Tree.name("amounts"), try Tree.number("1"), try Tree.number("5")), "a list of yuan"),
            (Tree.call("list contains", Tree.name("amounts"), sales()), "true or false"),
            (Tree.call("sum", Tree.call("sort", fees, Self.order(Tree.name("a"), Tree.name("b")))), "usd"),
            (
                Tree.every("x", in: Tree.name("amounts"), Tree.compare(.less, Tree.name("x"), sales())),
                "true or false"
            ),
            (Tree.member(Tree.name("level"), .expression(Tree.list(Tree.text("区域级")))), "true or false"),
            (Tree.member(sales(), .expression(Tree.range(Tree.name("cost"), nil))), "true or false"),
            (Tree.compare(.equal, Tree.name("level"), Tree.null), "true or false"),
            (Tree.call("is defined", Tree.name("level")), "true or false"),
            (Tree.filter(Tree.name("whatever"), Tree.compare(.less, Tree.name("field"), sales())), "anything"),
        ]
        for (expression, type) in rows {
            let check = try check(expression)
            #expect(check.errors.isEmpty)
            #expect(check.type.description == type)
        }
    }

    @Test func mistakesNameBothSides() throws {
        let (exports, anchors) = (Tree.name("exports"), Tree.name("anchors"))
        let rows: [Row] = [
            (Tree.arithmetic(.add, exports, sales()), "cannot add yuan to usd"),
            (Tree.arithmetic(.subtract, sales(), exports), "cannot subtract usd from yuan"),
            (Tree.arithmetic(.add, sales(), try Tree.number("1")), "cannot add a ratio to yuan"),
            (Tree.compare(.less, Tree.name("area"), anchors), "cannot compare m2 with persons"),
            (Tree.compare(.equal, Tree.name("remark"), sales()), "cannot compare text with yuan"),
            (
                Tree.compare(.less, Tree.name("listed"), Tree.name("listed")),
                "true or false has no order, so < cannot compare it"
            ),
            (Tree.call("min", sales(), exports), "min cannot take usd beside yuan"),
            (Tree.when(Tree.name("listed"), sales(), exports), "the branches of if cannot be yuan and usd"),
            (Tree.list(sales(), exports), "cannot put usd and yuan into a list"),
            (Tree.call("log", sales()), "log needs a ratio, not yuan"),
            (
                Tree.arithmetic(.power, sales(), Tree.name("rate")),
                "cannot raise yuan to the power of a ratio; only a ratio can have a power that is not a whole number written out"
            ),
            (
                Tree.compare(.equal, Tree.name("level"), Tree.text("区域")),
                "\"区域\" is not among the values \"区域级\", \"企业级\"; did you mean 区域级?"
            ),
            (
                Tree.member(Tree.name("level"), .expression(Tree.list(Tree.text("区域级"), Tree.text("甲级")))),
                "\"甲级\" is not among the values \"区域级\", \"企业级\""
            ),
            (
                Tree.call("sort", Tree.name("amounts"), Self.order(Tree.name("a"), exports)),
                "cannot compare usd with yuan"
            ),
            (
                Tree.call(
                    "sum",
                    Tree.each(
                        "e", in: Tree.name("events"), Tree.arithmetic(.add, Tree.path(Tree.name("e"), "fees"), sales()))
                ),
                "cannot add yuan to usd"
            ),
            (Tree.name("anchor"), "unknown name anchor; did you mean anchors?"),
            (Tree.name("nothing like it"), "unknown name nothing like it"),
            (Tree.call("summ", sales()), "unknown function summ; did you mean sum?"),
            (Tree.call("not", Tree.name("listed"), Tree.name("listed")), "not takes 1 argument, not 2"),
            (Tree.call("sublist", Tree.name("amounts")), "sublist takes 2 to 3 arguments, not 1"),
            (Tree.and(Tree.name("listed"), sales()), "and needs a condition, not yuan"),
            (Tree.path(Tree.name("opened_on"), "yaer"), "a date has no field yaer; did you mean year?"),
            (Tree.path(Tree.name("events"), "fee"), "a record has no field fee; did you mean fees?"),
            (
                Tree.filter(Tree.name("amounts"), Tree.compare(.less, Tree.name("item"), exports)),
                "cannot compare yuan with usd"
            ),
            (Tree.arithmetic(.add, Tree.name("opened_on"), sales()), "cannot add yuan to a date"),
            (Tree.member(sales(), .comparison(.less, exports)), "cannot compare yuan with usd"),
            (Tree.member(sales(), .expression(Tree.range(Tree.name("cost"), exports))), "cannot compare yuan with usd"),
            (Tree.make(.between(sales(), low: Tree.name("cost"), high: exports)), "cannot compare yuan with usd"),
        ]
        for (expression, message) in rows {
            let errors = try check(expression).errors.map(\.message)
            #expect(errors == [message])
        }
    }

    @Test func everyMistakeIsToldOnceWithItsPlace() throws {
        let sum = Tree.arithmetic(.add, Tree.name("sales"), Tree.name("exports"), column: 7)
        let wrong = Tree.compare(.less, Tree.name("levle", column: 30), Tree.name("sales"), column: 36)
        let whole = Tree.and(Tree.compare(.less, sum, Tree.name("area"), column: 17), wrong)
        let check = try check(whole)
        #expect(
            check.errors.map(\.description) == [
                "1:7: cannot add usd to yuan", "1:30: unknown name levle; did you mean level?",
            ])
        #expect(check.type == .boolean)
    }
}
