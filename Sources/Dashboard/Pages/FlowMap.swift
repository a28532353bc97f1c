import Awards
import Pages

/// The map of the first page: offices by tier, stages as a claim flows, each edge with what flows over it.
struct FlowMap {
    let page: Page

    private static let columns: [[Stage]] = [
        [.relay, .echo], [.verify, .waybills], [.assess], [.round], [.notify], [.settle],
    ]
    private static let nodeWidth = 142
    private static let nodeHeight = 24
    private static let first = 192
    private static let pitch = [0, 232, 408, 584, 760, 914]
    private static let width = 1_252
    private static let lineHeight = 30

    private struct Node {
        let division: Division
        let stage: Stage
        let x: Int
        let y: Int
        let tasks: [TaskPicture]

        var standing: Standing { tasks.map(\.standing).max() ?? .unknown }
        var middle: Int { y + FlowMap.nodeHeight / 2 }
    }

    private struct Row {
        let office: Office
        let y: Int
        let lines: Int
    }

    var html: HTML {
        let rows = rows()
        let nodes = rows.flatMap(nodes)
        let height = (rows.last.map { $0.y + $0.lines * Self.lineHeight } ?? 60) + 6
        let edges = page.picture.edges.compactMap { line($0, nodes) }
        return """
            <svg class="map" role="group" aria-label="\(page.t("各机关各环节的流程图", "Map of offices and stages"))" \
            viewBox="0 0 \(Self.width) \(height)" width="\(Self.width)" height="\(height)">
            \(heads)\(rows.html(band))\(edges)\(nodes.html(box))</svg>
            """
    }

    private var heads: HTML {
        Self.columns.indices.html { column in
            let stage = Self.columns[column][0]
            return """
                <text class="head" x="\(Self.first + Self.pitch[column])" y="16">\
                \(page.t(stage.title.zh, stage.title.en))</text>
                """
        }
    }

    private func rows() -> [Row] {
        var y = 28
        let offices = page.site.offices.all.sorted { ($1.tier, $0.division) < ($0.tier, $1.division) }
        return offices.map { office in
            let lines = Self.columns.map { column in column.count { !office.tasks(of: $0).isEmpty } }.max() ?? 1
            let row = Row(office: office, y: y, lines: max(1, lines))
            y += row.lines * Self.lineHeight
            return row
        }
    }

    private func nodes(of row: Row) -> [Node] {
        Self.columns.indices.flatMap { column in
            Self.columns[column].filter { !row.office.tasks(of: $0).isEmpty }.enumerated().map { line, stage in
                Node(
                    division: row.office.division, stage: stage, x: Self.first + Self.pitch[column],
                    y: row.y + line * Self.lineHeight + 3, tasks: page.picture.tasks(of: row.office.division, stage))
            }
        }
    }

    private func band(_ row: Row) -> HTML {
        let tier = row.office.tier
        return """
            <rect class="band \(tier.rawValue)" x="0" y="\(row.y)" width="\(Self.width)" \
            height="\(row.lines * Self.lineHeight - 1)"/>\
            <text class="code" x="10" y="\(row.y + 19)">\(row.office.division.code)</text>\
            <text class="office" x="58" y="\(row.y + 19)">\(short(page.t(row.office.name)))</text>
            """
    }

    /// As much of a name as stands before the first column; Chinese characters are twice as wide.
    private func short(_ name: String) -> String {
        var room = 148
        let kept = name.prefix { character in
            room -= character.isASCII ? 10 : 17
            return room >= 0
        }
        return kept.count == name.count ? name : kept + "…"
    }

