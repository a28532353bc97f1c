/// How a task, or an edge of the flow, does: the worst stands for all.
enum Standing: Int, CaseIterable, Comparable, Sendable {
    /// It keeps up, or has nothing to do.
    case ok
    /// Nobody has heard of it yet, or the index has not read so far: nothing can be said.
    case unknown
    /// It was not once through in the last seconds, and what waits is not getting younger.
    case behind
    /// An open transaction stands before what it would read next.
    case blocked
    /// It reads again what it had read before.
    case rewound
    /// Its worker is not heard of.
    case stopped

    static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }

    /// As a class of the style sheet.
    var name: String {
        switch self {
        case .ok: "ok"
        case .unknown: "unknown"
        case .behind: "behind"
        case .blocked: "blocked"
        case .rewound: "rewound"
        case .stopped: "stopped"
        }
    }

    var zh: String {
        switch self {
        case .ok: "正常"
        case .unknown: "未知"
        case .behind: "滞后"
        case .blocked: "受阻"
        case .rewound: "回退"
        case .stopped: "停止"
        }
    }

    var en: String { name }
}
