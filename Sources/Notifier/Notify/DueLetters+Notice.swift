import Agent
import Awards
import Decimals
import Messages
import Policy

/// The public notice of a round: the awards that are proposed, so many a page.
extension DueLetters {
    /// Rows of a page: a record has some hundred kilobytes at the most.
    private static let rowsOfPage = 500

    /// Pages of all rounds that are on notice, and not written yet.
    func allPages() -> [LetterWritten] {
        state.rounds.keys.sorted().compactMap { state.rounds[$0] }.flatMap { pages(of: $0) }
    }

    func pages(of scope: SweepScope) -> [LetterWritten] {
        switch scope {
        case .round(let round): state.rounds[round].map { pages(of: $0) } ?? []
        case .programme: []
        }
    }

    /// Each office shows the awards of its own applicants, whose names it knows.
    private func pages(of life: NoticeLife) -> [LetterWritten] {
        guard let published = life.published, state.isComplete(life), let rulebook = rulebook(of: life),
            told(parts(life, published.content.revision, 1)) == nil
        else { return [] }
        let awards = state.proposals.keys.filter { $0.round == life.opened.round }.sorted { $0.claim < $1.claim }
            .compactMap { state.proposals[$0]?.now }.filter { $0.outcome == .award && $0.awardFen ?? 0 > 0 }
        // Until each has its claim, names would be missing.
        guard !awards.isEmpty, awards.allSatisfy({ state.claims.contains($0.of.claim) }) else { return [] }
        let pages = max(1, (awards.count + Self.rowsOfPage - 1) / Self.rowsOfPage)
        let total = awards.reduce(Int64(0)) { $0 + ($1.awardFen ?? 0) }
        return (0..<pages).map { page in
            var letter = LetterWritten()
            letter.kind = .notice
            letter.id = Self.id(parts(life, published.content.revision, page + 1))
            letter.round = life.opened.round
            letter.follows = LetterCause(
                RoundPublished.type, "\(life.opened.round)#\(published.content.revision)")
            letter.supersedes =
                (1..<max(1, published.content.revision)).reversed().lazy
                .compactMap { told(parts(life, $0, page + 1)) }.first
            letter.date = published.day.isEmpty ? nil : published.day
            letter.values = LetterWords.common(rulebook.programme, office, period: life.opened.period)
            letter.values["letter"] = .text(letter.id)
            letter.values["kind"] = .text(letter.kind.rawValue)
            letter.values["date"] = LetterWords.day(published.day)
            letter.values["round"] = .text(life.opened.round)
            letter.values["page"] = .number(Decimal128(Int64(page + 1)))
            letter.values["pages"] = .number(Decimal128(Int64(pages)))
            letter.values["working_days"] = .number(Decimal128(published.content.workingDays))
            letter.values["published"] = LetterWords.day(published.day)
            letter.values["awards"] = .number(Decimal128(Int64(awards.count)))
            letter.values["total"] = LetterWords.money(total)
            let first = page * Self.rowsOfPage
            letter.values["rows"] = .list(
                awards.enumerated().dropFirst(first).prefix(Self.rowsOfPage).map {
                    row($0.offset + 1, $0.element, rulebook)
                })
            return letter
        }
    }

    /// Each office has a notice of its own, which no other shares its id with.
    private func parts(_ life: NoticeLife, _ revision: Int64, _ page: Int) -> [String] {
        ["notice", office.division.code, life.opened.round, "\(revision)", "\(page)"]
    }

    private func row(_ number: Int, _ proposed: AwardProposed, _ rulebook: Rulebook) -> Fact {
        let name = state.claims[proposed.of.claim]?.content.applicantName ?? ""
        let clause = rulebook.programme.clause(proposed.of.clause)
        let masked = PublicName(name: name, code: proposed.of.applicant)
        return .record([
            "number": .number(Decimal128(Int64(number))), "name": .text(masked.name), "code": .text(masked.code),
            "title": clause.map { .both($0.title.zh, $0.title.en) } ?? .text(proposed.of.clause),
            "object": proposed.of.object.map { .text($0) } ?? .null,
            "award": LetterWords.money(proposed.awardFen ?? 0),
        ])
    }
}

/// How an applicant stands in public. A firm is shown in full. A household's business (个体工商户: organisation type 92
/// of GB 32100) bears its owner's name, and its code leads to them: of both only the ends are shown.
struct PublicName: Equatable {
    let name: String
    let code: String

    init(name: String, code: String) {
        guard code.hasPrefix("92") else {
            self.name = name.isEmpty ? code : name
            self.code = code
            return
        }
        self.code = "\(code.prefix(8))********\(code.suffix(2))"
        switch name.count {
        case 0: self.name = self.code
        case 1...2: self.name = "\(name.prefix(1))*"
        default: self.name = "\(name.prefix(1))\(String(repeating: "*", count: name.count - 2))\(name.suffix(1))"
        }
    }
}
