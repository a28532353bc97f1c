import Awards
import Decimals
import Feel
import Messages
import Policy

extension CurveDrawing {
    private func x(_ value: Decimal128) -> Double { xScale.place(value.approximation) }
    private func y(_ money: Money) -> Double { plotTop + yScale.place(money.yuan.approximation) }

    func axes(into picture: inout SVGText) {
        let plotRight = Self.width - Self.right
        for tick in yScale.ticks {
            let place = plotTop + yScale.place(tick)
            picture.line(left, place, plotRight, place, [("stroke", Colour.grid)])
            picture.text(
                tick == 0 ? "0" : wording.compact(Decimal128(approximating: tick), CurveQuantity.money.unit),
                x: left - 8, y: place + 4.5, [("text-anchor", "end")])
        }
        for tick in xScale.ticks {
            let place = xScale.place(tick)
            picture.line(place, plotBottom, place, plotBottom + 6, [("stroke", Colour.ink)])
            let number = Decimal128(approximating: tick)
            let isPlain = tick == 0 && !curve.variable.quantity.unit.isRatio
            picture.text(
                isPlain ? "0" : wording.compact(number, curve.variable.quantity.unit), x: place, y: plotBottom + 22,
                [("text-anchor", "middle")])
        }
        picture.line(left, plotBottom, plotRight, plotBottom, [("stroke", Colour.ink), ("stroke-width", "1.2")])
        picture.line(left, plotTop, left, plotBottom, [("stroke", Colour.ink), ("stroke-width", "1.2")])
    }

    // MARK: Stretches without an award

    func regions(into picture: inout SVGText) {
        for region in curve.regions {
            // Of what is counted one by one, up to the law's own number.
            let end = curve.cliffs.first { $0.right.x == region.high }?.x ?? region.high
            let (from, to) = (x(region.low), x(end))
            let pattern =
                switch region.result {
                case .referred, .asks: "referred"
                case .waits: "waits"
                case .refused, .tested, .invalid, .award: "refused"
                }
            picture.element(
                "rect",
                [
                    ("x", SVGText.number(from)), ("y", SVGText.number(plotTop)),
                    ("width", SVGText.number(max(1.5, to - from))), ("height", SVGText.number(Self.plotHeight)),
                    ("fill", "url(#\(pattern))"),
                ])
            name(wording.text(of: region.result, in: curve.clause), from: from, to: to, into: &picture)
        }
    }

    /// A stretch's words in its middle, upright where it is wide enough, else turned.
    private func name(_ text: String, from: Double, to: Double, into picture: inout SVGText) {
        let middle = (from + to) / 2
        let center = plotTop + Self.plotHeight * 0.47
        let style = [("text-anchor", "middle"), ("fill", Colour.faint), ("font-size", "13")]
        let lines = TextWidth.wrapped(text, to: min(to - from - 16, 320), size: 13)
        if to - from >= 110, lines.count <= 6 {
            for (index, line) in lines.enumerated() {
                picture.haloed(
                    line, x: middle, y: center + (Double(index) - Double(lines.count - 1) / 2) * 19, style)
            }
        } else if to - from >= 18 {
            let turned = TextWidth.wrapped(text, to: Self.plotHeight - 30, size: 13)
            let fits = max(1, Int((to - from) / 17))
            for (index, line) in turned.prefix(fits).enumerated() {
                let place = middle + 4.5 + (Double(index) - Double(min(fits, turned.count) - 1) / 2) * 17
                picture.haloed(
                    line, x: place, y: center,
                    style + [("transform", "rotate(-90 \(SVGText.number(place)) \(SVGText.number(center)))")])
            }
        }
    }

    // MARK: Places

    func thresholds(into picture: inout SVGText) {
        for label in labels {
            let base = 92 + Double(label.row + 1) * Self.rowHeight
            picture.line(
                label.place, base + 3, label.place, plotBottom,
                [("stroke", Colour.threshold), ("stroke-width", "1"), ("stroke-dasharray", "1.5 3")])
            picture.line(
                label.place, base + 3, label.start, base + 3, [("stroke", Colour.threshold), ("stroke-width", "0.6")])
            picture.spans(
                [(label.number, [("font-weight", "bold")]), ("  " + label.name, [("fill", Colour.faint)])],
                x: label.start, y: base, [("font-size", "12.5")])
        }
    }

    // MARK: The award

    /// One path, broken where there is no award or it jumps.
    func line(into picture: inout SVGText) {
        var path = ""
        var isDown = false
        let jumps = Dictionary(curve.cliffs.map { ($0.right.x, $0.x) }) { first, _ in first }
        var drawn: [(x: Double, y: Double)] = []
        func flush() {
            for (index, point) in Self.simplified(drawn).enumerated() {
                path += (index == 0 ? "M" : "L") + "\(SVGText.number(point.x)),\(SVGText.number(point.y)) "
            }
            drawn = []
        }
        for sample in curve.samples {
            guard case .award(let award) = sample.result else {
                flush()
                isDown = false
                continue
            }
            if isDown, jumps[sample.x] != nil { flush() }
            if let edge = jumps[sample.x] { drawn.append((x(edge), y(award))) }
            drawn.append((x(sample.x), y(award)))
            isDown = true
        }
        flush()
        guard !path.isEmpty else { return }
        picture.element(
            "path",
            [
                ("d", String(path.dropLast())), ("fill", "none"), ("stroke", Colour.line), ("stroke-width", "3"),
                ("stroke-linejoin", "round"), ("stroke-linecap", "round"),
            ])
    }

