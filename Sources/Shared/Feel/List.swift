import Decimals

/// The elements of a list value.
public struct List: RandomAccessCollection, Sendable {
    private let elements: [Value]
    private let measured: Int64

    public init(_ elements: [Value]) {
        self.elements = elements
        measured = Size(of: elements).packed
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { elements.count }
    public subscript(index: Int) -> Value { elements[index] }

    var values: [Value] { elements }
    var depth: Int { Size(packed: measured).depth }
    var weight: Int { Size(packed: measured).weight }
}

/// Of what lies in a value: how deep, and how much. Both only grow up to a bound.
struct Size {
    let depth: Int
    let weight: Int
    static let largest = 1 << 40

    init(of values: [Value]) {
        var depth = 0
        var weight = 1
        for value in values {
            depth = Swift.max(depth, value.depth)
            weight = Swift.min(weight + value.weight, Self.largest)
        }
        self.depth = Swift.min(depth + 1, 1 << 20)
        self.weight = weight
    }

    init(packed: Int64) {
        depth = Int(packed >> 42)
        weight = Int(packed & (1 << 42 - 1))
    }

    var packed: Int64 { Int64(depth) << 42 | Int64(weight) }
}

extension List {
    /// From 1, or from the end with -1; null where there is none.
    func element(at place: Decimal128) -> Value {
        guard let place = place.int64.flatMap({ Int(exactly: $0) }), let index = index(at: place), index < count else {
            return .null
        }
        return self[index]
    }

    /// The index of a place that counts from 1 or from -1; nil before the beginning. One behind the end is possible.
    func index(at place: Int) -> Int? {
        if place > 0 { return place - 1 }
        return place < 0 && place >= -count ? count + place : nil
    }
}
