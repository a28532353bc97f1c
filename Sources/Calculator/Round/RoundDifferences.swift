import Agent
import Decimals
import Messages

/// What an adjudication would change to what stands, in words.
struct RoundDifferences {
    private static let most = 20
    private var lines: [(zh: String, en: String)] = []
    private var count = 0
    private var deltaFen: Int64 = 0
    /// Claims that would get less.
    private(set) var losers: [String] = []

    init(_ round: AdjudicatedRound, _ state: RoundState, besides: ProposalName? = nil) {
        for line in round.lines {
            let name = round.name(of: line)
            guard name != besides, let before = state.proposals[name] else { continue }
            let proposal = round.outcome(of: line, state, revision: 0)
            let standing = state.corrections[name]?.content.afterFen ?? before.awardFen ?? 0
            let now = proposal.awardFen ?? 0
            guard standing != now || before.outcome != proposal.outcome || before.reason != proposal.reason else {
                continue
            }
            count += 1
            deltaFen += now - standing
            if now < standing { losers.append(proposal.of.claim) }
            guard lines.count < Self.most else { continue }
            let change = "\(proposal.of.claim): \(Money(fen: standing)) → \(Money(fen: now))"
            lines.append(
                (
                    change + (proposal.reason.map { "（\($0)）" } ?? ""),
                    change + (proposal.reason.map { " (\($0))" } ?? "")
                ))
        }
    }

    var sentence: Text {
        guard count > 0 else { return Text(zh: "其他申报不变。", en: "Nothing else changes.") }
        let more = count > lines.count ? "…" : ""
        return Text(
            zh: "变动\(count)项，合计\(Money(fen: deltaFen))元：\(lines.map(\.zh).joined(separator: "；"))\(more)。",
            en:
                "\(count) change, by \(Money(fen: deltaFen)) yuan in all: \(lines.map(\.en).joined(separator: "; "))\(more)."
        )
    }
}
