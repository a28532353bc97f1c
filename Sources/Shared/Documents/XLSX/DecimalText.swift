/// A number by its decimal digits: 0.d₁d₂… × 10^point. Nothing is converted to binary.
struct DecimalText: Equatable {
    let isNegative: Bool
    /// Without zeros at either end, each 0 to 9; none for zero.
    let digits: [UInt8]
    let point: Int

    private init(isNegative: Bool, digits: [UInt8], point: Int) {
        self.isNegative = isNegative
        self.digits = digits
        self.point = point
    }

    /// Nil for anything but digits with at most a sign, a point and an exponent of up to four digits.
    init?(_ text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let isDigit: (UInt8) -> Bool = { 0x30...0x39 ~= $0 }
        let whole = rest.prefix(while: isDigit)
        rest = rest[whole.endIndex...]
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest[fraction.endIndex...]
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        var exponent = 0
        if let letter = rest.first {
            let digits = rest.dropFirst()
            guard letter | 0x20 == UInt8(ascii: "e"), digits.count <= 5,
                let value = Int(String(decoding: digits, as: UTF8.self))
            else { return nil }
            exponent = value
        }
        let all = whole + fraction
        let zeros = all.prefix { $0 == 0x30 }.count
        var digits = all.dropFirst(zeros).map { $0 - 0x30 }
        while digits.last == 0 { digits.removeLast() }
        self.init(
            isNegative: isNegative && !digits.isEmpty, digits: digits,
            point: digits.isEmpty ? 0 : whole.count - zeros + exponent)
    }

    /// Rounded, half away from zero, to so many significant digits; nil when it has no more.
    func rounded(toDigits count: Int) -> String? {
        guard digits.count > count else { return nil }
        var kept = Array(digits.prefix(count))
        var point = point
        if digits[count] >= 5 {
            var index = count - 1
            while index >= 0, kept[index] == 9 { index -= 1 }
            if index < 0 {
                (kept, point) = ([1], point + 1)
            } else {
                kept[index] += 1
                kept.removeSubrange((index + 1)...)
            }
        }
        while kept.last == 0 { kept.removeLast() }
        return DecimalText(isNegative: isNegative, digits: kept, point: point).plain
    }

    /// Without an exponent where that takes at most 40 digits.
    var plain: String {
        let sign = isNegative ? "-" : ""
        let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
        func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
        if digits.isEmpty { return "0" }
        guard -20...40 ~= point else { return "\(sign)0.\(text)E\(point)" }
        if point <= 0 { return "\(sign)0.\(zeros(-point))\(text)" }
        if point >= digits.count { return sign + text + zeros(point - digits.count) }
        return "\(sign)\(text.prefix(point)).\(text.dropFirst(point))"
    }

    /// The number before the point, nil beyond nine digits, and so many digits behind it, cut off.
    func parts(fractionDigits count: Int) -> (whole: Int, fraction: Int)? {
        guard point <= 9 else { return nil }
        func number(_ range: Range<Int>) -> Int {
            range.reduce(0) { $0 * 10 + (digits.indices.contains($1) ? Int(digits[$1]) : 0) }
        }
        return (point > 0 ? number(0..<point) : 0, number(point..<point + count))
    }
}
