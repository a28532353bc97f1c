import Awards
import Pages

/// A year's settlement as a matrix: the counties below an office, what it owes each, what each has found itself, and
/// what it asks the office above for; every sum beside what the records say it is.
struct SettlementMatrix {
    struct Row: Equatable {
        let county: String
        /// By the statements of the office above it; nil without one.
        var statedFen: Int64?
        /// By the county's own ledger; nil while it has not answered.
        var ownFen: Int64?
        /// Its part of what is asked of the office above; nil without one.
        var askedFen: Int64?
        /// Whether every statement to it adds up.
        var isWhole = true

        var isEqual: Bool { isWhole && (ownFen == nil || ownFen == statedFen) }
    }

    struct Block: Equatable {
        let year: Int64
        let office: String
        /// Whom it asks; nil where it asks nobody.
        var superior: String?
        var rows: [Row] = []
        /// By how much what it closed the year with differs from the statements that it named then; nil before.
        var closedDifferenceFen: Int64?
        /// Its requests in all, and what was given of them.
        var requestFen: Int64?
        var grantedFen: Int64?
        var isRequestWhole = true

        var statedFen: Int64 { rows.reduce(0) { $0 &+ ($1.statedFen ?? 0) } }
        var askedFen: Int64 { rows.reduce(0) { $0 &+ ($1.askedFen ?? 0) } }
        var isStatedEqual: Bool { (closedDifferenceFen ?? 0) == 0 }
        var isAskedEqual: Bool { isRequestWhole && (requestFen == nil || requestFen == askedFen) }
        var isEqual: Bool { isStatedEqual && isAskedEqual && rows.allSatisfy(\.isEqual) }
    }

    /// The newest year first, in it the offices by division.
    let blocks: [Block]

    init(_ statements: [StatementRow], _ parts: [StatementPart], _ closed: [ClosedYear]) {
        struct Key: Hashable {
            let year: Int64
            let office: String
        }
        let byStatement = Dictionary(grouping: parts, by: \.statement)
        let standing = Dictionary(grouping: statements.filter { !$0.isSuperseded }) {
            Key(year: $0.year, office: $0.from)
        }
        let totals = Dictionary(statements.map { ($0.id, $0.totalFen) }) { first, _ in first }
        blocks = standing.keys.sorted { ($1.year, $0.office) < ($0.year, $1.office) }.map { key in
            var block = Block(year: key.year, office: key.office)
            var rows: [String: Row] = [:]
            for statement in standing[key] ?? [] {
                if statement.kind == "request" {
                    block.superior = statement.to
                    block.requestFen = (block.requestFen ?? 0) &+ statement.totalFen
                    if let granted = statement.grantedFen { block.grantedFen = (block.grantedFen ?? 0) &+ granted }
                    block.isRequestWhole = block.isRequestWhole && statement.isEqual
                    for part in byStatement[statement.id] ?? [] {
                        var row = rows[part.county] ?? Row(county: part.county)
                        row.askedFen = (row.askedFen ?? 0) &+ part.fen
                        rows[part.county] = row
                    }
                } else {
                    var row = rows[statement.to] ?? Row(county: statement.to)
                    row.statedFen = (row.statedFen ?? 0) &+ statement.totalFen
                    if let own = statement.answeredFen { row.ownFen = (row.ownFen ?? 0) &+ own }
                    row.isWhole = row.isWhole && statement.isEqual
                    rows[statement.to] = row
                }
            }
            block.rows = rows.values.sorted { $0.county < $1.county }
            if let year = closed.first(where: { $0.office == key.office && $0.year == key.year }) {
                block.closedDifferenceFen = year.totalFen &- year.statements.reduce(0) { $0 &+ (totals[$1] ?? 0) }
            }
            return block
        }
    }

    func html(_ page: Page) -> HTML { blocks.html { table($0, page) } }

