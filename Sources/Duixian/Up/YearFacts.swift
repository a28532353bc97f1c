import Awards
import Decimals
import Messages
import Policy

/// What a year came to: what its summary and its pages say, each in its own form.
struct YearFacts {
    let tally: YearTally
    let offices: Offices
    let rulebooks: [String: Rulebook]

    init(_ tally: YearTally, _ offices: Offices) {
        self.tally = tally
        self.offices = offices
        var rulebooks: [String: Rulebook] = [:]
        for (programme, adopted) in tally.policies {
            rulebooks[programme] = try? Rulebook(Programme.load(adopted.bytes.bytes, file: programme))
        }
        self.rulebooks = rulebooks
    }

    var claims: [YearTally.Claim] { Array(tally.claims.values) }

    struct ClauseKey: Hashable {
        let programme: String
        let clause: String

        init(programme: String, clause: String) {
            self.programme = programme
            self.clause = clause
        }

        init(_ of: ClaimVersion) { self.init(programme: of.programme, clause: of.clause) }
    }

    func clause(_ key: ClauseKey) -> Clause? { rulebooks[key.programme]?.programme.clause(key.clause) }

    /// The clauses that were claimed, in the order of their programmes.
    var clauses: [ClauseKey] {
        let known = Set(claims.map { ClauseKey($0.of) })
        return rulebooks.sorted { $0.key < $1.key }.flatMap { programme, rulebook in
            rulebook.programme.clauses.map { ClauseKey(programme: programme, clause: $0.id) }
        }.filter(known.contains)
    }

    /// The offices that took claims in.
    var counties: [Office] {
        let known = Set(claims.map(\.of.office))
        return offices.all.filter { known.contains($0.division.code) }
    }

    func firm(_ of: ClaimVersion) -> String {
        let name = tally.claims[YearTally.Place(claim: of.claim, office: of.office)]?.name ?? ""
        return name.isEmpty ? of.applicant : name
    }

    func words(ofReason reason: String, _ clause: Clause?) -> Text {
        func words(_ language: Language) -> String {
            clause?.words(ofReason: reason, in: language) ?? Clause.commonWords(ofReason: reason, in: language)
        }
        return Text(zh: words(.zh), en: words(.en))
    }

    // MARK: Rounds

    /// A round that was adjudicated.
    struct Story {
        let round: String
        /// What became of it, each perhaps with a number before it.
        let lines: [(number: Int?, text: Text)]
    }

    var stories: [Story] {
        tally.rounds.sorted { $0.key < $1.key }.compactMap { name, round in
            round.closed.map { Story(round: name, lines: lines(of: round, $0).filter { $0.number != 0 }) }
        }
    }

    private func lines(of round: RoundTally, _ closed: RoundClosed) -> [(number: Int?, text: Text)] {
        let upheld = round.resolved.filter(\.isUpheld).count
        var lines: [(number: Int?, text: Text)] = [
            (Int(closed.claims), Text(zh: "份申报参加测定", en: "claims were adjudicated")),
            (round.waived.count, Text(zh: "项不再等待，各有理由", en: "things were waited for no longer, each with a reason")),
            (upheld, Text(zh: "项异议成立", en: upheld == 1 ? "objection was upheld" : "objections were upheld")),
        ]
        for move in round.moved {
            let change = "\(yuan(move.before.awardFen ?? 0)) → \(yuan(move.after.awardFen ?? 0))"
            let of = move.after.of
            lines.append((nil, Text(zh: "\(firm(of))：\(change)", en: "clause \(of.clause): \(change)")))
        }
        if let confirmed = round.confirmed {
            let sum = yuan(confirmed.totalFen)
            lines.append(
                (
                    Int(confirmed.awards),
                    Text(zh: "项奖补生效，共\(sum)元", en: "awards were confirmed, \(sum) yuan")
                ))
        }
        for corrected in round.corrections {
            let difference = yuan(abs(corrected.deltaFen))
            let isLess = corrected.deltaFen < 0
            lines.append(
                (
                    nil,
                    Text(
                        zh: "\(firm(corrected.of))更正：\(isLess ? "追回" : "补发")\(difference)元",
                        en: "corrected since: \(difference) yuan \(isLess ? "are recovered" : "are paid further")")
                ))
        }
        return lines
    }

    /// A sum that several claims share.
    struct Pot {
        let clause: String
        let text: BilingualText
        let allFen: Int64
        let awardedFen: Int64
    }

    var pots: [Pot] {
        rulebooks.sorted(by: { $0.key < $1.key }).flatMap { programme, rulebook in
            rulebook.programme.clauses.compactMap { clause in
                guard let budget = clause.budget,
                    case .number(let total)? = clause.parameter(budget.total.text)?.value,
                    let all = try? Money(truncatingYuan: total)
                else { return nil }
                let own = claims.filter { $0.of.programme == programme && $0.of.clause == clause.id }
                guard own.contains(where: { $0.proposal != nil }) else { return nil }
                let awarded = own.reduce(into: StandingCounts()) { $0.add($1) }.fen
                return Pot(clause: clause.id, text: budget.text, allFen: all.fen, awardedFen: awarded)
            }
        }
    }

    // MARK: Targets and records

    /// How far all offices together are, target by target, where anybody has reported.
    var targets: [TargetProgress] {
        guard let top = offices.all.first(where: { $0.superior == nil }), let year = tally.figures.years.last else {
            return []
        }
        return rulebooks.sorted { $0.key < $1.key }.flatMap { _, rulebook in
            tally.figures.progress(of: rulebook, at: top.division, in: offices, year: year)
        }.filter { $0.figure != nil }
    }

