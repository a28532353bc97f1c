import Decimals
import Feel
import Messages

extension CurveSampler {
    // MARK: What is looked at

    /// Round numbers over many orders of magnitude, and the clause's own.
    func probes() -> [Point] {
        let unit = quantity.ticks(Decimal128(1)) ?? 1
        var ticks: Set<Int64> = [0]
        if quantity.unit == (try? Unit("year")) {
            ticks.formUnion((1990...2060).map { $0 * unit })
        } else {
            var scale = max(1, unit / 10_000)
            while scale <= 100_000_000_000 * unit {
                ticks.formUnion([scale, 2 * scale, 5 * scale])
                scale *= 10
            }
        }
        for parameter in rule.clause.parameters where parameter.unit == quantity.unit {
            guard case .number(let number) = parameter.value, let place = quantity.ticks(number) else { continue }
            ticks.formUnion([place - 1, place, place + 1].filter { $0 >= 0 })
        }
        if let own = ownTicks { ticks.formUnion([own, 2 * own]) }
        return ticks.sorted().map { point($0) }
    }

    /// The example's own number.
    private var ownTicks: Int64? {
        guard case .number(let number)? = path.value(in: facts), let ticks = quantity.ticks(number),
            (0...(1 << 60)).contains(ticks)
        else { return nil }
        return ticks
    }

    /// From zero to a third beyond the last change; years from a few before the first.
    func range(of changes: [(left: Point, right: Point)]) -> (low: Int64, high: Int64) {
        let unit = quantity.ticks(Decimal128(1)) ?? 1
        if quantity.unit == (try? Unit("year")) {
            let first = changes.first?.left.ticks ?? ownTicks ?? 2024
            return (max(0, first - 2), (changes.last?.right.ticks ?? first) + 2)
        }
        guard let last = changes.last?.right.ticks, last > 1 else {
            let own = ownTicks ?? 0
            let usual = quantity.places == 2 ? 1_000_000 * unit : 10 * unit
            return (0, Self.roundedUp(own > 0 ? 2 * own : usual))
        }
        return (0, Self.roundedUp(last + max(last / 3, 1)))
    }

    /// To two digits.
    private static func roundedUp(_ ticks: Int64) -> Int64 {
        var scale: Int64 = 1
        while ticks / scale >= 100 { scale *= 10 }
        return (ticks + scale - 1) / scale * scale
    }

    func grid(_ low: Int64, _ high: Int64) -> [Int64] {
        let count = min(240, high - low)
        guard count > 0 else { return [low] }
        let (step, rest) = (high - low).quotientAndRemainder(dividingBy: count)
        return (0...count).map { low + $0 * step + $0 * rest / count }
    }

    // MARK: What is seen

    func sample(_ point: Point) -> Curve.Sample {
        Curve.Sample(x: quantity.number(point.ticks), result: point.result)
    }

    /// What changes between two neighbours; nil where it is only which later condition fails too. `start` is where the
    /// stretch before them begins.
    func threshold(_ left: Point, _ right: Point, since start: Int64) -> Curve.Threshold? {
        guard let cause = cause(left, right) else { return nil }
        let place: Int64
        switch cause {
        case .cap, .earlier, .limit, .budget:
            let isLeaving = left.signature.causes.contains(cause)
            place = isLeaving ? left.ticks : first(from: start, to: right, reaching: right.result.amount)
            // It holds from the start on.
            if place == 0 { return nil }
        case .condition(let index): place = named(left, right) ?? (left.holds(index) ? left.ticks : right.ticks)
        case .ceiling: place = left.ticks
        case .table, .floor, .parameter, .outcome: place = named(left, right) ?? right.ticks
        }
        return Curve.Threshold(x: quantity.number(place), cause: cause)
    }

    /// A jump that no condition explains, where it lies at a number of the law.
    func threshold(ofJump left: Point, _ right: Point) -> Curve.Threshold? {
        guard let place = named(left, right),
            let parameter = rule.clause.parameters.first(where: { ticks(of: $0) == place })
        else { return nil }
        return Curve.Threshold(x: quantity.number(place), cause: .parameter(parameter.name))
    }

    /// How often something of the clause begins or ceases to count over these points.
    func thresholdCount(_ probes: [Point]) -> Int {
        var count = cliffs(probes).count { left, right in
            left.signature == right.signature && threshold(ofJump: left, right) != nil
        }
        var start: Int64 = 0
        for (left, right) in zip(probes, probes.dropFirst()) {
            for change in changes(from: left, to: right) {
                if threshold(change.left, change.right, since: start) != nil { count += 1 }
                start = change.right.ticks
            }
        }
        return count
    }