    private func table(_ block: Block, _ page: Page) -> HTML {
        let superior = block.superior.map(page.officeName) ?? page.t("上级机关", "the office above")
        let title = page.t(
            "\(block.year)年度 \(page.officeName(block.office))", "\(block.year), \(page.officeName(block.office))")
        let rows = block.rows.html { row in
            """
            <tr><td>\(link(row.county, page))</td><td class="n">\(yuan(row.statedFen, page))</td>\
            <td class="n">\(yuan(row.ownFen, page))</td><td>\(check(row, block, page))</td>\
            <td class="n">\(yuan(row.askedFen, page))</td></tr>
            """
        }
        return """
            <h3>\(title)</h3><div class="scroll" tabindex="0" role="region" aria-label="\(title)"><table class="matrix"><thead><tr>\
            <th scope="col">\(page.t("旗县区", "County"))</th>\
            <th scope="col" class="n">\(page.t("\(page.officeName(block.office))应结算（元）", "Owed by \(page.officeName(block.office)), yuan"))</th>\
            <th scope="col" class="n">\(page.t("旗县区账面（元）", "By the county's books, yuan"))</th><th scope="col">\(page.t("核对", "Reconciled"))</th>\
            <th scope="col" class="n">\(page.t("请\(superior)支持（元）", "Asked of \(superior), yuan"))</th></tr></thead>\
            <tbody>\(rows)</tbody><tfoot>\(total(block, page))</tfoot></table></div>
            """
    }

    private func total(_ block: Block, _ page: Page) -> HTML {
        let state = mark(block.isStatedEqual && block.isAskedEqual, page)
        var notes: [HTML] = []
        if let difference = block.closedDifferenceFen, difference != 0 {
            notes.append("\(page.t("年度结算合计相差", "the year's close differs by")) \(Figures.yuan(difference))")
        }
        if let asked = block.requestFen, asked != block.askedFen {
            notes.append(
                "\(page.t("资金需求合计", "the request says")) \(Figures.yuan(asked)) (\(Figures.yuan(asked &- block.askedFen)))"
            )
        }
        if !block.isStatedEqual || !block.isAskedEqual { notes.append(sides(block.office, block.superior, page)) }
        let granted: HTML = block.grantedFen.map { "<br>\(page.t("核定", "granted")) \(Figures.yuan($0))" } ?? ""
        return """
            <tr><th scope="row">\(link(block.office, page)) \(page.t("合计", "in all"))</th><td class="n">\(Figures.yuan(block.statedFen))</td>\
            <td class="n">\(yuan(own(block), page))</td><td>\(state)\(notes.html { "<br>\($0)" })</td>\
            <td class="n">\(yuan(block.requestFen, page))\(granted)</td></tr>
            """
    }

    private func own(_ block: Block) -> Int64? {
        let known = block.rows.compactMap(\.ownFen)
        return known.count == block.rows.count { $0.statedFen != nil } && !known.isEmpty ? known.reduce(0, &+) : nil
    }

    private func check(_ row: Row, _ block: Block, _ page: Page) -> HTML {
        guard row.statedFen != nil else { return page.nothing }
        if !row.isEqual {
            let difference = row.ownFen.map { $0 &- (row.statedFen ?? 0) } ?? 0
            let fen: HTML = difference == 0 ? "" : " (\(Figures.yuan(difference)))"
            return "\(mark(false, page))\(fen) \(sides(block.office, row.county, page))"
        }
        return row.ownFen == nil
            ? "<span class=\"state unknown\">\(page.t("待核对", "to be checked"))</span>" : mark(true, page)
    }

    private func mark(_ isEqual: Bool, _ page: Page) -> HTML {
        isEqual
            ? "<span class=\"state ok\">\(page.t("一致", "equal"))</span>"
            : "<span class=\"state stopped\">\(page.t("不一致", "differs"))</span>"
    }

    /// Both sides' own records.
    private func sides(_ one: String, _ other: String?, _ page: Page) -> HTML {
        [one, other].compactMap { $0 }.html { "<a href=\"/topics/\($0).settlements\">\($0).settlements</a> " }
    }

    private func link(_ office: String, _ page: Page) -> HTML {
        "<a href=\"/topics/\(office).settlements\" data-key=\"matrix \(office)\">\(page.officeName(office))</a>"
    }

    private func yuan(_ fen: Int64?, _ page: Page) -> HTML {
        fen.map { HTML(escaping: Figures.yuan($0)) } ?? page.nothing
    }
}
