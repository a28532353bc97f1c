import Agent
import Awards
import Log
import Messages

/// The reviews of facts that nobody has answered, as an office's verifications tell.
struct OpenReviews {
    struct Entry {
        let review: ReviewRequested
        /// A higher version of the claim came to the same office, or it was withdrawn.
        var isOutdated = false
    }

    private struct Version: Hashable {
        let claim: String
        let office: String
        let version: Int64

        init(_ of: ClaimVersion) {
            claim = of.claim
            office = of.office
            version = of.version
        }
    }

    private struct Place: Hashable {
        let claim: String
        let office: String
    }

    private var open: [Version: ReviewRequested] = [:]
    private var newest: [Place: Int64] = [:]

    /// Reads all verifications of the office, up to now.
    static func read(_ log: any EventLog, _ office: Division, partitions: Int) throws -> OpenReviews {
        var reviews = OpenReviews()
        let topic = Stream.verifications.topic(of: office)
        let all = (0..<Int32(partitions)).map { TopicPartition(topic, $0) }
        try LogScan.run(log, all) { record in
            try reviews.take(record)
            return true
        }
        return reviews
    }

    /// The open reviews, the oldest first.
    var entries: [Entry] {
        open.values.map { review in
            let place = Place(claim: review.of.claim, office: review.of.office)
            return Entry(review: review, isOutdated: (newest[place] ?? 0) > review.of.version)
        }.sorted {
            ($0.review.of.lodged.inMilliseconds, $0.review.id) < ($1.review.of.lodged.inMilliseconds, $1.review.id)
        }
    }

    private mutating func take(_ record: Record) throws {
        guard let payload = record.payload else { return }
        switch record.header(text: "ce_type") {
        case ReviewRequested.type: take(try ReviewRequested(reading: payload))
        case ClaimVerified.type: close(try ClaimVerified(reading: payload).of)
        case ClaimRefused.type: close(try ClaimRefused(reading: payload).of)
        case ClaimWithdrawn.type: arrived(try ClaimWithdrawn(reading: payload).of)
        case ClaimWaiting.type: take(try ClaimWaiting(reading: payload))
        default: break
        }
    }

    mutating func take(_ review: ReviewRequested) {
        guard review.subject == .facts else { return }
        open[Version(review.of)] = review
        arrived(review.of)
    }

    /// A claim that waits on although its review was answered.
    mutating func take(_ waiting: ClaimWaiting) {
        let of = ClaimVersion(of: waiting.claim)
        arrived(of)
        if waiting.isReviewOver == true { open[Version(of)] = nil }
        if let answered = waiting.reviewed, open[Version(of)]?.facts.allSatisfy({ answered[$0] != nil }) == true {
            open[Version(of)] = nil
        }
    }

    mutating func close(_ of: ClaimVersion) {
        open[Version(of)] = nil
        arrived(of)
    }

    private mutating func arrived(_ of: ClaimVersion) {
        let place = Place(claim: of.claim, office: of.office)
        newest[place] = max(newest[place] ?? 0, of.version)
    }
}
