import Decimals

extension Builtin {
    static let lists: [Builtin] = [
        Builtin("list contains", "list, element") { arguments, _ in
            guard let list = arguments[0].asList else { return .null }
            var missing = Missing()
            for element in list {
                let same = Equality.equal(element, arguments[1])
                if case .boolean(true) = same { return same }
                missing.add(same)
            }
            return missing.unknowns.map { .unknown($0) } ?? .boolean(false)
        },
        Builtin("sublist", "list, start position, length?") { arguments, _ in sublist(arguments) },
        Builtin("append", "list, item...", strict: 1) { arguments, _ in
            arguments[0].asList.map { .list($0.values + arguments.dropFirst()) } ?? .null
        },
        Builtin("concatenate", "list...") { arguments, evaluation in concatenated(arguments, &evaluation) },
        Builtin("insert before", "list, position, newItem", strict: 2) { arguments, _ in
            guard let list = arguments[0].asList, let index = index(arguments[1], in: list) else { return .null }
            var values = list.values
            values.insert(arguments[2], at: index)
            return .list(values)
        },
        Builtin("remove", "list, position") { arguments, _ in
            guard let list = arguments[0].asList, let index = index(arguments[1], in: list) else { return .null }
            var values = list.values
            values.remove(at: index)
            return .list(values)
        },
        Builtin("reverse", "list") { arguments, _ in
            arguments[0].asList.map { .list($0.values.reversed()) } ?? .null
        },
        Builtin("index of", "list, match") { arguments, _ in
            .unless(missingIn: arguments[0]) {
                guard let list = arguments[0].asList else { return .null }
                let places = list.indices.filter { Equality.isEqual(list[$0], arguments[1]) }
                return .list(places.map { .number($0 + 1) })
            }
        },
        Builtin("union", "list...") { arguments, evaluation in
            let all = concatenated(arguments, &evaluation)
            return .unless(missingIn: all) { distinct(all, &evaluation) }
        },
        Builtin("distinct values", "list") { arguments, evaluation in
            .unless(missingIn: arguments[0]) { distinct(arguments[0], &evaluation) }
        },
        Builtin("flatten", "list") { arguments, _ in
            arguments[0].asList.map { .list(flattened($0)) } ?? .null
        },
        Builtin("list replace", "list, position, newItem", "list, match, newItem", strict: 2) { arguments, evaluation in
            replaced(arguments, &evaluation)
        },
        Builtin("sort", "list, precedes?", strict: 2) { arguments, evaluation in
            .unless(missingIn: arguments[0]) { sorted(arguments, &evaluation) }
        },
    ]

    /// An index that there is.
    private static func index(_ position: Value, in list: List) -> Int? {
        guard let place = position.asInteger, let index = list.index(at: place), index < list.count else { return nil }
        return index
    }

    private static func sublist(_ arguments: [Value]) -> Value {
        guard let list = arguments[0].asList, let start = index(arguments[1], in: list) else { return .null }
        var length = list.count - start
        if arguments.count > 2 {
            guard let given = arguments[2].asInteger, given >= 1, given <= length else { return .null }
            length = given
        }
        return .list(Array(list.values[start..<start + length]))
    }

    private static func concatenated(_ arguments: [Value], _ evaluation: inout Evaluation) -> Value {
        var values: [Value] = []
        for argument in arguments {
            guard let list = argument.asList, evaluation.spend(list.count) else { return .null }
            values += list.values
        }
        return .list(values)
    }

    /// The first of equal elements stays.
    private static func distinct(_ value: Value, _ evaluation: inout Evaluation) -> Value {
        guard let list = value.asList else { return .null }
        var kept: [Value] = []
        for element in list {
            guard evaluation.spend(1 + kept.count * element.weight / 8) else { return .null }
            if !kept.contains(where: { Equality.isEqual($0, element) }) { kept.append(element) }
        }
        return .list(kept)
    }

    private static func flattened(_ list: List) -> [Value] {
        var values: [Value] = []
        for element in list {
            if case .list(let inner) = element { values += flattened(inner) } else { values.append(element) }
        }
        return values
    }

    private static func replaced(_ arguments: [Value], _ evaluation: inout Evaluation) -> Value {
        guard let list = arguments[0].asList else { return .null }
        var values = list.values
        if let match = arguments[1].asFunction {
            for (place, element) in values.enumerated() {
                switch evaluation.call(match, [element, arguments[2]]) {
                case .boolean(true): values[place] = arguments[2]
                case .boolean(false): break
                case .unknown(let unknowns): return .unknown(unknowns)
                default: return .null
                }
            }
            return .list(values)
        }
        guard let index = index(arguments[1], in: list) else { return .null }
        values[index] = arguments[2]
        return .list(values)
    }

    /// Stable: what neither precedes nor follows stays in order. Without a function, ascending.
    private static func sorted(_ arguments: [Value], _ evaluation: inout Evaluation) -> Value {
        guard let list = arguments[0].asList else { return .null }
        var precedes: Function?
        if arguments.count > 1 {
            guard let function = arguments[1].asFunction else { return .null }
            precedes = function
        }
        var runs = list.map { [$0] }
        // Runs are merged two by two: a function that contradicts itself cannot make this go astray.
        while runs.count > 1 {
            var merged: [[Value]] = []
            for index in stride(from: 0, to: runs.count, by: 2) {
                guard index + 1 < runs.count else {
                    merged.append(runs[index])
                    break
                }
                switch merge(runs[index], runs[index + 1], precedes, &evaluation) {
                case .success(let run): merged.append(run)
                case .failure(let instead): return instead.value
                }
            }
            runs = merged
        }
        return .list(runs.first ?? [])
    }

    /// What there is instead of an order: null or unknown.
    private struct NoOrder: Error {
        let value: Value
    }

    private static func merge(
        _ left: [Value], _ right: [Value], _ precedes: Function?, _ evaluation: inout Evaluation
    ) -> Result<[Value], NoOrder> {
        var merged: [Value] = []
        merged.reserveCapacity(left.count + right.count)
        var (first, second) = (0, 0)
        while first < left.count && second < right.count {
            guard evaluation.spend(1) else { return .failure(NoOrder(value: .null)) }
            let isSecondFirst =
                precedes.map { evaluation.call($0, [right[second], left[first]]) }
                ?? Ordering.compare(right[second], .less, left[first])
            switch isSecondFirst {
            case .boolean(true):
                merged.append(right[second])
                second += 1
            case .boolean(false):
                merged.append(left[first])
                first += 1
            case .unknown: return .failure(NoOrder(value: isSecondFirst))
            default: return .failure(NoOrder(value: .null))
            }
        }
        return .success(merged + left[first...] + right[second...])
    }
}
