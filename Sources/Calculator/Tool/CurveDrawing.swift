import Awards
import Decimals
import Feel
import Messages
import Policy

/// A curve as SVG 1.1: text as text, no scripts, nothing fetched. Colours are Okabe and Ito's, which colour-blind
/// readers tell apart; every meaning that a colour carries is also said by a pattern, a dash or a word.
struct CurveDrawing {
    let curve: Curve
    let rulebook: Rulebook
    let given: Facts
    let wording: Wording
    let xScale: AxisScale
    let yScale: AxisScale
    /// The names of thresholds, in rows over the plot.
    let labels: [LabelRows.Label]

    static let width = 960.0
    /// Where the plot begins, behind the longest number of the award's axis.
    let left: Double
    static let right = 40.0
    static let plotHeight = 380.0
    static let rowHeight = 19.0

    init(_ curve: Curve, of rulebook: Rulebook, given: Facts, in language: Language) {
        self.curve = curve
        self.rulebook = rulebook
        self.given = given
        wording = Wording(language)
        let most = curve.samples.map(\.result.amount.yuan.approximation).max() ?? 0
        yScale = AxisScale(
            low: 0, high: most > 0 ? most * 1.15 : 1, from: Self.plotHeight, to: 0, ticks: 6, areWhole: false)
        let wording = wording
        let numbers = yScale.ticks.map { tick in
            TextWidth.of(wording.compact(Decimal128(approximating: tick), CurveQuantity.money.unit), size: 13)
        }
        left = max(72, (numbers.max() ?? 0) + 28)
        xScale = AxisScale(
            low: curve.low.approximation, high: curve.high.approximation, from: left, to: Self.width - Self.right,
            ticks: 7, areWhole: curve.variable.quantity.places == 0)
        let xScale = xScale
        labels = LabelRows.arranged(
            curve.thresholds.filter { $0.cause != .outcome }.map { threshold in
                let number = wording.compact(threshold.x, curve.variable.quantity.unit)
                let name = wording.name(of: threshold.cause, in: curve.clause)
                return (xScale.place(threshold.x.approximation), number, name)
            }, from: 16, to: Self.width - 16)
    }

    var plotTop: Double { 92 + Double((labels.map(\.row).max() ?? -1) + 1) * Self.rowHeight + 12 }
    var plotBottom: Double { plotTop + Self.plotHeight }
    private var height: Double { plotBottom + 78 + Double(footer.count) * 17 }

    var svg: String {
        var picture = SVGText()
        picture.open(
            "svg",
            [
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("viewBox", "0 0 \(Int(Self.width)) \(Int(height.rounded(.up)))"),
                ("width", "\(Int(Self.width))"), ("height", "\(Int(height.rounded(.up)))"), ("role", "img"),
                ("lang", wording.language.rawValue),
                (
                    "font-family",
                    "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','Helvetica Neue',"
                        + "Arial,sans-serif"
                ), ("font-size", "13"), ("fill", Colour.ink),
            ])
        picture.element("title", [], text: "\(rulebook.programme.title[wording.language]) · \(heading)")
        picture.element("desc", [], text: curve.clause.quote)
        patterns(into: &picture)
        picture.element("rect", [("width", "100%"), ("height", "100%"), ("fill", "#ffffff")])
        titles(into: &picture)
        regions(into: &picture)
        axes(into: &picture)
        thresholds(into: &picture)
        line(into: &picture)
        cliffs(into: &picture)
        plateaus(into: &picture)
        claim(into: &picture)
        notes(into: &picture)
        picture.close("svg")
        return picture.text
    }

    enum Colour {
        static let ink = "#1a1a1a"
        static let faint = "#595959"
        static let grid = "#e3e3e3"
        static let line = "#0072b2"
        static let cliff = "#d55e00"
        static let threshold = "#595959"
        static let claim = "#009e73"
    }

    private func patterns(into picture: inout SVGText) {
        picture.open("defs", [])
        // Refused: hatched; a person decides: dots; waits: the other way round.
        for (id, background, path) in [
            ("refused", "#f1f1f1", "M-2,2 l4,-4 M0,10 l10,-10 M8,12 l4,-4"),
            ("waits", "#fdf3dc", "M-2,8 l4,4 M0,0 l10,10 M8,-2 l4,4"),
        ] {
            picture.open(
                "pattern", [("id", id), ("width", "10"), ("height", "10"), ("patternUnits", "userSpaceOnUse")])
            picture.element("rect", [("width", "10"), ("height", "10"), ("fill", background)])
            picture.element("path", [("d", path), ("stroke", "#cfcfcf"), ("stroke-width", "1"), ("fill", "none")])
            picture.close("pattern")
        }
        picture.open(
            "pattern", [("id", "referred"), ("width", "10"), ("height", "10"), ("patternUnits", "userSpaceOnUse")])
        picture.element("rect", [("width", "10"), ("height", "10"), ("fill", "#e8f3fb")])
        picture.element("circle", [("cx", "5"), ("cy", "5"), ("r", "1.4"), ("fill", "#56b4e9")])
        picture.close("pattern")
        picture.close("defs")
    }

    // MARK: Words around the plot

    var heading: String {
        let article = curve.clause.article
        return wording.language == .zh
            ? (article.contains("（") ? "\(article) " : "（\(article)）") + curve.clause.title.zh
            : "Clause \(curve.clause.id): \(curve.clause.title.en)"
    }

    private func titles(into picture: inout SVGText) {
        picture.text(heading, x: 16, y: 34, [("font-size", "21"), ("font-weight", "bold")])
        picture.text(
            rulebook.programme.title[wording.language], x: 16, y: 56, [("fill", Colour.faint)])
        let award = wording.language == .zh ? "奖补金额" : "Award"
        picture.text(award, x: 16, y: plotTop - 10, [("font-weight", "bold")])
        picture.text(
            axisName, x: Self.width - Self.right, y: plotBottom + 44,
            [("text-anchor", "end"), ("font-weight", "bold")])
    }

    private var axisName: String {
        let unit = curve.variable.quantity.unit
        if unit.isRatio { return curve.variable.label }
        let word = wording.unit(unit).trimming("（()）")
        return curve.variable.label + (wording.language == .zh ? "（\(word)）" : " (\(word))")
    }

    /// What was assumed of the other facts.
    private var footer: [String] {
        let facts = curve.facts.entries.map { entry in
            let fact = curve.declarations.first { $0.name == entry.name }
            return "\(fact?.text[wording.language] ?? entry.name) = \(wording.text(of: entry.value, fact))"
        }
        guard !facts.isEmpty else { return [] }
        let head = wording.language == .zh ? "其他事实：" : "Other facts: "
        return TextWidth.wrapped(
            head + facts.joined(separator: wording.language == .zh ? "；" : "; "), to: Self.width - 32, size: 12)
    }

    private func notes(into picture: inout SVGText) {
        for (index, line) in footer.enumerated() {
            picture.text(
                line, x: 16, y: plotBottom + 74 + Double(index) * 17, [("font-size", "12"), ("fill", Colour.faint)])
        }
    }
}
