import Decimals
import Glibc
import Testing

@testable import Feel

/// Random trees of numbers and conditions: compiled, they give what a plain walk over the tree gives.
@Suite struct TypedRandomTests {
    @Test func closuresAgreeWithTheTree() throws {
        let seed = getenv("TEST_SEED").flatMap { UInt64(String(cString: $0)) } ?? .random(in: 0...UInt64.max)
        print("TypedRandomTests: TEST_SEED=\(seed)")
        var forest = Forest(random: Mixed(state: seed))
        var (compared, failed) = (0, 0)
        for _ in 0..<20_000 {
            let depth = Int.random(in: 1...4, using: &forest.random)
            let expression = try Bool.random(using: &forest.random) ? forest.number(depth) : forest.condition(depth)
            var layout = FrameLayout(
                names: [("x", .number(.ratio)), ("y", .number(.ratio)), ("p", .boolean)],
                constants: ["k": .number(try Decimal128("1.50")), "yes": .boolean(true)])
            // Constants without a result are not compiled.
            guard let formula = TypedFormula(expression, in: &layout) else { continue }
            var frame = Frame()
            var facts = ["k": Plain.number(try Decimal128("1.50")), "yes": .boolean(true)]
            for (slot, name) in ["x", "y"].enumerated() {
                let value = try forest.literal()
                frame.set(value, at: slot)
                facts[name] = .number(value)
            }
            let truth = Bool.random(using: &forest.random)
            frame.set(truth, at: 2)
            facts["p"] = .boolean(truth)

            let expected = try? Plain(expression, facts)
            let found: Plain =
                formula.kind == .number ? .number(formula.number(&frame)) : .boolean(formula.boolean(&frame))
            if frame.failed {
                failed += 1
                try #require(expected == nil, "\(expression)")
            } else {
                compared += 1
                try #require(expected?.description == found.description, "\(expression)")
            }
        }
        #expect(compared > 10_000)
        #expect(failed > 10)
    }

    /// SplitMix64.
    private struct Mixed: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    private struct Forest {
        var random: Mixed

        mutating func literal() throws -> Decimal128 {
            let texts = [
                "0", "0.00", "1", "-1", "2", "1.5", "1.50", "-0.01", "12345.67", "9E6144", "1E-6176", "500000",
            ]
            return try Decimal128(texts.randomElement(using: &random) ?? "0")
        }

        mutating func number(_ depth: Int) throws -> Expression {
            if depth == 0 {
                switch Int.random(in: 0..<5, using: &random) {
                case 0: return Tree.make(.number(try literal()))
                case 1: return Tree.name("k")
                case 2: return Tree.name("y")
                default: return Tree.name("x")
                }
            }
            let below = depth - 1
            switch Int.random(in: 0..<8, using: &random) {
            case 0: return Tree.when(try condition(below), try number(below), try number(below))
            case 1: return Tree.call("min", try number(below), try number(below))
            case 2: return Tree.call("max", try number(below), try number(below))
            case 3: return Tree.make(.negation(try number(below)))
            default:
                let operations: [Expression.Arithmetic] = [.add, .subtract, .multiply, .divide]
                return Tree.arithmetic(
                    operations.randomElement(using: &random) ?? .add, try number(below), try number(0))
            }
        }

        mutating func condition(_ depth: Int) throws -> Expression {
            if depth == 0 { return Bool.random(using: &random) ? Tree.name("p") : Tree.name("yes") }
            let below = depth - 1
            switch Int.random(in: 0..<7, using: &random) {
            case 0: return Tree.and(try condition(below), try condition(below))
            case 1: return Tree.or(try condition(below), try condition(below))
            case 2: return Tree.call("not", try condition(below))
            case 3: return Tree.make(.between(try number(below), low: try number(0), high: try number(0)))
            default:
                return Tree.compare(
                    Expression.Comparison.allCases.randomElement(using: &random) ?? .less, try number(below),
                    try number(0))
            }
        }
    }

    /// The same by the plainest way.
    private enum Plain: CustomStringConvertible {
        case number(Decimal128)
        case boolean(Bool)

        struct Mismatch: Error {}

        var description: String {
            switch self {
            case .number(let value): value.description
            case .boolean(let value): value.description
            }
        }

        init(_ expression: Expression, _ facts: [String: Plain]) throws {
            func number(_ part: Expression) throws -> Decimal128 {
                guard case .number(let value) = try Plain(part, facts) else { throw Mismatch() }
                return value
            }
            func truth(_ part: Expression) throws -> Bool {
                guard case .boolean(let value) = try Plain(part, facts) else { throw Mismatch() }
                return value
            }
            switch expression.node {
            case .number(let value): self = .number(value)
            case .name(let name):
                guard let value = facts[name] else { throw Mismatch() }
                self = value
            case .negation(let part): self = .number(-(try number(part)))
            case .arithmetic(.add, let left, let right): self = .number(try number(left) + number(right))
            case .arithmetic(.subtract, let left, let right): self = .number(try number(left) - number(right))
            case .arithmetic(.multiply, let left, let right): self = .number(try number(left) * number(right))
            case .arithmetic(.divide, let left, let right): self = .number(try number(left) / number(right))
            case .comparison(let comparison, let left, let right):
                self = .boolean(Self.compare(comparison, try number(left), try number(right)))
            case .conjunction(let left, let right): self = .boolean(try truth(left) && truth(right))
            case .disjunction(let left, let right): self = .boolean(try truth(left) || truth(right))
            case .between(let value, let low, let high):
                let middle = try number(value)
                self = .boolean(try middle >= number(low) && middle <= number(high))
            case .conditional(let test, let then, let otherwise):
                self = try Plain(truth(test) ? then : otherwise, facts)
            case .call(let function, .positional(let values)):
                guard case .name(let name) = function.node else { throw Mismatch() }
                if name == "not" {
                    self = .boolean(!(try truth(values[0])))
                    return
                }
                let (first, second) = (try number(values[0]), try number(values[1]))
                self = .number((name == "min" ? second < first : first < second) ? second : first)
            default: throw Mismatch()
            }
        }

        private static func compare(_ comparison: Expression.Comparison, _ left: Decimal128, _ right: Decimal128)
            -> Bool
        {
            switch comparison {
            case .equal: left == right
            case .unequal: left != right
            case .less: left < right
            case .atMost: left <= right
            case .greater: left > right
            case .atLeast: left >= right
            }
        }
    }
}
