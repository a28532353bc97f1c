import Awards

/// What of a programme is modelled, clause by clause.
public struct Coverage: Sendable {
    public let programme: Programme

    public enum Kind: String, CaseIterable, Sendable {
        case computed
        case officerDecides = "officer decides"
        case recorded

        func text(_ language: Language) -> String {
            switch (language, self) {
            case (.en, _): rawValue
            case (.zh, .computed): "自动测算"
            case (.zh, .officerDecides): "人工决定"
            case (.zh, .recorded): "仅记录"
            }
        }
    }

    public init(_ programme: Programme) { self.programme = programme }

    /// In Markdown, a row a clause.
    public func table(_ language: Language) -> String {
        let head =
            language == .zh
            ? "| 条款 | 条 | 名称 | 方式 |\n|---|---|---|---|\n" : "| clause | article | title | how |\n|---|---|---|---|\n"
        let rows = programme.clauses.map { clause in
            "| \(clause.id) | \(clause.article) | \(clause.title[language]) | \(clause.coverageKind.text(language)) |\n"
        }
        let counts = Kind.allCases.map { kind in
            "\(kind.text(language)) \(programme.clauses.filter { $0.coverageKind == kind }.count)"
        }
        return "## \(programme.id): \(programme.title[language])\n\n" + head + rows.joined()
            + "\n" + counts.joined(separator: " · ") + "\n"
    }
}

extension Clause {
    public var coverageKind: Coverage.Kind {
        switch grant {
        case .award: .computed
        case .decision, .open: .officerDecides
        case .target, .bound, .duty: .recorded
        }
    }
}