    /// Without points that lie on the line between their neighbours.
    private static func simplified(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        var kept: [(x: Double, y: Double)] = []
        for point in points {
            while kept.count >= 2 {
                let (first, middle) = (kept[kept.count - 2], kept[kept.count - 1])
                let cross = (middle.x - first.x) * (point.y - first.y) - (middle.y - first.y) * (point.x - first.x)
                guard abs(cross) < 0.02 * max(1, abs(point.x - first.x)) else { break }
                kept.removeLast()
            }
            kept.append(point)
        }
        return kept
    }

    /// Stairs of many steps speak for themselves.
    private var cliffsAreNamed: Bool { curve.cliffs.count <= 8 }

    func cliffs(into picture: inout SVGText) {
        for cliff in curve.cliffs {
            let place = x(cliff.x)
            let (before, after) = (y(cliff.left.result.amount), y(cliff.right.result.amount))
            picture.line(
                place, before, place, after,
                [("stroke", Colour.cliff), ("stroke-width", "1.8"), ("stroke-dasharray", "6 4")])
            guard cliffsAreNamed else { continue }
            end(cliff.left, of: cliff, &picture)
            end(cliff.right, of: cliff, &picture)
        }
    }

    /// A dot where the law's number belongs, a ring where it does not, each with its amount.
    private func end(_ sample: Curve.Sample, of cliff: Curve.Cliff, _ picture: inout SVGText) {
        let (place, height) = (x(cliff.x), y(sample.result.amount))
        picture.element(
            "circle",
            [
                ("cx", SVGText.number(place)), ("cy", SVGText.number(height)), ("r", "4.5"),
                ("fill", sample.x == cliff.x ? Colour.cliff : "#ffffff"), ("stroke", Colour.cliff),
                ("stroke-width", "1.8"),
            ])
        let other = sample.x == cliff.left.x ? cliff.right : cliff.left
        let isUpper = sample.result.amount > other.result.amount
        let isRight = sample.x == cliff.right.x
        let isShort = abs(y(other.result.amount) - height) < 40
        let text = sample.result.amount == .zero ? "0" : wording.compact(sample.result.amount)
        // The words stand where the curve is not: beside the upper end, or under the line that goes on from it.
        let start = curve.regions.last { $0.high <= cliff.right.x }.map { x($0.low) } ?? left
        let room = isShort ? TextWidth.of(text, size: 13) + 16 : 150
        let goesLeft = isUpper && (!isRight || place - start > room)
        let isBelow = isShort ? !isUpper : isUpper && !goesLeft
        picture.haloed(
            text, x: goesLeft ? place - 9 : place + 9, y: isBelow ? height + 18 : height - 8,
            [("text-anchor", goesLeft ? "end" : "start"), ("fill", Colour.cliff), ("font-weight", "bold")])
    }

    func plateaus(into picture: inout SVGText) {
        let said = cliffsAreNamed ? Set(curve.cliffs.flatMap { [$0.left.result.amount, $0.right.result.amount] }) : []
        for plateau in curve.plateaus where plateau.cause != nil || !said.contains(plateau.award) {
            let (from, to) = (x(plateau.low), x(plateau.high))
            let name = plateau.cause.map { wording.name(of: $0, in: curve.clause) }
            let text = [name, wording.compact(plateau.award)].compactMap { $0 }.joined(separator: " ")
            guard TextWidth.of(text, size: 13) < max(to - from, 60) + 40 else { continue }
            picture.haloed(
                text, x: (from + to) / 2, y: y(plateau.award) - 10,
                [("text-anchor", "middle"), ("fill", Colour.line), ("font-weight", "bold")])
        }
    }

    /// The claim whose facts were given.
    func claim(into picture: inout SVGText) {
        guard curve.variable.path.field == nil, case .number(let value)? = given[curve.variable.path.fact],
            curve.low <= value, value <= curve.high
        else { return }
        var facts = curve.facts
        facts[curve.variable.path.fact] = .number(value)
        let result = Curve.result(of: curve.clause.id, in: rulebook, facts)
        let (place, height) = (x(value), y(result.amount))
        picture.element(
            "path",
            [
                ("d", "M\(SVGText.number(place)),\(SVGText.number(height - 7)) l7,7 l-7,7 l-7,-7 z"),
                ("fill", Colour.claim), ("stroke", "#ffffff"), ("stroke-width", "1.5"),
            ])
        let amount = if case .award(let award) = result { wording.compact(award) } else { "0" }
        let text = wording.compact(value, curve.variable.quantity.unit) + " → " + amount
        let isNearTheEdge = place + TextWidth.of(text, size: 13) + 14 > Self.width - Self.right
        picture.haloed(
            text, x: isNearTheEdge ? place - 12 : place + 12, y: height + 20,
            [("fill", Colour.claim), ("font-weight", "bold"), ("text-anchor", isNearTheEdge ? "end" : "start")])
    }
}