    /// The law's own number, where it is one of the two; zero is one (`> 0`).
    private func named(_ left: Point, _ right: Point) -> Int64? {
        let numbers = [0] + rule.clause.parameters.compactMap { ticks(of: $0) }
        return [right.ticks, left.ticks].first { numbers.contains($0) }
    }

    private func ticks(of parameter: Parameter) -> Int64? {
        guard parameter.unit == quantity.unit, case .number(let number) = parameter.value else { return nil }
        return quantity.ticks(number)
    }

    /// Where an amount that something holds down is first as high as that lets it be: the corner of the curve.
    private func first(from start: Int64, to right: Point, reaching level: Money) -> Int64 {
        var (low, high) = (min(start, right.ticks), right.ticks)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if point(middle).result.amount < level { low = middle } else { high = middle }
        }
        return point(low).result.amount < level ? high : low
    }

    private func cause(_ left: Point, _ right: Point) -> Curve.Cause? {
        let (old, new) = (left.signature, right.signature)
        if old.conditions.count == new.conditions.count {
            for index in old.conditions.indices where old.conditions[index] != new.conditions[index] {
                return .condition(index)
            }
        }
        for (index, (before, after)) in zip(old.tables, new.tables).enumerated() where before != after {
            guard let number = after ?? before else { continue }
            return .table(rule.clause.tables[index].name, number)
        }
        if case .decision(let rule) = rule.clause.grant, old.kind != new.kind {
            let reasons = [left.result, right.result].compactMap { result -> String? in
                if case .refused(let reason) = result { reason } else { nil }
            }
            if reasons.contains("decision_exceeds_ceiling") { return .ceiling }
            if let floor = rule.floor, reasons.contains(floor.reason) { return .floor }
        }
        guard old.kind == new.kind else { return .outcome }
        let changed = Set(old.causes).symmetricDifference(new.causes)
        let order: [Curve.Cause] = [.cap, .earlier] + (0..<16).map { .limit($0) } + [.budget]
        return order.first(where: changed.contains)
    }

    /// Neighbours between which the award jumps: to or from none, or by far more than on either side. So the award for
    /// one piece more is no cliff where each piece gives as much.
    func cliffs(_ points: [Point]) -> [(left: Point, right: Point)] {
        let most = points.map(\.result.amount.fen).max() ?? 0
        func rise(_ index: Int) -> Int64 {
            guard points.indices.contains(index), points.indices.contains(index + 1) else { return 0 }
            let (left, right) = (points[index], points[index + 1])
            let fen = right.result.amount.fen - left.result.amount.fen
            return Int64(clamping: fen.magnitude) / max(1, right.ticks - left.ticks)
        }
        return zip(points.indices, zip(points, points.dropFirst())).compactMap { index, pair in
            let (left, right) = pair
            guard right.ticks - left.ticks == 1, rise(index) > max(most / 100, 1) else { return nil }
            let isOther = left.signature.kind != right.signature.kind
            return isOther || rise(index) > 3 * max(rise(index - 1), rise(index + 1)) ? (left, right) : nil
        }
    }

    func regions(_ points: [Point]) -> [Curve.Region] {
        var regions: [Curve.Region] = []
        var start: Point?
        for (index, point) in points.enumerated() {
            let isLast = index == points.count - 1
            // It begins where the stretch before it ends.
            if case .award = point.result { start = nil } else { start = start ?? points[max(0, index - 1)] }
            guard let first = start else { continue }
            if isLast || points[index + 1].result.kind != point.result.kind {
                // Up to where the next stretch begins.
                let end = isLast ? point : points[index + 1]
                regions.append(
                    Curve.Region(
                        low: quantity.number(first.ticks), high: quantity.number(end.ticks), result: point.result))
                start = nil
            }
        }
        return regions
    }

    func plateaus(_ points: [Point], wide: Int64) -> [Curve.Plateau] {
        var plateaus: [Curve.Plateau] = []
        var start = 0
        for index in points.indices {
            let isLast = index == points.count - 1
            guard isLast || points[index + 1].result != points[start].result else { continue }
            if case .award(let award) = points[start].result, award > .zero,
                points[index].ticks - points[start].ticks >= max(wide, 1)
            {
                plateaus.append(
                    Curve.Plateau(
                        low: quantity.number(points[start].ticks), high: quantity.number(points[index].ticks),
                        award: award, cause: points[index].signature.causes.last))
            }
            start = index + 1
        }
        return plateaus
    }
}

extension CurveSampler.Point {
    func holds(_ condition: Int) -> Bool {
        signature.conditions.indices.contains(condition) && signature.conditions[condition] == .holds
    }
}
