// Relations between points and ranges (DMN 1.5, table 78).

extension Builtin {
    static let ranges: [Builtin] = [
        relation("before", points: "point1, point2", "point, range", "range, point", "range1, range2", holds: before),
        relation("after", points: "point1, point2", "point, range", "range, point", "range1, range2") {
            try before($1, $0)
        },
        relation("meets", "range1, range2", holds: meets),
        relation("met by", "range1, range2") { try meets($1, $0) },
        relation("overlaps", "range1, range2", holds: overlaps),
        relation("overlaps before", "range1, range2", holds: overlapsBefore),
        relation("overlaps after", "range1, range2") { try overlapsBefore($1, $0) },
        relation("finishes", "point, range", "range1, range2", holds: finishes),
        relation("finished by", "range, point", "range1, range2") { try finishes($1, $0) },
        relation("includes", "range, point", "range1, range2", holds: includes),
        relation("during", "point, range", "range1, range2") { try includes($1, $0) },
        relation("starts", "point, range", "range1, range2", holds: starts),
        relation("started by", "range, point", "range1, range2") { try starts($1, $0) },
        relation("coincides", points: "point1, point2", "range1, range2", holds: coincides),
    ]

    /// What is compared: a point is a range of itself alone.
    struct Span {
        let range: Interval
        let isPoint: Bool

        init?(_ value: Value) {
            switch value {
            case .range(let range):
                self.range = range
                isPoint = false
            case .number, .string, .date, .time, .dateTime, .days, .months:
                range = Interval(low: value, includesLow: true, high: value, includesHigh: true)
                isPoint = true
            case .null, .boolean, .list, .context, .function, .unknown: return nil
            }
        }

        var low: End { End(value: range.low, side: -1, isIncluded: range.includesLow) }
        var high: End { End(value: range.high, side: 1, isIncluded: range.includesHigh) }
    }

    /// An end of a range; without a value it lies beyond every value on its side.
    struct End {
        let value: Value?
        let side: Int
        let isIncluded: Bool

        /// Where this end lies against another: -1, 0 or 1.
        func against(_ other: End) throws -> Int {
            guard let value else { return other.value == nil && other.side == side ? 0 : side }
            guard let otherValue = other.value else { return -other.side }
            if case .boolean(true) = Ordering.compare(value, .less, otherValue) { return -1 }
            if case .boolean(true) = Ordering.compare(value, .greater, otherValue) { return 1 }
            guard Equality.isEqual(value, otherValue) else { throw NotComparable() }
            return 0
        }
    }

    private struct NotComparable: Error {}

    private typealias Relation = @Sendable (Span, Span) throws -> Bool

    /// A relation between two points at least one of which must be a range.
    private static func relation(_ name: String, _ forms: String..., holds: @escaping Relation) -> Builtin {
        make(name, forms, takesPoints: false, holds)
    }

    private static func relation(
        _ name: String, points: String, _ forms: String..., holds: @escaping Relation
    ) -> Builtin {
        make(name, [points] + forms, takesPoints: true, holds)
    }

    private static func make(_ name: String, _ forms: [String], takesPoints: Bool, _ holds: @escaping Relation)
        -> Builtin
    {
        Builtin(name, forms: forms) { arguments, _ in
            guard let left = Span(arguments[0].point), let right = Span(arguments[1].point) else { return .null }
            let missing = left.range.unknowns.union(right.range.unknowns)
            if !missing.isEmpty { return .unknown(missing) }
            let isAllowed = forms.contains { form in
                let names = form.split(separator: ",")
                return names[0].contains("point") == left.isPoint && names[1].contains("point") == right.isPoint
            }
            guard isAllowed else { return .null }
            return .boolean(orNull: try? holds(left, right))
        }
    }

    private static func before(_ left: Span, _ right: Span) throws -> Bool {
        let place = try left.high.against(right.low)
        return place < 0 || place == 0 && !(left.high.isIncluded && right.low.isIncluded)
    }

    private static func meets(_ left: Span, _ right: Span) throws -> Bool {
        try left.high.isIncluded && right.low.isIncluded && left.high.against(right.low) == 0
    }

    private static func overlaps(_ left: Span, _ right: Span) throws -> Bool {
        if try before(left, right) { return false }
        return try !before(right, left)
    }

    private static func overlapsBefore(_ left: Span, _ right: Span) throws -> Bool {
        let start = try left.low.against(right.low)
        let end = try left.high.against(right.high)
        let isApart = try before(left, right)
        return !isApart && (start < 0 || start == 0 && left.low.isIncluded && !right.low.isIncluded)
            && (end < 0 || end == 0 && (!left.high.isIncluded || right.high.isIncluded))
    }

    private static func finishes(_ left: Span, _ right: Span) throws -> Bool {
        guard try left.high.isIncluded == right.high.isIncluded && left.high.against(right.high) == 0 else {
            return false
        }
        if left.isPoint { return true }
        let start = try left.low.against(right.low)
        return start > 0 || start == 0 && (!left.low.isIncluded || right.low.isIncluded)
    }

    private static func includes(_ left: Span, _ right: Span) throws -> Bool {
        let start = try left.low.against(right.low)
        let end = try left.high.against(right.high)
        return (start < 0 || start == 0 && (left.low.isIncluded || !right.low.isIncluded))
            && (end > 0 || end == 0 && (left.high.isIncluded || !right.high.isIncluded))
    }

    private static func starts(_ left: Span, _ right: Span) throws -> Bool {
        guard try left.low.isIncluded == right.low.isIncluded && left.low.against(right.low) == 0 else { return false }
        if left.isPoint { return true }
        let end = try left.high.against(right.high)
        return end < 0 || end == 0 && (!left.high.isIncluded || right.high.isIncluded)
    }

    private static func coincides(_ left: Span, _ right: Span) throws -> Bool {
        guard left.low.isIncluded == right.low.isIncluded && left.high.isIncluded == right.high.isIncluded else {
            return false
        }
        return try left.low.against(right.low) == 0 && left.high.against(right.high) == 0
    }
}

extension Value {
    /// Out of a list of one.
    fileprivate var point: Value {
        if case .list(let list) = self, list.count == 1 { return list[0] }
        return self
    }
}
