import Agent
import Messages

/// The life of a statement between two offices, as either of them sees it.
struct StatementLife: StateValue {
    enum Phase: Int64 {
        /// The other office has not answered.
        case silent
        case disputed
        case agreed
        /// It stands although the other office has not agreed, or does no longer.
        case overridden
        /// Another took its place.
        case superseded
        /// What it says was paid.
        case paid
    }

    let proposed: SettlementProposed
    var phase = Phase.silent
    var answer: SettlementAnswered?
    var granted: SettlementGranted?
    /// Of the payload that proposed it.
    let digest: String

    init(_ proposed: SettlementProposed, digest: String) {
        self.proposed = proposed
        self.digest = digest
    }

    /// Whether it holds for both.
    var stands: Bool {
        switch phase {
        case .agreed, .overridden, .paid: true
        case .silent, .disputed, .superseded: false
        }
    }

    /// Why the year cannot be settled while nobody agrees to it.
    var obstacle: Text {
        let since = proposed.day.map { Text(zh: "，出具于\($0)", en: ", which was made on \($0)") } ?? Text()
        if phase == .disputed {
            let count = answer?.count ?? 0
            return Text(
                zh: "\(proposed.to)对\(proposed.statement)的\(count)项有争议\(since.zh)",
                en:
                    "\(proposed.to) disputes \(count) \(count == 1 ? "line" : "lines") of \(proposed.statement)\(since.en)"
            )
        }
        return Text(
            zh: "\(proposed.to)尚未答复\(proposed.statement)\(since.zh)",
            en: "\(proposed.to) has not answered \(proposed.statement)\(since.en)")
    }

    func write(to bytes: inout [UInt8]) {
        Recorded(proposed).write(to: &bytes)
        phase.rawValue.write(to: &bytes)
        answer.map(Recorded.init).write(to: &bytes)
        granted.map(Recorded.init).write(to: &bytes)
        digest.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let proposed = Recorded<SettlementProposed>(from: &bytes),
            let phase = Int64(from: &bytes).flatMap(Phase.init),
            let answer = Recorded<SettlementAnswered>?(from: &bytes),
            let granted = Recorded<SettlementGranted>?(from: &bytes), let digest = String(from: &bytes)
        else { return nil }
        self.proposed = proposed.content
        self.phase = phase
        self.answer = answer?.content
        self.granted = granted?.content
        self.digest = digest
    }
}

extension SettlementProposed {
    /// `150200-150223`.
    var pair: String { "\(from)-\(to)" }
}
