import Decimals

/// Reads a range that is written in a text; its ends are literals.
enum RangeReader {
    static func range(_ text: String) -> Interval? {
        guard text.utf8.count <= 1000, let expression = try? Expression.parse(text),
            case .range(let bounds) = expression.node
        else { return nil }
        var ends: [Value?] = []
        for bound in [bounds.low, bounds.high] {
            guard let bound else {
                ends.append(nil)
                continue
            }
            guard let end = literal(bound) else { return nil }
            ends.append(end)
        }
        if let low = ends[0], let high = ends[1] {
            guard case .boolean(true) = Ordering.compare(low, .atMost, high) else { return nil }
        }
        return Interval(low: ends[0], includesLow: bounds.includesLow, high: ends[1], includesHigh: bounds.includesHigh)
    }

    /// A number, a text, a temporal literal, or `date("…")` and its kin over a text (grammar rules 33, 62).
    private static func literal(_ expression: Expression) -> Value? {
        switch expression.node {
        case .number(let number): return .number(number)
        case .negation(let operand):
            guard case .number(let number) = operand.node else { return nil }
            return .number(-number)
        case .string(let text): return .string(text)
        case .temporal(let text): return TemporalReader.value(text)
        case .call(let callee, .positional(let arguments)):
            guard case .name(let name) = callee.node, arguments.count == 1, case .string(let text) = arguments[0].node
            else { return nil }
            switch name {
            case "date": return TemporalReader.day(text).map { .date($0) }
            case "time": return TemporalReader.time(text).map { .time($0) }
            case "date and time": return TemporalReader.moment(text).map { .dateTime($0) }
            case "duration": return TemporalReader.duration(text)
            default: return nil
            }
        default: return nil
        }
    }
}
