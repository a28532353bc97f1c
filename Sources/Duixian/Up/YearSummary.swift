import Awards
import Messages
import Policy

/// What a year came to, on a terminal.
struct YearSummary {
    private let facts: YearFacts
    /// How wide the English beside the Chinese may be.
    private let englishColumns: Int

    private static let mostReasons = 12

    /// - Parameter columns: how many the reader's terminal has.
    init(_ facts: YearFacts, columns: Int) {
        self.facts = facts
        englishColumns = max(12, min(40, columns - 99))
    }

    var lines: [String] {
        byOffice + [""] + byClause + [""] + rounds + pots + money + targets + reasons + [""] + waits + letters
    }

    // MARK: Counts

    private static let heads: [(zh: String, en: String, value: @Sendable (StandingCounts) -> String)] = [
        ("申报", "claims", { shown($0.claims) }),
        ("奖补", "awards", { shown($0.awarded) }),
        ("金额（元）", "yuan", { $0.awarded == 0 ? "·" : yuan($0.fen) }),
        ("待批次", "round", { shown($0.toRound) }),
        ("退回", "refused", { shown($0.refused) }),
        ("待决定", "decide", { shown($0.asked) }),
        ("等待", "waiting", { shown($0.waits) }),
        ("撤回", "back", { shown($0.withdrawn) }),
        ("重复", "twice", { shown($0.duplicates) }),
    ]

    private static func shown(_ number: Int) -> String { number == 0 ? "·" : grouped(Int64(number)) }

    private func table(_ zh: String, _ en: String, _ rows: [(zh: String, en: String, counts: StandingCounts)])
        -> [String]
    {
        var table = TextTable(left: [0, 1], gap: 1)
        table.add([zh, ""] + Self.heads.map(\.zh))
        table.add([en, ""] + Self.heads.map(\.en))
        table.rule()
        for row in rows {
            table.add([row.zh, row.en.cut(to: englishColumns)] + Self.heads.map { $0.value(row.counts) })
        }
        table.rule()
        let total = rows.map(\.counts).reduce(StandingCounts(), +)
        table.add(["合计", "in all"] + Self.heads.map { $0.value(total) })
        return table.lines
    }

    private var byOffice: [String] {
        table(
            "受理机关", "office",
            facts.counties.map { office in
                (office.name.zh, office.name.en, facts.tally.counts { $0.of.office == office.division.code })
            })
    }

    private var byClause: [String] {
        table(
            "条款", "clause",
            facts.clauses.map { key in
                let title = facts.clause(key)?.title
                return (
                    "\(key.clause) \(title?.zh ?? "")", title?.en ?? "",
                    facts.tally.counts { YearFacts.ClauseKey($0.of) == key }
                )
            })
    }

    // MARK: Rounds

    private var rounds: [String] {
        facts.stories.flatMap { story in
            var table = TextTable(left: [1, 2])
            table.add(["批次", story.round, ""])
            table.rule()
            for line in story.lines {
                table.add([line.number.map { grouped(Int64($0)) } ?? "", line.text.zh, line.text.en])
            }
            return table.lines + [""]
        }
    }

    private var pots: [String] {
        let pots = facts.pots
        guard !pots.isEmpty else { return [] }
        var table = TextTable(left: [0, 1])
        table.add(["总额", "", "全部", "已定", "尚余"])
        table.add(["budget", "", "in all", "awarded", "left"])
        table.rule()
        for pot in pots {
            table.add([
                "\(pot.clause) \(pot.text.zh)", pot.text.en, yuan(pot.allFen), yuan(pot.awardedFen),
                yuan(pot.allFen - pot.awardedFen),
            ])
        }
        return table.lines + [""]
    }

    private var money: [String] {
        let lines = facts.tally.money.lines
        guard !lines.isEmpty else { return [] }
        var table = TextTable(left: [1, 2])
        table.add(["资金", "", ""])
        table.add(["money", "", ""])
        table.rule()
        for line in lines { table.add([grouped(Int64(line.number)), line.text.zh, line.text.en]) }
        return table.lines + [""]
    }

    private var targets: [String] {
        let (targets, records) = (facts.targets, facts.records)
        guard !targets.isEmpty || !records.isEmpty else { return [] }
        var table = TextTable(left: [1, 2])
        table.add(["目标", "", ""])
        table.add(["targets", "", ""])
        table.rule()
        for target in targets {
            let words = facts.words(target)
            table.add([target.percent.map { "\($0)%" } ?? "", words.zh, words.en])
        }
        for record in records {
            table.add(["\(record.number)", "留存记录：\(record.text.zh)", "kept on record: \(record.text.en)"])
        }
        return table.lines + [""]
    }

    // MARK: Reasons

    private var reasons: [String] {
        var table = TextTable(left: [1, 2, 3])
        table.add(["退回", "条款", "原因", ""])
        table.add(["refused", "clause", "why", ""])
        table.rule()
        let all = facts.refusals
        for refusal in all.prefix(Self.mostReasons) {
            table.add(["\(refusal.count)", refusal.clause ?? "核验", refusal.words.zh, refusal.words.en])
        }
        let rest = all.dropFirst(Self.mostReasons)
        if !rest.isEmpty {
            table.add([
                "\(rest.map(\.count).reduce(0, +))", "", "其他\(rest.count)种原因", "for \(rest.count) other reasons",
            ])
        }
        return table.lines
    }

    private var waits: [String] {
        var table = TextTable(left: [1, 2])
        table.add(["等待", "所等", ""])
        table.add(["waiting", "for", ""])
        table.rule()
        for wait in facts.waits { table.add(["\(wait.count)", wait.text.zh, wait.text.en]) }
        return table.lines
    }

    private var letters: [String] {
        let letters = facts.letters
        guard !letters.isEmpty else { return [] }
        var table = TextTable(left: [1, 2])
        table.add(["文书", "", ""])
        table.add(["letters", "", ""])
        table.rule()
        for kind in letters {
            let open = kind.count - kind.done
            let rest = open == 0 ? Text() : Text(zh: "（\(open)份未送出）", en: ", \(open) of them not sent")
            table.add(["\(kind.count)", kind.title.zh + rest.zh, kind.title.en + rest.en])
        }
        return [""] + table.lines
    }
}
