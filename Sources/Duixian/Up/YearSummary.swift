import Awards
import Messages
import Policy

/// What a year came to, for people.
struct YearSummary {
    let tally: YearTally
    let offices: Offices
    let rulebooks: [String: Rulebook]
    /// How wide the English beside the Chinese may be.
    private let englishColumns: Int

    /// - Parameter columns: how many the reader's terminal has.
    init(_ tally: YearTally, _ offices: Offices, columns: Int) {
        englishColumns = max(12, min(40, columns - 99))
        self.tally = tally
        self.offices = offices
        var rulebooks: [String: Rulebook] = [:]
        for (programme, adopted) in tally.policies {
            rulebooks[programme] = try? Rulebook(Programme.load(adopted.bytes.bytes, file: programme))
        }
        self.rulebooks = rulebooks
    }

    private typealias Claim = YearTally.Claim
    private var claims: [Claim] { Array(tally.claims.values) }

    var lines: [String] {
        byOffice + [""] + byClause + [""] + reasons + [""] + waits
    }

    // MARK: Counts

    private static let heads: [(zh: String, en: String, value: @Sendable (StandingCounts) -> String)] = [
        ("申报", "claims", { shown($0.claims) }),
        ("已测算", "assessed", { shown($0.awarded) }),
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
        let rows = offices.all.compactMap { office -> (zh: String, en: String, counts: StandingCounts)? in
            let counts = tally.counts { $0.of.office == office.division.code }
            return counts.claims == 0 ? nil : (office.name.zh, office.name.en, counts)
        }
        return table("受理机关", "office", rows)
    }

    private var byClause: [String] {
        let known = Set(claims.map { ClauseKey($0.of) })
        let order = rulebooks.sorted { $0.key < $1.key }.flatMap { programme, rulebook in
            rulebook.programme.clauses.map { ClauseKey(programme: programme, clause: $0.id) }
        }
        let rows = order.filter(known.contains).map { key -> (zh: String, en: String, counts: StandingCounts) in
            let title = clause(key)?.title
            return (
                "\(key.clause) \(title?.zh ?? "")", title?.en ?? "", tally.counts { ClauseKey($0.of) == key }
            )
        }
        return table("条款", "clause", rows)
    }

    fileprivate struct ClauseKey: Hashable {
        let programme: String
        let clause: String
    }

    private func clause(_ key: ClauseKey) -> Clause? { rulebooks[key.programme]?.programme.clause(key.clause) }

    // MARK: Reasons

    private var reasons: [String] {
        struct Key: Hashable {
            let reason: String
            let clause: ClauseKey?
        }
        var counts: [Key: Int] = [:]
        for claim in claims where claim.first == nil {
            guard case .refused(let reasons) = claim.standing else { continue }
            let isVerifier = claim.assessed?.outcome == .refused
            for reason in reasons {
                counts[Key(reason: reason, clause: isVerifier ? nil : ClauseKey(claim.of)), default: 0] += 1
            }
        }
        var table = TextTable(left: [1, 2, 3])
        table.add(["退回", "条款", "原因", ""])
        table.add(["refused", "clause", "why", ""])
        table.rule()
        let sorted = counts.sorted { left, right in
            (right.value, left.key.clause?.clause ?? "", left.key.reason)
                < (left.value, right.key.clause?.clause ?? "", right.key.reason)
        }
        for (key, count) in sorted {
            let clause = key.clause.flatMap { self.clause($0) }
            table.add(
                [
                    "\(count)", key.clause?.clause ?? "核验", words(key.reason, clause, .zh),
                    words(key.reason, clause, .en),
                ])
        }
        return table.lines
    }

    private func words(_ reason: String, _ clause: Clause?, _ language: Language) -> String {
        clause?.words(ofReason: reason, in: language) ?? Clause.commonWords(ofReason: reason, in: language)
    }

    // MARK: Waiting

    private static let registers: [String: Text] = [
        "registration": Text(zh: "市场主体登记", en: "the register of businesses"), "tax": Text(zh: "税务数据", en: "taxes"),
        "customs": Text(zh: "海关数据", en: "customs"), "credit": Text(zh: "失信名单", en: "the dishonesty list"),
        "penalties": Text(zh: "财政处罚", en: "fiscal penalties"), "titles": Text(zh: "称号认定", en: "titles"),
        "ratings": Text(zh: "等级评定", en: "ratings"), "inspection": Text(zh: "现场核查", en: "inspections"),
        "festival": Text(zh: "网购节统计", en: "festival statistics"), "platform": Text(zh: "平台数据", en: "platforms"),
        "audit": Text(zh: "审计", en: "audits"), "transport": Text(zh: "道路运输监管", en: "road transport"),
        "post": Text(zh: "快递进村数据", en: "parcels to villages"), "statistics": Text(zh: "统计", en: "statistics"),
        "awards": Text(zh: "此前奖补", en: "earlier awards"), "programme": Text(zh: "政策", en: "the policy"),
    ]

    private var waits: [String] {
        var counts: [String: (text: Text, count: Int)] = [:]
        func add(_ key: String, _ text: Text) { counts[key] = (text, (counts[key]?.count ?? 0) + 1) }
        for claim in claims where claim.first == nil {
            switch claim.standing {
            case .waits(let kinds, let review):
                for kind in Set(kinds) { add(kind, Self.registers[kind] ?? Text(zh: kind, en: kind)) }
                if !review.isEmpty { add("~review", Text(zh: "现场核查人员答复", en: "an officer's inspection")) }
            case .asked:
                guard let assessed = claim.assessed else { continue }
                if assessed.outcome == .ask {
                    add("~ask", Text(zh: "补充事实", en: "facts that are still needed"))
                } else {
                    add("~amount", Text(zh: "由人决定金额", en: "an officer's decision on the amount"))
                }
            case .underway: add("~underway", Text(zh: "处理中", en: "under way"))
            case .toRound:
                add("~round", Text(zh: "批次结束（名次、总额、此前所获）", en: "the round's close: ranks, pots, earlier awards"))
            case .awarded, .refused, .withdrawn: break
            }
        }
        var table = TextTable(left: [1, 2])
        table.add(["等待", "所等", ""])
        table.add(["waiting", "for", ""])
        table.rule()
        for (_, wait) in counts.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
            table.add(["\(wait.count)", wait.text.zh, wait.text.en])
        }
        return table.lines
    }
}

extension YearSummary.ClauseKey {
    fileprivate init(_ of: ClaimVersion) { self.init(programme: of.programme, clause: of.clause) }
}
