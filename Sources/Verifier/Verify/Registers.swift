import Agent
import Awards
import Decimals
import Messages
import Synchronization

/// The registers as one claim looks at them. Belongs to one decision: rows are kept once they are looked up.
///
/// Before its round closes a claim sees the newest rows. Once it closes, and the marker of a register's day is there,
/// it sees of that register the newest row up to the day of those that came before the marker; and where there is
/// none, the first that comes at all. So what it sees does not depend on when it looks.
final class Registers {
    /// A fact as a register attests it.
    struct Attested: Equatable {
        let fact: Fact
        let day: String?
    }

    /// That a register was imported whole.
    struct Whole: Equatable {
        /// The day, since 1970.
        let day: Int
        /// Of the rows outside the round's day only those up to this place came before it.
        let place: Int
    }

    private let applicant: PackedUSCC
    private let keys: [String]
    private let period: String
    private let object: String?
    private let state: VerifyState
    private let tasks: Int
    private let round: RoundTerms?
    /// What was looked up of a register: for each of the keys the row's bytes, if there is one. They lie in the state,
    /// which a decision does not change.
    private struct Found {
        let kind: RegisterKind
        var rows: [3 of StateBytes?] = .init(repeating: nil)
    }

    // Of one thread, and not used by what they call.
    @exclusivity(unchecked) private var known: [Found] = []
    @exclusivity(unchecked) private var cuts: [Cut??] = []
    @exclusivity(unchecked) private var lastDay: (day: Int, text: String?)?

    /// - Parameters:
    ///   - tasks: how many tasks count waybills.
    ///   - round: the round that the claim belongs to, if it closes.
    init(of claim: __shared ClaimSubmitted, _ state: VerifyState, tasks: Int, round: RoundTerms?) {
        applicant = PackedUSCC(claim.applicant)
        var keys: [String] = []
        keys.reserveCapacity(3)
        if let object = claim.object, !object.isEmpty { keys.append(object) }
        if !claim.period.isEmpty, claim.period != claim.object { keys.append(claim.period) }
        // The empty key, which speaks of the applicant as a whole, comes last.
        keys.append("")
        self.keys = keys
        known.reserveCapacity(4)
        period = claim.period
        object = claim.object
        self.state = state
        self.tasks = tasks
        self.round = round?.isClosing == true ? round : nil
        if self.round != nil { cuts = Array(repeating: nil, count: RegisterKind.allCases.count + 1) }
    }

    /// Where the marker lies that the claim stands before; nil where it sees the newest rows.
    private func cut(_ kind: RegisterKind) -> Cut? {
        guard let round else { return nil }
        if let known = cuts[Int(kind.code)] { return known }
        let found = state.cut(round, kind)
        cuts[Int(kind.code)] = .some(found)
        return found
    }

    /// Whether the claim stands on the rows of one day in the register.
    func isFixed(_ kind: RegisterKind) -> Bool { cut(kind) != nil }

    /// A fact of the first row that has it: that of the object, of the period, of the applicant.
    ///
    /// - Parameters:
    ///   - issuedOn: the programme's first day, from which waybills count.
    ///   - limit: of rows outside the round's day only those up to this place.
    ///   - fits: whether the clause can use the value.
    func fact(
        _ name: FactName, in kind: RegisterKind, issuedOn: CivilDate? = nil, upTo limit: Int = .max,
        fits: (Fact) -> Bool = { _ in true }
    ) -> Attested? {
        if let cut = cut(kind) {
            if let found = fixed(name.text, in: kind, cut, upTo: limit, fits) { return found }
        } else {
            let found = look(kind)
            for key in keys(of: kind) {
                guard let row = known[found].rows[key], let (fact, asOf) = RowHistory.newest(name, in: row) else {
                    continue
                }
                return fits(fact) ? Attested(fact: fact, day: text(of: asOf)) : nil
            }
        }
        guard kind == .post, let fact = waybills(issuedOn)?[name.text], fits(fact) else { return nil }
        return Attested(fact: fact, day: nil)
    }

    /// Most of a claim's rows are of one day.
    private func text(of day: Int) -> String? {
        if let lastDay, lastDay.day == day { return lastDay.text }
        let text = DayText.of(day)
        lastDay = (day, text)
        return text
    }

    private func fixed(
        _ name: String, in kind: RegisterKind, _ cut: Cut, upTo limit: Int, _ fits: (Fact) -> Bool
    ) -> Attested? {
        let dayOf = { [state] batch in state.day(kind, batch) }
        let rows = rows(of: kind)
        for row in rows {
            guard let seen = row.standing(at: cut, dayOf: dayOf), let fact = seen.facts[name] else { continue }
            if fits(fact) { return Attested(fact: fact, day: DayText.of(seen.day)) }
            break
        }
        var first: (place: Int, found: Attested)?
        for row in rows {
            for other in row.others(than: cut, dayOf: dayOf) where other.place <= limit {
                guard other.place < first?.place ?? .max, let fact = other.row.facts[name], fits(fact) else {
                    continue
                }
                first = (other.place, Attested(fact: fact, day: DayText.of(other.row.day)))
            }
        }
        return first?.found
    }

