import Agent
import Awards
import Commands
import Decimals
import Log
import Messages

/// Where a round is, as its office's records say.
struct RoundStatus {
    private let round: String
    private var opened: RoundOpened?
    private var closing: RoundClosing?
    private var blocked: RoundBlocked?
    private var waived: [RoundWaived] = []
    private var closed: RoundClosed?
    private var published: RoundPublished?
    private var days = 0
    private var objections: [ObjectionLodged] = []
    private var confirmed: RoundConfirmed?

    static func read(_ round: String, at office: Division, _ log: any EventLog) throws -> RoundStatus {
        var status = Self(round)
        var noticed: Int64?
        try LogScan.run(log, [TopicPartition(Stream.rounds.topic(of: office), 0)]) { record in
            try status.take(record)
            if record.header(text: "ce_type") == RoundPublished.type, status.published != nil {
                noticed = record.timestampMs
            }
            return true
        }
        guard status.opened != nil else {
            throw CommandFailure(.unavailable, "\(log.name) holds no round \(round) of \(office).")
        }
        if let noticed { status.days = try workingDays(after: noticed, at: office, log) }
        return status
    }

    private init(_ round: String) { self.round = round }

    private static func workingDays(after ms: Int64, at office: Division, _ log: any EventLog) throws -> Int {
        var days = 0
        try LogScan.run(log, [TopicPartition(Stream.days.topic(of: office), 0)]) { record in
            guard record.timestampMs > ms, let payload = record.payload else { return true }
            if try DayBegan(reading: payload).working { days += 1 }
            return true
        }
        return days
    }

    private mutating func take(_ record: Record) throws {
        guard let payload = record.payload, record.key.map({ String(decoding: $0, as: UTF8.self) }) == round else {
            return
        }
        switch record.header(text: "ce_type") {
        case RoundOpened.type: opened = try RoundOpened(reading: payload)
        case RoundClosing.type: closing = try RoundClosing(reading: payload)
        case RoundBlocked.type: blocked = try RoundBlocked(reading: payload)
        case RoundWaived.type: waived.append(try RoundWaived(reading: payload))
        case RoundClosed.type:
            closed = try RoundClosed(reading: payload)
            blocked = nil
            published = nil
        case RoundPublished.type: published = try RoundPublished(reading: payload)
        case ObjectionLodged.type: objections.append(try ObjectionLodged(reading: payload))
        case ObjectionResolved.type:
            let resolved = try ObjectionResolved(reading: payload).objection
            objections.removeAll { $0.objection == resolved }
        case RoundConfirmed.type: confirmed = try RoundConfirmed(reading: payload)
        default: break
        }
    }

    // MARK: In words

    var text: String {
        guard let opened else { return "" }
        var lines = ["批次 \(round)：\(opened.opens) — \(opened.deadline)"]
        if let closed {
            lines.append(
                "已测定（第\(closed.revision)次）：\(closed.claims)份申报，\(closed.awards)项奖补，共\(Money(fen: closed.totalFen))元 "
                    + "/ adjudicated: \(closed.claims) claims, \(closed.awards) awards, \(Money(fen: closed.totalFen)) yuan"
            )
            lines.append("清单摘要 / digest: \(closed.digest)")
        } else if closing != nil {
            lines.append("已截止，等待报齐 / closing")
        } else {
            lines.append("正在受理 / open")
        }
        lines += waived.map { "不等 / waived: \($0.subject.rawValue) \($0.name)（\($0.reason)）" }
        if let blocked {
            lines.append("尚缺\(blocked.count)项 / blocked by \(blocked.count):")
            lines += blocked.blockers.map(Self.line)
        }
        if let published {
            let left = max(0, Int(published.workingDays) - days)
            lines.append(
                confirmed == nil
                    ? "公示中，还有\(left)个工作日 / on notice, \(left) working days left" : "公示期满 / the notice is over")
        }
        lines += objections.map { "异议 / objection \($0.objection): \($0.claim)" }
        if let confirmed {
            lines.append("已决定 / confirmed: \(confirmed.awards) awards, \(Money(fen: confirmed.totalFen)) yuan")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ blocker: RoundBlocker) -> String {
        let detail = blocker.detail.map { " (\($0))" } ?? ""
        let name = blocker.name + detail
        return switch blocker.kind {
        case .silent: "  \(name)：机关未报齐 / the office has not said that all is forwarded"
        case .register: "  \(name)：登记未导入 / the register of that day is not imported"
        case .waits: "  \(name)：申报尚未核定 / the claim waits; duixian trace \(blocker.name) shows for what"
        case .letter: "  \(name)：记录无法处理 / a dead letter; retry it, or waive it"
        case .count: "  \(name)：版本数不符 / arrived and counted versions differ"
        case .facts: "  \(name)：无法测定 / cannot be adjudicated"
        }
    }
}