    private func box(_ node: Node) -> HTML {
        let edges = page.picture.edges.filter { $0.key.division == node.division && $0.key.stage == node.stage }
        // An intake reads its own outbox; what it forwards is what comes to its topic.
        let forwarded = node.stage == .relay ? page.picture.topic("\(node.division).claims")?.rate : nil
        let rates = edges.compactMap(\.rateOut) + [forwarded].compactMap { $0 }
        let lag = node.tasks.compactMap(\.lagSeconds).max()
        let isKnown = node.tasks.contains { $0.silentSeconds != nil }
        var right = rates.isEmpty ? "" : Figures.rate(rates.reduce(0, +))
        if let blocked = node.tasks.compactMap(\.blockedSeconds).max() {
            right = page.t("受阻 \(blocked) s", "for \(blocked) s")
        } else if let lag, lag >= 1 {
            right = Figures.duration(lag, page.language)
        } else if !isKnown {
            right = "—"
        }
        let word = page.t(node.standing.zh, node.standing.en)
        return """
            <a href="/stages/\(node.division.code).\(node.stage.rawValue)" class="node \(node.standing.name)" \
            data-key="\(node.division.code).\(node.stage.rawValue)" \
            aria-label="\(page.officeName(node.division)) \(node.stage.rawValue): \(word)">\
            <rect x="\(node.x)" y="\(node.y)" width="\(Self.nodeWidth)" height="\(Self.nodeHeight)" rx="6"/>\
            <circle cx="\(node.x + 14)" cy="\(node.middle)" r="5"/>\
            <text x="\(node.x + 26)" y="\(node.middle + 4)">\(node.stage == .waybills ? page.t("运单 ", "waybills ") : "")\(word)</text>\
            <text class="right" x="\(node.x + Self.nodeWidth - 9)" y="\(node.middle + 4)">\(right)</text></a>
            """
    }

    /// The stage that writes a stream which the map shows as an edge.
    private static let writers: [String: Stage] = [
        "claims": .relay, "waybill-counts": .waybills, "verifications": .verify, "assessments": .assess,
        "awards": .round,
    ]

    private func line(_ edge: EdgePicture, _ nodes: [Node]) -> HTML? {
        let parts = edge.key.topic.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let writer = Self.writers[parts[1]],
            let from = nodes.first(where: { $0.division.code == parts[0] && $0.stage == writer }),
            let to = nodes.first(where: { $0.division == edge.key.division && $0.stage == edge.key.stage })
        else { return nil }
        if from.x == to.x {
            let x = from.x + Self.nodeWidth / 2
            let (top, bottom) = from.y < to.y ? (from.y + Self.nodeHeight, to.y) : (from.y, to.y + Self.nodeHeight)
            return "<path class=\"edge \(edge.standing.name)\" d=\"M\(x),\(top)L\(x),\(bottom)\"/>"
        }
        guard from.x < to.x else { return nil }
        let start = from.x + Self.nodeWidth
        let bend = max(30, (to.x - start) / 2)
        let path =
            "M\(start),\(from.middle)C\(start + bend),\(from.middle) \(to.x - bend),\(to.middle) \(to.x),\(to.middle)"
        let isBusy = (edge.rateIn ?? 0) > 0
        let label: HTML =
            writer == .relay
            ? "<text class=\"flow\" x=\"\(start + 6)\" y=\"\(from.middle - 3)\">\(label(edge))</text>" : ""
        return "<path class=\"edge \(edge.standing.name)\(isBusy ? " busy" : "")\" d=\"\(path)\"/>\(label)"
    }

    private func label(_ edge: EdgePicture) -> String {
        if let blocked = edge.blockedSeconds { return page.t("受阻\(blocked) s", "blocked \(blocked) s") }
        guard let lag = edge.lagSeconds else { return "—" }
        if lag >= 1 { return Figures.duration(lag, page.language) }
        guard let rateIn = edge.rateIn, rateIn > 0, let rateOut = edge.rateOut else { return "" }
        return "\(Figures.rate(rateIn)) → \(Figures.rate(rateOut))"
    }
}

extension Stage {
    /// What it does, in two words.
    var title: BilingualText {
        switch self {
        case .relay: BilingualText(zh: "受理转送", en: "Intake")
        case .verify: BilingualText(zh: "核验", en: "Verify")
        case .waybills: BilingualText(zh: "运单", en: "Waybills")
        case .assess: BilingualText(zh: "测算", en: "Assess")
        case .round: BilingualText(zh: "批次", en: "Round")
        case .notify: BilingualText(zh: "文书", en: "Letters")
        case .settle: BilingualText(zh: "拨付结算", en: "Settle")
        case .echo: BilingualText(zh: "试运行", en: "Echo")
        }
    }
}
