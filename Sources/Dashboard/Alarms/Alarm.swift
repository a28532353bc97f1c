/// Something that somebody should look at, from when it began until it is over by itself.
struct Alarm: Sendable, Equatable {
    enum Kind: String, CaseIterable, Sendable {
        case stopped, stall, rewind, lag, transaction, fenced, letters, certificate, disk, clock, log

        var zh: String {
            switch self {
            case .stopped: "程序停止"
            case .stall: "处理停滞"
            case .rewind: "位置回退"
            case .lag: "滞后过久"
            case .transaction: "事务未结束"
            case .fenced: "反复被接管"
            case .letters: "死信增加"
            case .certificate: "证书将到期"
            case .disk: "磁盘将满"
            case .clock: "时钟不一致"
            case .log: "日志不可读"
            }
        }

        var en: String {
            switch self {
            case .stopped: "agent stopped"
            case .stall: "stalled"
            case .rewind: "rewound"
            case .lag: "old records wait"
            case .transaction: "transaction open"
            case .fenced: "fenced again and again"
            case .letters: "dead letters grow"
            case .certificate: "certificate ends"
            case .disk: "disk fills"
            case .clock: "clocks differ"
            case .log: "log unreadable"
            }
        }
    }

    let kind: Kind
    /// The task, topic, file or worker.
    let subject: String
    let zh: String
    let en: String
    /// When the episode began, in milliseconds since 1970.
    var sinceMs: Int64 = 0
    /// When it was over; nil while it is not.
    var overMs: Int64?

    var id: String { "\(kind.rawValue) \(subject)" }
}
