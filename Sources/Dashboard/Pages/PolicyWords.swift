import Awards
import Pages
import Policy

/// What the policy says of a decision: its sentence, and the words of conditions and reasons.
struct PolicyWords {
    private let programme: Programme
    private let clause: Clause

    /// Nil where the policy is not on the log, or has no such clause.
    init?(_ digest: String?, clause id: String?, _ site: Site) {
        guard let digest, let id, let programme = site.rulebook(digest)?.programme, let clause = programme.clause(id)
        else {
            return nil
        }
        self.programme = programme
        self.clause = clause
    }

    /// The sentence, verbatim, and where it stands.
    func sentence(_ page: Page) -> HTML {
        let number = programme.number.map { " \($0)" } ?? ""
        let place = page.t(
            "\(programme.title.zh)\(number)，第\(clause.article)条：\(clause.title.zh)",
            "\(programme.title.en)\(number), article \(clause.article): \(clause.title.en)")
        return "<blockquote><p lang=\"zh-Hans-CN\">\(clause.quote)</p><footer>\(place)</footer></blockquote>"
    }

    /// What a fact of the clause means.
    func fact(_ name: String, _ page: Page) -> String? { clause.fact(name).map { page.t($0.text) } }

    /// A condition, by its formula, in the policy's words.
    func condition(_ when: String, _ page: Page) -> String? {
        clause.orderedConditions.first { $0.test.text == when }.map { page.t($0.text) }
    }

    /// A reason's id in the words of the clause; nil where it has none of its own.
    func reason(_ id: String, _ page: Page) -> String? {
        if let condition = clause.orderedConditions.first(where: { $0.reason == id }) {
            return page.t("未满足“\(condition.text.zh)”", "not met: “\(condition.text.en)”")
        }
        return clause.referrals.first { $0.reason == id }.map { page.t($0.text) }
    }
}
