import Agent
import Awards
import Decimals
import Lines
import Messages

/// What an officer reads of an office's payments.
extension PayBook {
    /// Throws when a sum is larger than any amount of money.
    var text: String {
        get throws {
            var parts = [try sums]
            let payments = state.payments.keys.compactMap { id -> [String]? in
                guard let prepared = state.payments[id]?.content, let phase = state.phases[id] else { return nil }
                return [
                    id, phase.title, "\(prepared.at)", "\(prepared.lines.count)", "\(Money(fen: prepared.totalFen))",
                ]
            }
            parts += table("拨付 payments", ["编号 id", "状态 phase", "编制时间 prepared", "笔数 lines", "金额 amount"], payments, 3)
            let returned = awards.compactMap { award -> [String]? in
                guard let reference = award.returned else { return nil }
                return [
                    reference, award.of.claim, award.of.applicant, state.lines[reference]?.content.reason ?? "",
                    "\(Money(fen: award.owedFen))",
                ]
            }
            parts += table(
                "退回 returned", ["笔号 reference", "申报 claim", "申报主体 applicant", "原因 reason", "应付 owed"], returned, 4)
            let recoveries = awards.filter { $0.recoverableFen > 0 }.map { award in
                [award.of.claim, award.of.applicant, award.round, "\(Money(fen: award.recoverableFen))"]
            }
            parts += table("追回 called back", ["申报 claim", "申报主体 applicant", "批次 round", "应追回 due"], recoveries, 3)
            let holds = state.holds.keys.compactMap { state.holds[$0]?.content }.map {
                [$0.hold, $0.key, "\($0.at)", $0.reason]
            }
            parts += table("暂停 holds", ["编号 id", "对象 on", "时间 since", "理由 reason"], holds, 4)
            return parts.joined(separator: "\n")
        }
    }

    private func table(_ title: String, _ head: [String], _ rows: [[String]], _ texts: Int) -> [String] {
        rows.isEmpty ? [] : ["\(title)\n" + TextColumns(head: head, rows: rows, textColumns: texts).text]
    }

    /// By programme, clause and year.
    private var sums: String {
        get throws {
            var sums: [String: [Money]] = [:]
            var total = Array(repeating: Money.zero, count: 5)
            for award in awards {
                let amounts = [
                    award.awardFen, award.owedFen, award.paidFen, award.recoverableFen, award.recoveredFen,
                ].map { Money(fen: $0) }
                let key = "\(award.of.programme) \(award.of.clause) \(award.of.period)"
                sums[key] = try Self.sum(sums[key] ?? amounts.map { _ in .zero }, amounts)
                total = try Self.sum(total, amounts)
            }
            let rows = sums.sorted { $0.key < $1.key } + [("合计 total", total)]
            return TextColumns(
                head: [
                    "\(office.division) \(office.name.zh)", "奖补 awarded", "应付 owed", "已付 paid", "应追回 recoverable",
                    "已追回 recovered",
                ],
                rows: rows.map { [$0.key] + $0.value.map { "\($0)" } }, textColumns: 1
            ).text
        }
    }

    private static func sum(_ left: [Money], _ right: [Money]) throws -> [Money] {
        try zip(left, right).map { try $0 + $1 }
    }

    /// A payment, line by line.
    func text(of id: String) throws -> String {
        let (prepared, phase) = try payment(id)
        let rows = prepared.lines.map { line in
            [
                line.reference, "\(line.programme) \(line.clause)", line.claim, line.applicant,
                state.lines[line.reference]?.content.outcome?.rawValue ?? "", "\(Money(fen: line.fen))",
            ]
        }
        let head = ["笔号 reference", "条款 clause", "申报 claim", "申报主体 applicant", "回执 answer", "金额 amount"]
        return "\(id)  \(phase.title)  \(prepared.digest)\n" + TextColumns(head: head, rows: rows, textColumns: 5).text
            + "合计 total: \(Money(fen: prepared.totalFen))\n"
    }
}

extension PaymentPhase {
    var title: String {
        switch self {
        case .prepared: "待复核 prepared"
        case .approved: "已复核 approved"
        case .cancelled: "已作废 cancelled"
        }
    }
}
