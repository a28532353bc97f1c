import Agent
import Awards
import Log
import Messages
import Seals

/// Something that somebody did on a dashboard, kept as a record on the office's `orders`: no stage answers it.
struct Act: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// A dead letter is not to be tried again.
        case discard = "letter.discard"
        /// Whoever wrote the record is asked for a corrected one.
        case correct = "letter.correct"
        /// A record of one's own office was changed, to be sent in the place of what failed.
        case edit = "letter.edit"
        /// What is personal was shown.
        case unmask = "data.unmask"
        /// Records were taken out as a file.
        case export = "data.export"

        var zh: String {
            switch self {
            case .discard: "不再处理"
            case .correct: "请原机关更正"
            case .edit: "更正记录"
            case .unmask: "查看个人信息"
            case .export: "导出"
            }
        }

        var en: String {
            switch self {
            case .discard: "discarded"
            case .correct: "correction asked"
            case .edit: "record corrected"
            case .unmask: "unmasked"
            case .export: "exported"
            }
        }
    }

    /// What `orders` names in the place of a stage.
    static let stage = "dashboard"

    let kind: Kind
    /// A letter's id, a topic.
    let subject: String
    let officer: String
    let reason: String

    private func order(of office: Division, atMs timeMs: Int64) -> OrderGiven {
        var order = OrderGiven()
        order.stage = Self.stage
        order.officer = officer
        order.reason = reason
        order.at = WallClock.text(timeMs)
        order.kind = kind.rawValue
        let body: Facts = ["subject": .text(subject)]
        order.body = (try? RawJSON(Fact.record(body).json)) ?? .null
        let parts = [office.code, kind.rawValue, officer, subject, order.at].joined(separator: "\n")
        order.id = SHA256.digest(of: Array(parts.utf8)).hex
        return order
    }

    /// Writes acts of an office at once.
    static func write(_ acts: [Act], of office: Division, to log: any EventLog, atMs timeMs: Int64) throws(LogError) {
        let records = acts.map { act in
            let order = act.order(of: office, atMs: timeMs)
            let event = CloudEvent(
                id: order.id, type: OrderGiven.type, source: "\(office).dashboard", time: order.at)
            return OutgoingRecord(
                topic: Stream.orders.topic(of: office), partition: 0, key: Array(order.id.utf8), payload: order.bytes,
                headers: event.headers.map { Header($0.name, $0.value) })
        }
        try log.append(records)
    }
}
