public import Awards
public import Decimals
public import Messages

/// What offices have reported toward targets: a fold of ``FigureReported``, in whatever order they are read office by
/// office.
public struct TargetFigures: Sendable {
    private struct Place: Hashable {
        let office: String
        let programme: String
        let clause: String
        let fact: String
        let year: Int64
    }

    private var figures: [Place: Decimal128] = [:]

    public init() {}

    /// The newest of an office and year stands.
    public mutating func take(_ reported: FigureReported) {
        let place = Place(
            office: reported.office, programme: reported.programme, clause: reported.clause, fact: reported.fact,
            year: reported.year)
        figures[place] = reported.value
    }

    /// The years that something was reported for, the earliest first.
    public var years: [Int64] { Set(figures.keys.map(\.year)).sorted() }

    /// How far an office and all below it are, target by target, at the end of a year.
    public func progress(
        of rulebook: Rulebook, at office: Division, in offices: Offices, year: Int64
    ) -> [TargetProgress] {
        let members = Set(Self.members(of: office, in: offices).map(\.code))
        let programme = rulebook.programme
        return programme.targets.map { target in
            let figure = sum(target, programme.id, year) { members.contains($0) }
            return TargetProgress(
                programme: programme.id, target: target, office: office, year: year, figure: figure,
                isMet: figure.flatMap { isMet(target, $0, rulebook) })
        }
    }

    private static func members(of division: Division, in offices: Offices) -> [Division] {
        [division] + offices.subordinates(of: division).flatMap { members(of: $0.division, in: offices) }
    }

    /// Nil where nobody has reported anything, or what they report is beyond all numbers.
    private func sum(_ target: Target, _ programme: String, _ year: Int64, _ isMeant: (String) -> Bool) -> Decimal128? {
        let own = figures.filter { place, _ in
            place.programme == programme && place.clause == target.clause.id && place.fact == target.fact.name
                && (target.test.per == .year ? place.year == year : place.year <= year) && isMeant(place.office)
        }
        guard !own.isEmpty else { return nil }
        return try? own.values.reduce(Decimal128.zero) { try $0 + $1 }
    }

    private func isMet(_ target: Target, _ figure: Decimal128, _ rulebook: Rulebook) -> Bool? {
        guard let rule = rulebook.rule(target.clause.id),
            let slots = try? rule.slots(of: [target.fact.name: .number(figure)]),
            let answers = try? rule.checked(slots, withTrace: true).trace?.tests,
            let answer = answers.first(where: { $0.index == target.index })
        else { return nil }
        switch answer.truth {
        case .holds: return true
        case .fails: return false
        case .open, .passedOver: return nil
        }
    }
}

/// How far an office is toward a target.
public struct TargetProgress: Sendable {
    public let programme: String
    public let target: Target
    /// With all offices below it.
    public let office: Division
    public let year: Int64
    /// Nil: nothing is reported. Of a target of a year that year's, else what was reported for all years up to it.
    public let figure: Decimal128?
    /// Nil where nobody can say.
    public let isMet: Bool?

    public var goal: Decimal128? { target.goal?.value.number }

    /// Hundredths of the goal, cut to one place; nil without figure or goal.
    public var percent: Decimal128? {
        guard let figure, let goal, goal > .zero, let share = try? figure * Decimal128(100) / goal else { return nil }
        return share.truncated(toPlaces: 1)
    }
}
