import Awards
import Decimals
import Messages
import Testing

@testable import Agent
@testable import Settler

/// Figures toward targets, as a county orders them.
struct FigureTests {
    private func order(
        _ programme: String = "baotou-2022", _ clause: String = "9", _ fact: String? = nil, year: Int64 = 2023,
        _ value: String = "12", _ unit: String = "count"
    ) throws -> FigureOrder {
        var order = FigureOrder()
        (order.programme, order.clause, order.fact, order.year) = (programme, clause, fact, year)
        (order.value, order.unit) = (try Decimal128(value), unit)
        return order
    }

    private func figures(_ world: YearWorld) -> [FigureReported] {
        world.written.compactMap { if case .figure(let figure) = $0.output { figure } else { nil } }
    }

    @Test func aFigureIsKeptOnceAndCorrectedByALaterOne() throws {
        let world = try YearWorld()
        try world.settle()
        #expect(try world.order(.kpiReport, order(), at: "150223").accepted)
        let again = try world.order(.kpiReport, order(), at: "150223")
        #expect(again.accepted && again.sentence.en.contains("was reported so before"))
        #expect(figures(world).count == 1)
        #expect(try world.order(.kpiReport, order("baotou-2022", "9", nil, year: 2023, "15"), at: "150223").accepted)
        let last = try #require(figures(world).last)
        #expect(last.office == "150223" && last.fact == "shops_and_pavilions_cumulative" && last.unit == "count")
        #expect(last.value == Decimal128(15) && last.before == Decimal128(12) && last.reporter == "o-150223-05")
        // Another year is another figure.
        #expect(try world.order(.kpiReport, order(year: 2024), at: "150223").accepted)
        #expect(figures(world).last?.before == nil)
    }

    @Test func whatCannotBeIsRefusedWithASentence() throws {
        let world = try YearWorld()
        try world.settle()
        let cases: [(FigureOrder, String)] = [
            (try order("nm39-2022"), "The programme nm39-2022 is not adopted."),
            (try order("baotou-2022", "99"), "baotou-2022 has no clause 99"),
            (try order("baotou-2022", "7-1"), "Clause 7-1 sets no target; these do: 7, 8-1, 9."),
            (try order("baotou-2022", "9", "shops"), "Clause 9 counts shops_and_pavilions_cumulative, not shops."),
            (try order("baotou-2022", "9", nil, "12", "yuan"), "is counted in count, not in yuan."),
            (try order(year: 2021), "baotou-2022 does not run in 2021: it is valid 2022-08-26 – 2025-08-26."),
            (try order("baotou-2022", "9", nil, "-1"), "no whole number"),
            (try order("baotou-2022", "9", nil, "1.5"), "no whole number"),
        ]
        for (body, sentence) in cases {
            let answer = try world.order(.kpiReport, body, at: "150223")
            #expect(!answer.accepted && answer.sentence.en.contains(sentence), "\(answer.sentence.en)")
        }
        #expect(figures(world).isEmpty)
    }
}