    /// A target in words: what was reached, and what is wanted.
    func words(_ progress: TargetProgress) -> Text {
        let target = progress.target
        let figure = progress.figure.map { "\($0)" } ?? ""
        let goal = progress.goal.map { "\($0)" } ?? ""
        let met = progress.isMet == true ? Text(zh: "，已达到", en: ", met") : Text(zh: "，未达到", en: ", not met")
        let of = "\(progress.programme) \(target.clause.id)"
        return Text(
            zh: "\(of) \(target.fact.text.zh)：\(figure)，目标\(goal)\(met.zh)",
            en: "\(of) \(target.fact.text.en): \(figure), the target is \(goal)\(met.en)")
    }

    /// Numbers of what offices have kept, by kind.
    var records: [(number: Int, text: Text)] {
        RecordKept.Kind.allCases.compactMap { kind in tally.kept[kind].map { ($0, kind.title) } }
    }

    // MARK: Letters

    /// Letters of a kind that an office has written.
    struct Letters {
        let title: Text
        let count: Int
        /// Not on their way: sent, or printed.
        let done: Int
        /// The first that lies in a folder.
        let example: YearTally.Letter?
    }

    var letters: [Letters] {
        LetterWritten.Kind.allCases.compactMap { kind in
            let own = tally.letters.filter { $0.letter.kind == kind }
            guard !own.isEmpty else { return nil }
            let printed = own.filter { $0.file != nil }
            return Letters(
                title: kind.title, count: own.count,
                done: own.count { [.sent, .printed].contains($0.ended?.outcome) },
                example: printed.min { ($0.office, $0.file ?? "") < ($1.office, $1.file ?? "") })
        }
    }

    /// What was written about a claim, in the order of days.
    func letters(about of: ClaimVersion) -> [YearTally.Letter] {
        tally.letters.filter { $0.letter.claim == of.claim && $0.office == of.office }.sorted {
            ($0.letter.date ?? "", $0.letter.kind.order, $0.letter.id)
                < ($1.letter.date ?? "", $1.letter.kind.order, $1.letter.id)
        }
    }

    // MARK: Reasons

    struct Refusal {
        let count: Int
        /// Nil for what the verifier refused.
        let clause: String?
        let words: Text
    }

    /// The biggest reasons first.
    var refusals: [Refusal] {
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
        let sorted = counts.sorted { left, right in
            (right.value, left.key.clause?.clause ?? "", left.key.reason)
                < (left.value, right.key.clause?.clause ?? "", right.key.reason)
        }
        return sorted.map { key, count in
            Refusal(
                count: count, clause: key.clause?.clause,
                words: words(ofReason: key.reason, key.clause.flatMap { self.clause($0) }))
        }
    }

    // MARK: Waiting

    static let registers: [String: Text] = [
        "registration": Text(zh: "市场主体登记", en: "the register of businesses"), "tax": Text(zh: "税务数据", en: "taxes"),
        "customs": Text(zh: "海关数据", en: "customs"), "credit": Text(zh: "失信名单", en: "the dishonesty list"),
        "penalties": Text(zh: "财政处罚", en: "fiscal penalties"), "titles": Text(zh: "称号认定", en: "titles"),
        "ratings": Text(zh: "等级评定", en: "ratings"), "inspection": Text(zh: "现场核查", en: "inspections"),
        "festival": Text(zh: "网购节统计", en: "festival statistics"), "platform": Text(zh: "平台数据", en: "platforms"),
        "audit": Text(zh: "审计", en: "audits"), "transport": Text(zh: "道路运输监管", en: "road transport"),
        "post": Text(zh: "快递进村数据", en: "parcels to villages"), "statistics": Text(zh: "统计", en: "statistics"),
        "awards": Text(zh: "此前奖补", en: "earlier awards"),
        "budget": Text(zh: "总额用完，排队等候", en: "a budget that is used up: in the queue"),
        "programme": Text(zh: "政策", en: "the policy"),
    ]

    /// What claims wait for, and how many; the most first.
    var waits: [(count: Int, text: Text)] {
        var counts: [String: (count: Int, text: Text)] = [:]
        func add(_ key: String, _ text: Text) { counts[key] = ((counts[key]?.count ?? 0) + 1, text) }
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
        return counts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.value)
    }
}

extension YearTally.Letter {
    /// Where it lies below the folder of letters; nil for one that went elsewhere, or nowhere yet.
    var file: String? {
        guard let ended, ended.outcome == .printed, let folder = ended.detail else { return nil }
        return "\(office)/\(folder)/letter.html"
    }
}

extension LetterWritten.Kind {
    var title: Text {
        switch self {
        case .receipt: Text(zh: "受理回执", en: "receipt")
        case .request: Text(zh: "补正通知", en: "request for what is missing")
        case .result: Text(zh: "测定结果通知", en: "result")
        case .decision: Text(zh: "奖补决定", en: "decision")
        case .objection: Text(zh: "异议答复", en: "answer to an objection")
        case .correction: Text(zh: "更正通知", en: "correction")
        case .notice: Text(zh: "公示", en: "public notice")
        case .payment: Text(zh: "拨付通知", en: "payment")
        case .recovery: Text(zh: "追回通知", en: "recovery")
        }
    }

    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
