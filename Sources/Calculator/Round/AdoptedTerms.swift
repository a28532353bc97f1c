import Agent
import Awards
import Log
import Messages

/// What an office has adopted and set, as its `programmes` tell.
struct AdoptedTerms {
    private(set) var policies: [String: PolicyAdopted] = [:]
    /// The newest of each programme and year, in the order of both.
    var guides: [GuideSet] { byYear.values.sorted { ($0.programme, $0.year) < ($1.programme, $1.year) } }
    private var byYear: [String: GuideSet] = [:]

    init() {}

    /// Reads all of the office's programmes, up to now.
    init(_ log: any EventLog, _ office: Division) throws {
        try LogScan.run(log, [TopicPartition(Stream.programmes.topic(of: office), 0)]) { record in
            guard let payload = record.payload else { return true }
            switch record.header(text: "ce_type") {
            case PolicyAdopted.type: take(try PolicyAdopted(reading: payload))
            case GuideSet.type: take(try GuideSet(reading: payload))
            default: break
            }
            return true
        }
    }

    mutating func take(_ policy: PolicyAdopted) { policies[policy.programme] = policy }
    mutating func take(_ guide: GuideSet) { byYear["\(guide.programme)/\(guide.year)"] = guide }
}