    func has(_ kind: RegisterKind) -> Bool {
        let found = look(kind)
        return keys(of: kind).contains { known[found].rows[$0] != nil }
    }

    /// For a fact of which it is an answer that no row speaks: up to which place rows outside the round's day count.
    func placeOfAnswer(_ kind: RegisterKind) -> Int {
        guard let cut = cut(kind) else { return .max }
        let dayOf = { [state] batch in state.day(kind, batch) }
        let rows = rows(of: kind)
        if rows.contains(where: { $0.standing(at: cut, dayOf: dayOf) != nil }) { return 0 }
        let first = rows.flatMap { $0.others(than: cut, dayOf: dayOf).map(\.place) }.min()
        return min(first ?? .max, whole(kind)?.place ?? .max)
    }

    /// Which of the keys a register has rows under.
    private func keys(of kind: RegisterKind) -> Range<Int> {
        // Whether a firm is registered or on a list does not depend on year or object.
        kind == .registration || kind.isList ? keys.count - 1..<keys.count : 0..<keys.count
    }

    private func rows(of kind: RegisterKind) -> [RowHistory] { keys(of: kind).compactMap { row(kind, $0) } }

    private func row(_ kind: RegisterKind, _ key: Int) -> RowHistory? {
        guard var bytes = known[look(kind)].rows[key] else { return nil }
        guard let row = RowHistory(from: &bytes) else { preconditionFailure("a row of the state is no row's history") }
        return row
    }

    /// Looks a register's rows up, once; answers their place in `known`.
    private func look(_ kind: RegisterKind) -> Int {
        for index in known.indices where known[index].kind == kind { return index }
        var found = Found(kind: kind)
        for key in keys(of: kind) {
            found.rows[key] = state.rows.withBytes(of: RowKey(kind, applicant, keys[key])) { $0 }
        }
        known.append(found)
        return known.count - 1
    }

    /// The import of the whole register that the claim stands on, of this day or a later one.
    func whole(_ kind: RegisterKind, from day: Int = .min) -> Whole? {
        guard let cut = cut(kind) else {
            return state.complete[UInt64(kind.code)].flatMap { $0 >= day ? Whole(day: $0, place: .max) : nil }
        }
        let all = state.completeEnds(kind).filter { $0.day >= day }
        let before = all.filter { $0.end <= cut.end && $0.day <= cut.day }
        if let newest = before.map(\.day).max() { return Whole(day: newest, place: 0) }
        return all.min { $0.end < $1.end }.map { Whole(day: $0.day, place: $0.place) }
    }

    /// What the applicant was awarded before, or somebody for the same object.
    func earlierAwards(tierOf: (String) -> String?) -> [PriorAward] {
        // Most often there are none at all, and to know it costs less than to look for the applicant.
        guard state.heads.contains(UInt64(RegisterKind.awards.code)) else { return [] }
        var keys = state.awards[applicant] ?? []
        if let object, let others = state.awards[PackedUSCC(object)] {
            keys += others.filter { !keys.contains($0) }
        }
        guard !keys.isEmpty else { return [] }
        let cut = cut(.awards)
        let awards = keys.compactMap { key -> PriorAward? in
            guard let row = state.rows[RowKey(.awards, key.applicant, key.key)] else { return nil }
            // An award that the day does not know is none.
            let facts =
                if let cut { row.standing(at: cut) { state.day(.awards, $0) }?.facts } else { row.newest.facts }
            return facts.flatMap { PriorAward(key, $0, tierOf: tierOf) }
        }
        return awards.sorted {
            ($0.year, $0.programme, $0.clause ?? "", $0.object ?? "", $0.applicant)
                < ($1.year, $1.programme, $1.clause ?? "", $1.object ?? "", $1.applicant)
        }
    }

    /// What was counted of the applicant's waybills of the year, up to the last import that all tasks have counted; for
    /// a round that closes up to that of its day.
    private func waybills(_ issuedOn: CivilDate?) -> Facts? {
        let common = state.commonImports(tasks)
        guard common > 0, let year = Int64(period), let all = state.counts[FirmYear(applicant, year)] else {
            return nil
        }
        let imports = cut(.post).flatMap { state.cutImports[$0.day] } ?? common
        return TaskCounts.standing(all, upTo: imports, of: common, issuedOn: issuedOn?.daysSince1970)
            .map { TaskCounts.facts($0) }
    }
}

/// Days as text, each written once: registers are imported by the day.
enum DayText {
    private static let known = Mutex<[Int: String]>([:])

    static func of(_ day: Int) -> String? {
        known.withLock { known in
            if let text = known[day] { return text }
            guard let text = CivilDate(daysSince1970: day)?.description else { return nil }
            // Bounded, whatever days come.
            if known.count > 4_096 { known = [:] }
            known[day] = text
            return text
        }
    }
}
