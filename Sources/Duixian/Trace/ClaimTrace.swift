import Agent
import Awards
import Decimals
import Log
import Messages

/// The records of one claim, in the order in which they were written, with the life of the rounds that decide it.
struct ClaimTrace {
    private struct Step {
        /// When the log took it.
        let timeMs: Int64
        let shown: String
        let place: String
        let line: String
        /// Of a record of a round, which is of the trace only when the claim is in the round.
        let round: String?
    }

    /// A claim's last word before its round, and in it.
    private struct Claim {
        var of: ClaimVersion
        var waits: ClaimStep.Waits?
        /// Where the stage that waits is.
        var office = ""
        var proposal: AwardProposed?
        var correction: AwardCorrected?
    }

    let wanted: String
    private let byEventTime: Bool
    private var steps: [Step] = []
    private var claims: [String: Claim] = [:]
    private var rounds: [String: RoundTrace] = [:]

    /// - Parameter byEventTime: shows the records' own times, not those at which the log took them.
    init(_ wanted: String, byEventTime: Bool = false) {
        self.wanted = wanted
        self.byEventTime = byEventTime
    }

    var isEmpty: Bool { claims.isEmpty }

    /// Records of claims and of what stages said of them come first, then those of rounds, awards and days.
    mutating func take(_ record: Record) {
        let office = String(record.topic.prefix { $0 != "." })
        if let said = ClaimStep(record) {
            take(said, record, at: office)
        } else if let said = RoundSaid(record) {
            take(said, record, at: office)
        } else if record.header(text: "ce_type") == DayBegan.type, let payload = record.payload,
            let day = try? DayBegan(reading: payload)
        {
            for name in rounds.keys where rounds[name]?.office == office {
                rounds[name]?.take(day, atMs: record.timestampMs)
            }
        }
    }

    private mutating func take(_ said: ClaimStep, _ record: Record, at office: String) {
        guard said.of.claim == wanted || said.of.applicant == wanted else { return }
        let id = said.of.claim
        // Of several versions the last one goes on.
        var claim = claims[id] ?? Claim(of: said.of)
        if said.of.version >= claim.of.version || said.proposal != nil {
            claim.of = said.of
            claim.waits = said.waits
            claim.office = office
        }
        claim.proposal = said.proposal ?? claim.proposal
        claim.correction = said.correction ?? claim.correction
        claims[id] = claim
        add(record, "\(id) v\(said.of.version): \(said.sentence)", round: nil)
    }

    private mutating func take(_ said: RoundSaid, _ record: Record, at office: String) {
        if case .opened(let opened) = said { rounds[opened.round] = RoundTrace(opened, at: office) }
        guard let told = rounds[said.round]?.take(said, atMs: record.timestampMs) else { return }
        if let claim = told.claim {
            if claims[claim] != nil { add(record, "\(claim) in \(said.round): \(told.sentence)", round: nil) }
        } else {
            add(record, "\(said.round): \(told.sentence)", round: said.round)
        }
    }

    private mutating func add(_ record: Record, _ line: String, round: String?) {
        let event = byEventTime ? record.header(text: "ce_time").flatMap { Moment($0) } : nil
        steps.append(
            Step(
                timeMs: record.timestampMs, shown: WallClock.text(event?.milliseconds ?? record.timestampMs),
                place: "\(record.topicPartition)@\(record.offset)", line: line, round: round))
    }

    // MARK: What is shown

    /// A line a record, then what each claim waits for and who must act.
    func text(_ offices: Offices) -> String {
        let own = Set(claims.values.compactMap { round(of: $0)?.opened.round })
        // At the same moment in the order in which they were taken, that of a claim's life.
        let shown = steps.enumerated().filter { $0.element.round.map(own.contains) ?? true }
            .sorted { ($0.element.timeMs, $0.offset) < ($1.element.timeMs, $1.offset) }.map(\.element)
        let width = shown.map(\.place.count).max() ?? 0
        let indent = String(repeating: " ", count: width + 4 + (shown.first?.shown.count ?? 0))
        let lines = shown.map { step in
            let padding = String(repeating: " ", count: width - step.place.count)
            let text = step.line.split(separator: "\n").joined(separator: "\n\(indent)")
            return "\(step.shown)  \(step.place)\(padding)  \(text)\n"
        }
        let ends = claims.sorted { $0.key < $1.key }.map { id, claim in
            let end = self.end(of: claim, offices)
            return "\(id): \(end.zh)\n\(id): \(end.en)\n"
        }
        return lines.joined() + "\n" + ends.joined()
    }

    /// The round that decides a claim: the one that spoke of it last, else the first that would take it.
    private func round(of claim: Claim) -> RoundTrace? {
        if let proposal = claim.proposal, proposal.outcome != .carried { return rounds[proposal.round] }
        return rounds.values.filter { round in
            // One that has left it out will not take it any more.
            round.takes(claim.of) && round.closed == nil
        }.min { $0.opened.deadline < $1.opened.deadline }
    }

    private func end(of claim: Claim, _ offices: Offices) -> TraceWaiting {
        let decided = claim.proposal.map { $0.outcome != .carried } ?? false
        if let waits = claim.waits, !decided { return waits.waiting(claim.office, offices) }
        guard let round = round(of: claim) else {
            let office = Division(claim.of.office).flatMap { offices.office(at: .city, for: $0) }?.division.code
            return TraceWaiting(
                zh: "尚无批次受理", en: "no round takes it yet; one is to be opened", .closer, office ?? claim.of.office,
                offices)
        }
        if let waiting = round.waiting(offices) {
            return TraceWaiting(zh: "等待：\(waiting.zh)。", en: "it waits: \(waiting.en).")
        }
        if let correction = claim.correction {
            let now = Money(fen: correction.afterFen)
            return TraceWaiting(zh: "已决定，更正后\(now)元。", en: "decided; after its correction \(now) yuan.")
        }
        guard let proposal = claim.proposal else { return TraceWaiting(zh: "已决定。", en: "decided.") }
        let said = ClaimStep.said(proposal)
        return TraceWaiting(zh: "已决定：\(said)。", en: "decided: \(said).")
    }
}
