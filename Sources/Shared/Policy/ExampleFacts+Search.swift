import Decimals
import Feel
import Messages

/// A search over the facts of one clause, one coordinate after the other.
struct ExampleSearch {
    let rule: Rule
    let rulebook: Rulebook
    let given: Facts
    private let coordinates: [Coordinate]
    /// Of each coordinate the candidate that is taken.
    private var choice: [Int]
    private var best = ExampleScore.useless

    /// A fact, a field of the records of a list, or how many records there are.
    struct Coordinate {
        let fact: String
        let place: Place
        let candidates: ExampleCandidates

        enum Place: Equatable {
            case whole
            case field(String)
            case count
        }
    }

    init(_ rule: Rule, in rulebook: Rulebook, keeping given: Facts) {
        self.rule = rule
        self.rulebook = rulebook
        self.given = given
        let clause = rule.clause
        coordinates = clause.facts.filter { given[$0.name] == nil }.flatMap { fact in
            Self.coordinates(of: fact, in: clause, rulebook.programme)
        }
        choice = coordinates.map { _ in 0 }
    }

    private static func coordinates(
        of fact: FactDeclaration, in clause: Clause, _ programme: Programme
    ) -> [Coordinate] {
        guard case .list(.record(let fields)) = fact.type else {
            let candidates = ExampleCandidates(for: fact, in: clause, of: programme)
            return [Coordinate(fact: fact.name, place: .whole, candidates: candidates)]
        }
        return fields.map { field in
            let candidates = ExampleCandidates(for: field, of: fact, in: clause, of: programme)
            return Coordinate(fact: fact.name, place: .field(field.name), candidates: candidates)
        } + [Coordinate(fact: fact.name, place: .count, candidates: ExampleCandidates(recordsOf: fact))]
    }

    mutating func run() -> ExampleFacts? {
        best = score()
        climb(coordinates.indices.filter { coordinates[$0].candidates.isNeeded })
        if best.rank < ExampleScore.enough { climb(Array(coordinates.indices)) }
        if best.rank < ExampleScore.enough { climbByPairs() }
        if best.rank < ExampleScore.enough { startHigh() }
        guard best.rank >= ExampleScore.enough else { return nil }
        climb(coordinates.indices.filter { coordinates[$0].candidates.isNeeded }, toHigherAmounts: true)
        let facts = facts
        guard let assessment = try? rulebook.assess(rule.clause.id, facts, withTrace: true) else { return nil }
        return ExampleFacts(facts: facts, assessment: assessment)
    }

    /// Takes what is better at each coordinate in turn, until nothing is.
    private mutating func climb(_ indices: [Int], toHigherAmounts: Bool = false) {
        var isBetter = true
        while isBetter, toHigherAmounts || best.rank < ExampleScore.enough {
            isBetter = false
            for index in indices where !toHigherAmounts || coordinates[index].candidates.areOfTheClause {
                if improve(at: index) { isBetter = true }
            }
        }
    }

    private mutating func improve(at index: Int) -> Bool {
        var isBetter = false
        for candidate in coordinates[index].candidates.facts.indices where candidate != choice[index] {
            let before = choice[index]
            choice[index] = candidate
            let score = score()
            if score > best {
                best = score
                isBetter = true
            } else {
                choice[index] = before
            }
        }
        return isBetter
    }

    /// Two facts that only together change anything, such as the keys of a table.
    private mutating func climbByPairs() {
        for first in coordinates.indices {
            for second in coordinates.indices where second > first {
                for candidate in coordinates[first].candidates.facts.indices {
                    let before = choice
                    choice[first] = candidate
                    if !improve(at: second) { choice = before }
                    if best.rank == ExampleScore.enough { return }
                }
            }
        }
    }

    /// From the highest numbers: several targets that must all be met give no hint which of them is not.
    private mutating func startHigh() {
        choice = coordinates.map { coordinate in
            let numbers = coordinate.candidates.facts.enumerated().compactMap { index, fact -> (Int, Decimal128)? in
                if case .number(let number)? = fact { (index, number) } else { nil }
            }
            return numbers.max { $0.1 < $1.1 }?.0 ?? 0
        }
        best = score()
        climb(Array(coordinates.indices))
    }

    private func score() -> ExampleScore {
        guard let assessment = try? rulebook.assess(rule.clause.id, facts, withTrace: true) else { return .useless }
        return ExampleScore(assessment, of: rule.clause)
    }

    /// The facts that are taken now, in the order of the clause.
    private var facts: Facts {
        var facts = given
        for fact in rule.clause.facts where given[fact.name] == nil {
            var record = Facts()
            var count = 0
            for (index, coordinate) in coordinates.enumerated() where coordinate.fact == fact.name {
                let value = coordinate.candidates.facts[choice[index]]
                switch coordinate.place {
                case .whole: facts[fact.name] = value
                case .field(let name): record[name] = value
                case .count: if case .list(let elements)? = value { count = elements.count }
                }
            }
            if count > 0 { facts[fact.name] = .list(Array(repeating: .record(record), count: count)) }
        }
        return facts
    }
}
