import Decimals

/// What a loop runs over, without making a list of it.
enum Domain {
    case list(List)
    case numbers(from: Decimal128, count: Int, step: Int64)
    case days(from: Int, count: Int, step: Int)
    /// No list: null, or unknown.
    case none(Value)

    init(of value: Value) {
        switch value {
        case .list(let list): self = .list(list)
        case .null, .unknown: self = .none(value)
        case .range(let range): self = Domain(of: range)
        default: self = .list(List([value]))
        }
    }

    /// A range as it counts upward; only of whole steps from its lower end.
    private init(of range: Interval) {
        let missing = range.unknowns
        guard missing.isEmpty else {
            self = .none(.unknown(missing))
            return
        }
        guard let low = range.low, let high = range.high,
            case .boolean(true) = Ordering.compare(low, .atMost, high)
        else {
            self = .none(.null)
            return
        }
        let domain = Domain(from: low, to: high)
        let last = domain.count - 1
        guard last >= 0 else {
            self = domain
            return
        }
        let endsOnHigh = Equality.isEqual(domain[last], high)
        let dropsLow = range.includesLow ? 0 : 1
        let dropsHigh = !range.includesHigh && endsOnHigh ? 1 : 0
        self = domain.dropping(dropsLow, dropsHigh)
    }

    /// Upward or downward, both ends included; numbers and dates only.
    init(from first: Value, to last: Value) {
        if let missing = Missing.among([first, last]) {
            self = first.isNull || last.isNull ? .none(.null) : .none(missing)
            return
        }
        switch (first, last) {
        case (.number(let from), .number(let to)):
            // A loop of more steps than a run may make ends there anyway.
            let most = Int64(Evaluation.mostWork) + 1
            let distance = (try? to - from).map { $0.magnitude.truncated(toPlaces: 0) }
            let steps = distance.map { $0 > Decimal128(most) ? most : $0.int64 ?? most } ?? most
            self = .numbers(from: from, count: Int(steps) + 1, step: to < from ? -1 : 1)
        case (.date(let from), .date(let to)):
            self = .days(from: from.number, count: abs(to.number - from.number) + 1, step: to < from ? -1 : 1)
        default: self = .none(.null)
        }
    }

    private func dropping(_ first: Int, _ last: Int) -> Domain {
        switch self {
        case .numbers(let from, let count, let step):
            let start = (try? from + Decimal128(step * Int64(first))) ?? from
            return .numbers(from: start, count: max(0, count - first - last), step: step)
        case .days(let from, let count, let step):
            return .days(from: from + step * first, count: max(0, count - first - last), step: step)
        case .list, .none: return self
        }
    }

    var count: Int {
        switch self {
        case .list(let list): list.count
        case .numbers(_, let count, _), .days(_, let count, _): count
        case .none: 0
        }
    }

    subscript(place: Int) -> Value {
        switch self {
        case .list(let list): list[place]
        case .numbers(let from, _, let step):
            .computed { () throws(DecimalError) in try from + Decimal128(Int64(place) * step) }
        case .days(let from, _, let step): Day(number: from + place * step).map { .date($0) } ?? .null
        case .none(let value): value
        }
    }
}
