import Agent
import Awards
import Log
import Messages

extension Settlement {
    /// From what the log of a city holds now: its rounds first, for they say which proposals stand.
    static func read(_ year: String, of city: Division, _ log: any EventLog) throws -> Settlement {
        var settlement = Settlement(year: year)
        try LogScan.run(log, [TopicPartition(Stream.rounds.topic(of: city), 0)]) { record in
            guard let payload = record.payload else { return true }
            switch record.header(text: "ce_type") {
            case RoundOpened.type: settlement.take(try RoundOpened(reading: payload))
            case RoundConfirmed.type: settlement.take(try RoundConfirmed(reading: payload))
            default: break
            }
            return true
        }
        try LogScan.run(log, [TopicPartition(Stream.awards.topic(of: city), 0)]) { record in
            guard let payload = record.payload else { return true }
            switch record.header(text: "ce_type") {
            case AwardProposed.type: settlement.take(try AwardProposed(reading: payload))
            case AwardCorrected.type: settlement.take(try AwardCorrected(reading: payload))
            default: break
            }
            return true
        }
        return settlement
    }
}
