import Agent
import Messages

/// The life of a round, as it was recorded.
struct RoundLife: StateValue {
    var opened: RoundOpened
    var closing: RoundClosing?
    /// The officer who ordered the close.
    var closer = ""
    var waived: [RoundWaived] = []
    var blocked: RoundBlocked?
    /// The last order that let it be adjudicated.
    var lastOrder = ""
    /// The newest adjudication.
    var closed: RoundClosed?
    var published: RoundPublished?
    /// Working days that have begun since.
    var noticeDays: Int64 = 0
    var confirmed: RoundConfirmed?

    init(_ opened: RoundOpened) { self.opened = opened }

    enum Phase {
        case open, closing, adjudicated, published, confirmed
    }

    var phase: Phase {
        if confirmed != nil { return .confirmed }
        guard let closed else { return closing == nil ? .open : .closing }
        return published?.revision == closed.revision ? .published : .adjudicated
    }

    func has(_ clause: String) -> Bool { opened.clauses.isEmpty || opened.clauses.contains(clause) }

    func isWaived(_ subject: RoundWaived.Subject, _ name: String) -> Bool {
        waived.contains { $0.subject == subject && $0.name == name }
    }

    func write(to bytes: inout [UInt8]) {
        Recorded(opened).write(to: &bytes)
        closing.map(Recorded.init).write(to: &bytes)
        closer.write(to: &bytes)
        waived.map(Recorded.init).write(to: &bytes)
        blocked.map(Recorded.init).write(to: &bytes)
        lastOrder.write(to: &bytes)
        closed.map(Recorded.init).write(to: &bytes)
        published.map(Recorded.init).write(to: &bytes)
        noticeDays.write(to: &bytes)
        confirmed.map(Recorded.init).write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let opened = Recorded<RoundOpened>(from: &bytes), let closing = Recorded<RoundClosing>?(from: &bytes),
            let closer = String(from: &bytes), let waived = [Recorded<RoundWaived>](from: &bytes),
            let blocked = Recorded<RoundBlocked>?(from: &bytes), let lastOrder = String(from: &bytes),
            let closed = Recorded<RoundClosed>?(from: &bytes),
            let published = Recorded<RoundPublished>?(from: &bytes), let noticeDays = Int64(from: &bytes),
            let confirmed = Recorded<RoundConfirmed>?(from: &bytes)
        else { return nil }
        self.opened = opened.content
        self.closing = closing?.content
        self.closer = closer
        self.waived = waived.map(\.content)
        self.blocked = blocked?.content
        self.lastOrder = lastOrder
        self.closed = closed?.content
        self.published = published?.content
        self.noticeDays = noticeDays
        self.confirmed = confirmed?.content
    }
}
