import Agent
import Awards
import Log
import Messages

/// The reviews of amounts that no officer has answered, as an office's assessments tell.
struct OpenAmounts {
    /// The newest of each claim at each office.
    private var open: [Place: ReviewRequested] = [:]

    /// Reads all assessments of the office, up to now.
    static func read(_ log: any EventLog, _ office: Division, partitions: Int) throws -> OpenAmounts {
        var amounts = OpenAmounts()
        let topic = Stream.assessments.topic(of: office)
        try LogScan.run(log, (0..<Int32(partitions)).map { TopicPartition(topic, $0) }) { record in
            guard let payload = record.payload else { return true }
            switch record.header(text: "ce_type") {
            case ReviewRequested.type: amounts.take(try ReviewRequested(reading: payload))
            case ClaimAssessed.type: amounts.take(try ClaimAssessed(reading: payload))
            default: break
            }
            return true
        }
        return amounts
    }

    /// The open reviews, the oldest first.
    var reviews: [ReviewRequested] {
        open.values.sorted { ($0.of.lodged.milliseconds, $0.id) < ($1.of.lodged.milliseconds, $1.id) }
    }

    mutating func take(_ review: ReviewRequested) {
        guard review.subject == .amount else { return }
        open[Place(review.of)] = review
    }

    /// Versions of a claim at an office replace each other.
    private struct Place: Hashable {
        let claim: String
        let office: String

        init(_ of: ClaimVersion) {
            claim = of.claim
            office = of.office
        }
    }

    /// Each assessment ends the review before it: it follows from an officer's amount, from a later version or
    /// verification, or it asks anew, and its own review comes behind it.
    mutating func take(_ assessed: ClaimAssessed) {
        guard let review = open[Place(assessed.of)], review.of.version <= assessed.of.version else { return }
        open[Place(assessed.of)] = nil
    }
}
