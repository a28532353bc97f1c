import Decimals

// Functions over a list that may also be written out: `sum(1, 2)` for `sum([1, 2])`.

extension Builtin {
    static let aggregates: [Builtin] = [
        aggregate("count") { .number($0.count) },
        known("min") { extreme($0, .less) },
        known("max") { extreme($0, .greater) },
        known("sum") { numbers in
            totalled(numbers) { total, number throws(DecimalError) in try total + number }
        },
        known("product") { numbers in
            totalled(numbers) { total, number throws(DecimalError) in try total * number }
        },
        known("mean") { values in
            guard let numbers = allNumbers(values), let total = sum(numbers) else { return .null }
            return .computed { () throws(DecimalError) in try total / Decimal128(Int64(numbers.count)) }
        },
        known("median") { values in
            guard let numbers = allNumbers(values)?.sorted() else { return .null }
            let middle = numbers.count / 2
            if numbers.count % 2 == 1 { return .number(numbers[middle]) }
            return .computed { () throws(DecimalError) in
                try (numbers[middle - 1] + numbers[middle]) / Decimal128(2)
            }
        },
        known("stddev") { deviation($0) },
        known("mode") { mode($0) },
        aggregate("all") { decided($0, by: false) },
        aggregate("any") { decided($0, by: true) },
    ]

    private static func aggregate(_ name: String, _ body: @escaping @Sendable (List) -> Value) -> Builtin {
        Builtin(name, "list...", strict: 0) { arguments, _ in
            if arguments.count != 1 { return arguments.isEmpty ? .null : body(List(arguments)) }
            switch arguments[0] {
            case .null, .unknown: return arguments[0]
            case .list(let list): return body(list)
            default: return body(List(arguments))
            }
        }
    }

    /// One that needs to know every element; but a null element makes it null.
    private static func known(_ name: String, _ body: @escaping @Sendable (List) -> Value) -> Builtin {
        aggregate(name) { list in
            if let missing = Missing.among(list) { return list.contains { $0.isNull } ? .null : missing }
            return body(list)
        }
    }

    /// Nil when there is none, or something else among them.
    private static func allNumbers(_ values: List) -> [Decimal128]? {
        var numbers: [Decimal128] = []
        for value in values {
            guard case .number(let number) = value else { return nil }
            numbers.append(number)
        }
        return numbers.isEmpty ? nil : numbers
    }

    private static func sum(_ numbers: [Decimal128]) -> Decimal128? {
        var total = Decimal128.zero
        for number in numbers {
            guard let next = try? total + number else { return nil }
            total = next
        }
        return total
    }

    private static func totalled(
        _ values: List, _ add: (Decimal128, Decimal128) throws(DecimalError) -> Decimal128
    ) -> Value {
        guard let numbers = allNumbers(values) else { return .null }
        return .computed { () throws(DecimalError) in
            var total = numbers[0]
            for number in numbers.dropFirst() { total = try add(total, number) }
            return total
        }
    }

    private static func extreme(_ values: List, _ comparison: Expression.Comparison) -> Value {
        guard var best = values.first else { return .null }
        for value in values {
            switch Ordering.compare(value, comparison, best) {
            case .boolean(let isBetter): if isBetter { best = value }
            default: return .null
            }
        }
        return best
    }

    /// Of a sample: the squares' sum is divided by one less than the count.
    private static func deviation(_ values: List) -> Value {
        guard let numbers = allNumbers(values), numbers.count > 1, let total = sum(numbers) else { return .null }
        return .computed { () throws(DecimalError) in
            let mean = try total / Decimal128(Int64(numbers.count))
            var squares = Decimal128.zero
            for number in numbers {
                let difference = try number - mean
                squares = try squares + difference * difference
            }
            return try (squares / Decimal128(Int64(numbers.count - 1))).squareRoot()
        }
    }

    /// The most frequent numbers, ascending.
    private static func mode(_ values: List) -> Value {
        if values.isEmpty { return .list([]) }
        guard let numbers = allNumbers(values) else { return .null }
        var counts: [Decimal128: Int] = [:]
        for number in numbers { counts[number, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        return .list(counts.filter { $0.value == most }.keys.sorted().map { .number($0) })
    }

    /// As `and` (by false) or `or` (by true) over the elements.
    private static func decided(_ values: List, by decisive: Bool) -> Value {
        var result = Value.boolean(!decisive)
        for value in values {
            result = decisive ? Logic.or(result, value) : Logic.and(result, value)
            if case .boolean(decisive) = result { return result }
        }
        return result
    }
}
