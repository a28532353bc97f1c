import Awards
import Commands
import FoundationEssentials
import Messages
import Policy

/// What a year came to, as a folder that anybody can open: an index that leads through it, the public notice, an award
/// and a refusal with everything that they rest on.
struct YearPages {
    /// A step of the script, and how claims stood behind it.
    typealias Step = (title: BilingualText, counts: StandingCounts)

    let facts: YearFacts
    let title: BilingualText
    let steps: [Step]

    /// Writes the pages, over those of an earlier run.
    ///
    /// - Returns: where the index is.
    func write(to folder: String) throws -> String {
        try FolderTree.make(folder)
        var links: [HTMLPage.Cell] = []
        func add(_ name: String, _ text: Text, _ page: HTMLPage) throws {
            try Data(page.html.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            links.append(.link(name, text))
        }
        for notice in notices { try add(notice.file, Text(zh: "公示", en: "The public notice"), notice.page) }
        if let claim = facts.exampleOfAward {
            try add(
                "award.html", Text(zh: "一项奖补，逐步说明", en: "An award, explained step by step"),
                ClaimPage(facts, claim).page)
        }
        if let claim = facts.exampleOfRefusal {
            try add(
                "refusal.html", Text(zh: "一项退回，差在哪里", en: "A refusal, and what it missed by"),
                ClaimPage(facts, claim).page)
        }
        let index = "\(folder)/index.html"
        try Data(self.index(links).html.utf8).write(to: URL(filePath: index))
        return index
    }

    // MARK: Index

    private func index(_ links: [HTMLPage.Cell]) -> HTMLPage {
        var page = HTMLPage(Text(zh: title.zh, en: title.en))
        page.paragraph(
            Text(
                zh: "数据均为虚构，政策为真。旗县区受理，市里核验、测算、公示、决定；每一分钱都说得清依据。",
                en: "The data are made up, the policy is real. Banners take claims in; the city verifies, calculates, "
                    + "publishes and confirms. Every fen is explained."))
        page.list(links)
        if !steps.isEmpty {
            page.heading(Text(zh: "一年的经过", en: "The year, step by step"))
            page.table(
                [
                    Text(zh: "步骤", en: "step"), Text(zh: "申报", en: "claims"), Text(zh: "奖补", en: "awards"),
                    Text(zh: "金额（元）", en: "yuan"), Text(zh: "退回", en: "refused"), Text(zh: "等待", en: "waiting"),
                ],
                steps.map { step in
                    let counts = step.counts
                    return [
                        .text(Text(zh: step.title.zh, en: step.title.en)), count(counts.claims), count(counts.awarded),
                        money(counts.fen), count(counts.refused), count(counts.waits),
                    ]
                })
        }
        for story in facts.stories {
            page.heading(Text(zh: "批次\(story.round)", en: "The round \(story.round)"))
            page.list(
                story.lines.map { line in
                    let number = line.number.map { "\(grouped(Int64($0))) " } ?? ""
                    return .text(Text(zh: number + line.text.zh, en: number + line.text.en))
                })
        }
        addAwards(to: &page)
        addPots(to: &page)
        let moneyLines = facts.tally.money.lines
        if !moneyLines.isEmpty {
            page.heading(Text(zh: "资金", en: "Money"))
            page.list(
                moneyLines.map { line in
                    let number = grouped(Int64(line.number))
                    return .text(Text(zh: "\(number) \(line.text.zh)", en: "\(number) \(line.text.en)"))
                })
        }
        addTargets(to: &page)
        addLetters(to: &page)
        addReasons(to: &page)
        return page
    }

    private func addTargets(to page: inout HTMLPage) {
        let lines =
            facts.targets.map { facts.words($0) }
            + facts.records.map { record in
                Text(
                    zh: "留存记录：\(record.text.zh) \(record.number)",
                    en: "Kept on record: \(record.text.en), \(record.number)")
            }
        guard !lines.isEmpty else { return }
        page.heading(Text(zh: "目标进度与留存记录", en: "Targets, and what was kept on record"))
        page.list(lines.map { .text($0) })
    }

    private func count(_ number: Int) -> HTMLPage.Cell { .number(number == 0 ? "" : grouped(Int64(number))) }

    private func money(_ fen: Int64) -> HTMLPage.Cell { .number(fen == 0 ? "" : yuan(fen)) }

    /// What each clause came to at each office.
    private func addAwards(to page: inout HTMLPage) {
        let counties = facts.counties
        page.heading(Text(zh: "各条款、各旗县区的奖补（元）", en: "Awards by clause and banner, in yuan"))
        func sums(_ title: HTMLPage.Cell, _ isMeant: (YearTally.Claim) -> Bool) -> [HTMLPage.Cell] {
            func sum(_ isHere: (YearTally.Claim) -> Bool) -> HTMLPage.Cell {
                let fen = facts.tally.counts { isMeant($0) && isHere($0) }.fen
                return money(fen)
            }
            return [title] + counties.map { office in sum { $0.of.office == office.division.code } } + [
                sum { _ in true }
            ]
        }
        page.table(
            [Text(zh: "条款", en: "clause")] + counties.map { Text(zh: $0.name.zh, en: $0.name.en) }
                + [Text(zh: "合计", en: "in all")],
            facts.clauses.map { key in
                let title = facts.clause(key)?.title
                let text = Text(zh: "\(key.clause) \(title?.zh ?? "")", en: title?.en ?? "")
                return sums(.text(text)) { YearFacts.ClauseKey($0.of) == key }
            },
            sum: sums(.text(Text(zh: "合计", en: "in all"))) { _ in true })
    }

    private func addPots(to page: inout HTMLPage) {
        let pots = facts.pots
        guard !pots.isEmpty else { return }
        page.heading(Text(zh: "总额及结余（元）", en: "Budgets, and what is left, in yuan"))
        page.table(
            [
                Text(zh: "总额", en: "budget"), Text(zh: "全部", en: "in all"), Text(zh: "已定", en: "awarded"),
                Text(zh: "尚余", en: "left"),
            ],
            pots.map { pot in
                [
                    .text(Text(zh: "\(pot.clause) \(pot.text.zh)", en: pot.text.en)), .number(yuan(pot.allFen)),
                    .number(yuan(pot.awardedFen)), .number(yuan(pot.allFen - pot.awardedFen)),
                ]
            })
    }

    private func addLetters(to page: inout HTMLPage) {
        let letters = facts.letters
        guard !letters.isEmpty else { return }
        page.heading(Text(zh: "文书", en: "Letters"))
        page.table(
            [
                Text(zh: "份数", en: "number"), Text(zh: "种类", en: "kind"), Text(zh: "其中一份", en: "one of them"),
            ],
            letters.map { kind in
                let example = kind.example.map { HTMLPage.Cell.link(to: $0) }
                return [.number(grouped(Int64(kind.count))), .text(kind.title), example ?? .plain("")]
            })
    }

    private func addReasons(to page: inout HTMLPage) {
        page.heading(Text(zh: "退回的原因", en: "Why claims were refused"))
        page.table(
            [Text(zh: "份数", en: "claims"), Text(zh: "条款", en: "clause"), Text(zh: "原因", en: "reason")],
            facts.refusals.map { refusal in
                let clause = refusal.clause.map { HTMLPage.Cell.plain($0) } ?? .text(Text(zh: "核验", en: "verification"))
                return [.number("\(refusal.count)"), clause, .text(refusal.words)]
            })
        let waits = facts.waits
        guard !waits.isEmpty else { return }
        page.heading(Text(zh: "尚在等待的", en: "What still waits, and for what"))
        page.table(
            [Text(zh: "份数", en: "claims"), Text(zh: "所等", en: "for")],
            waits.map { [.number("\($0.count)"), .text($0.text)] })
    }

    // MARK: Notice

    /// What each round has shown to the public; accounts and phones never leave the office that took them in.
    private var notices: [(file: String, page: HTMLPage)] {
        facts.tally.rounds.sorted { $0.key < $1.key }.compactMap { name, round in
            guard let closed = round.closed, let published = round.published else { return nil }
            var page = HTMLPage(Text(zh: "拟奖补项目公示：\(name)", en: "Public notice of proposed awards: \(name)"))
            page.paragraph(
                Text(
                    zh: "公示期\(published.workingDays)个工作日。对公示内容有异议的，请在公示期内书面提出。清单摘要：\(closed.digest)",
                    en: "The notice lasts \(published.workingDays) working days; objections may be lodged in writing "
                        + "until then. Digest of the list: \(closed.digest)"))
            let awarded = facts.claims.compactMap { claim -> (claim: YearTally.Claim, fen: Int64)? in
                guard let proposal = claim.proposal, proposal.round == name, proposal.outcome == .award,
                    let fen = proposal.awardFen
                else { return nil }
                return (claim, fen)
            }
            let names = Dictionary(uniqueKeysWithValues: facts.counties.map { ($0.division.code, $0.name) })
            for key in facts.clauses {
                let own = awarded.filter { YearFacts.ClauseKey($0.claim.of) == key }.sorted { left, right in
                    (right.fen, left.claim.of.claim) < (left.fen, right.claim.of.claim)
                }
                guard !own.isEmpty else { continue }
                let title = facts.clause(key)?.title
                page.heading(
                    Text(zh: "\(key.clause) \(title?.zh ?? "")", en: "Clause \(key.clause): \(title?.en ?? "")"))
                page.table(
                    [
                        Text(zh: "申报主体", en: "applicant"), Text(zh: "获评对象", en: "object"),
                        Text(zh: "受理机关", en: "office"), Text(zh: "拟奖补（元）", en: "proposed, in yuan"),
                    ],
                    own.map { claim, fen in
                        let office = names[claim.of.office].map { Text(zh: $0.zh, en: $0.en) }
                        return [
                            .plain(facts.firm(claim.of)), .plain(claim.of.object ?? ""),
                            office.map { .text($0) } ?? .plain(claim.of.office), .number(yuan(fen)),
                        ]
                    },
                    sum: [
                        .text(Text(zh: "\(own.count)项", en: "\(own.count) awards")), .plain(""), .plain(""),
                        .number(yuan(own.map(\.fen).reduce(0, +))),
                    ])
            }
            return ("notice-\(name.split(separator: "/").joined(separator: "-")).html", page)
        }
    }
}
