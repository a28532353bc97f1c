import Commands
import Decimals
import Messages

extension ValueKind where Value == Decimal128 {
    static var decimal: ValueKind { ValueKind("a decimal number") { try? Decimal128($0) } }
}

extension ValueKind where Value == Moment {
    static var moment: ValueKind { ValueKind("a moment such as 2024-02-02T09:00:00+08:00") { Moment($0) } }
}
