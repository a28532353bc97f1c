import Agent
import Awards
import Commands
import Decimals
import Log
import Messages

/// `duixian trace`: one claim's way through every agent.
enum TraceCommand {
    private static let claim = Argument("CLAIM", "the claim's id, or the applicant's USCC", .text)

    static let command = Command(
        "trace", "shows a claim's way through every agent, and what it waits for",
        [claim, CommandOptions.offices, CommandOptions.log, CommandOptions.config],
        details: """
            It reads the claims, verifications and assessments of every office, and prints each record of the claim: \
            when it was written, where it stands, and what it says. With a USCC it shows all claims of that applicant.
            """
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let log = try CommandOptions.openLog(values)
        // In a trial records carry the times of its story; those of the log are all of one minute.
        var trace = ClaimTrace(values[claim], byEventTime: offices.isTrial)
        for topic in Self.topics(of: offices) {
            let partitions = try LogScan.partitions(of: topic, in: log)
            guard !partitions.isEmpty else { continue }
            try LogScan.run(log, partitions) { record in
                trace.take(record)
                return true
            }
        }
        guard !trace.steps.isEmpty else {
            throw CommandFailure(.unavailable, "\(log.name) holds no record of \(values[claim]).")
        }
        Console.standard.write(trace.text)
    }

    /// In the order of a claim's life.
    private static func topics(of offices: Offices) -> [String] {
        [Stream.claims, .verifications, .assessments].flatMap { stream in
            offices.all.filter { office in office.streams.contains(stream) }.map { stream.topic(of: $0.division) }
        }
    }
}

/// The records of one claim, in the order in which they were written.
struct ClaimTrace {
    struct Step {
        /// When the log took it.
        let timeMs: Int64
        let shown: String
        let place: String
        let line: String
        let isWaiting: Bool
    }

    let wanted: String
    private let byEventTime: Bool
    private(set) var steps: [Step] = []

    /// - Parameter byEventTime: shows the records' own times, not those at which the log took them.
    init(_ wanted: String, byEventTime: Bool = false) {
        self.wanted = wanted
        self.byEventTime = byEventTime
    }

    mutating func take(_ record: Record) {
        guard let said = ClaimStep(record), said.claim == wanted || said.applicant == wanted else { return }
        let event = byEventTime ? record.header(text: "ce_time").flatMap { Moment($0) } : nil
        steps.append(
            Step(
                timeMs: record.timestampMs, shown: WallClock.text(event?.milliseconds ?? record.timestampMs),
                place: "\(record.topicPartition)@\(record.offset)",
                line: "\(said.claim) v\(said.version): \(said.sentence)", isWaiting: said.isWaiting))
    }

    /// A line a record; the last one says whether the claim waits, and for what.
    var text: String {
        // At the same moment in the order in which they were taken, that of a claim's life.
        let sorted = steps.enumerated().sorted { ($0.element.timeMs, $0.offset) < ($1.element.timeMs, $1.offset) }
            .map(\.element)
        let width = sorted.map(\.place.count).max() ?? 0
        let lines = sorted.map { step in
            let padding = String(repeating: " ", count: width - step.place.count)
            return "\(step.shown)  \(step.place)\(padding)  \(step.line)\n"
        }
        let waiting = sorted.last.map { $0.isWaiting ? "It waits.\n" : "" } ?? ""
        return lines.joined() + waiting
    }
}

/// What a record says of a claim, in one sentence.
struct ClaimStep {
    let claim: String
    let version: Int64
    let applicant: String
    let sentence: String
    let isWaiting: Bool

    /// Nil for a record that speaks of no claim, or cannot be read.
    init?(_ record: Record) {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        switch record.header(text: "ce_type") {
        case ClaimSubmitted.type:
            guard let claim = try? ClaimSubmitted(reading: payload) else { return nil }
            self.init(
                ClaimVersion(of: claim), "lodged \(claim.lodged) at \(claim.office), \(claim.programme) \(claim.clause)"
            )
        case ClaimWithdrawn.type:
            guard let withdrawn = try? ClaimWithdrawn(reading: payload) else { return nil }
            self.init(withdrawn.of, "withdrawn")
        case ClaimVerified.type:
            guard let verified = try? ClaimVerified(reading: payload) else { return nil }
            let attested = verified.provenance.filter { $0.standing == .attested }.count
            self.init(verified.of, "verified: \(verified.facts.count) facts, \(attested) of them by registers")
        case ClaimRefused.type:
            guard let refused = try? ClaimRefused(reading: payload) else { return nil }
            self.init(refused.of, "refused: " + refused.failures.map(\.reason).joined(separator: ", "))
        case ClaimWaiting.type:
            guard let waiting = try? ClaimWaiting(reading: payload) else { return nil }
            let rows = waiting.missing.map { "\($0.kind) (\($0.facts.joined(separator: ", ")))" }
            let wanted = rows.isEmpty ? "an officer's answer" : rows.joined(separator: "; ")
            self.init(ClaimVersion(of: waiting.claim), "waits for \(wanted)", isWaiting: true)
        case ReviewRequested.type:
            guard let review = try? ReviewRequested(reading: payload) else { return nil }
            let asked = review.subject == .amount ? "an amount" : review.facts.joined(separator: ", ")
            self.init(review.of, "an officer is asked for \(asked): review \(review.id)", isWaiting: true)
        case ClaimAssessed.type:
            guard let assessed = try? ClaimAssessed(reading: payload) else { return nil }
            self.init(assessed.of, "assessed: \(Self.said(assessed))")
        default: return nil
        }
    }

    private init(_ version: ClaimVersion, _ sentence: String, isWaiting: Bool = false) {
        claim = version.claim
        self.version = version.version
        applicant = version.applicant
        self.sentence = sentence
        self.isWaiting = isWaiting
    }

    private static func said(_ assessed: ClaimAssessed) -> String {
        let words = assessed.outcome.rawValue
        let amount = (assessed.awardFen ?? assessed.ceilingFen).map { " \(Money(fen: $0)) yuan" } ?? ""
        let reason = assessed.reason.map { " (\($0))" } ?? ""
        let asks = assessed.asks.isEmpty ? "" : ": " + assessed.asks.joined(separator: ", ")
        return words + amount + reason + asks
    }
}
