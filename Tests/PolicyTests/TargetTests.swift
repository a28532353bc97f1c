import Awards
import Decimals
import Messages
import Policy
import TestSupport
import Testing

/// Targets of clauses without money, and how far offices are.
struct TargetTests {
    private static let offices = Result { try Offices.load(path: Repository.file("deploy/offices.yaml")) }

    private func figure(
        _ office: String, _ clause: String, _ fact: String, _ year: Int64, _ value: Int64,
        of programme: String = "nm39-2022"
    ) -> FigureReported {
        var figure = FigureReported()
        (figure.office, figure.programme, figure.clause, figure.fact) = (office, programme, clause, fact)
        (figure.year, figure.value) = (year, Decimal128(value))
        return figure
    }

    private func progress(
        _ figures: [FigureReported], at office: String, _ year: Int64, _ clause: String, _ fact: String
    ) throws -> TargetProgress {
        var book = TargetFigures()
        for figure in figures { book.take(figure) }
        let all = book.progress(
            of: try PolicyFiles.rulebook("nm39-2022"), at: try #require(Division(office)), in: try Self.offices.get(),
            year: year)
        return try #require(all.first { $0.target.clause.id == clause && $0.target.fact.name == fact })
    }

    @Test(
        "every clause with a target counts facts that have a unit and a number to reach", arguments: PolicyFiles.names)
    func targets(name: String) throws {
        let programme = try PolicyFiles.rulebook(name).programme
        for clause in programme.clauses {
            guard case .target(let tests) = clause.grant else {
                #expect(clause.targets.isEmpty)
                continue
            }
            #expect(clause.targets.map(\.index) == Array(tests.indices), "\(clause.id)")
            #expect(clause.targets.allSatisfy { $0.goal != nil })
        }
    }

    @Test("years and offices below add up, and the target is met with the number itself")
    func sums() throws {
        var figures = [
            figure("150202", "7", "items", 2022, 400), figure("150202", "7", "items", 2023, 300),
            figure("150203", "7", "items", 2023, 299), figure("150202", "7", "brands", 2023, 6),
        ]
        let short = try progress(figures, at: "150000", 2023, "7", "items")
        #expect(short.figure == Decimal128(999) && short.isMet == false && short.goal == Decimal128(1000))
        #expect("\(try #require(short.percent))" == "99.9")
        // A later figure of the same year takes the place of the one before.
        figures.append(figure("150203", "7", "items", 2023, 300))
        #expect(try progress(figures, at: "150000", 2023, "7", "items").isMet == true)
        #expect(try progress(figures, at: "150200", 2022, "7", "items").figure == Decimal128(400))
        #expect(try progress(figures, at: "150203", 2023, "7", "items").figure == Decimal128(300))
        #expect(try progress(figures, at: "150000", 2023, "7", "brands").isMet == true)
    }

    @Test("a yearly target begins anew, and what nobody reported is not known")
    func years() throws {
        let figures = [figure("150200", "8-1", "festivals_this_year", 2022, 1)]
        #expect(try progress(figures, at: "150000", 2022, "8-1", "festivals_this_year").isMet == true)
        let next = try progress(figures, at: "150000", 2023, "8-1", "festivals_this_year")
        #expect(next.figure == nil && next.isMet == nil && next.percent == nil)
    }

    @Test("a programme runs in the years that its validity touches")
    func validity() throws {
        let programme = try PolicyFiles.rulebook("baotou-2022").programme
        #expect((2020...2027).filter { programme.runs(in: $0) } == [2022, 2023, 2024, 2025])
    }
}
