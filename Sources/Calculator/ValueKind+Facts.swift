import Commands
import Decimals
import Messages

extension ValueKind where Value == Decimal128 {
    static var decimal: ValueKind { ValueKind("a decimal number") { try? Decimal128($0) } }
}
