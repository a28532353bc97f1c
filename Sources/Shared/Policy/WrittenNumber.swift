import Decimals

/// A number in a Chinese sentence: `2000万`, `0.3`, `1%`, `三年`.
struct WrittenNumber {
    let value: Decimal128
    /// As months, where the word behind it is a year or a month.
    let months: Int?

    /// 万 and 亿 multiply, % divides; 一 to 十 are read where a year or a month follows.
    static func all(in text: String) -> [WrittenNumber] {
        var rest = Substring(text)
        var numbers: [WrittenNumber] = []
        while let first = rest.first {
            if first.isASCII, first.isNumber {
                let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
                rest = rest.dropFirst(digits.count)
                guard let value = try? Decimal128(String(digits)) else { continue }
                numbers.append(scaled(value, by: &rest))
            } else {
                rest = rest.dropFirst()
                guard let digit = "一二三四五六七八九十".firstIndex(of: first),
                    let behind = rest.first, "年个月".contains(behind)
                else { continue }
                let value = "一二三四五六七八九十".distance(from: "一二三四五六七八九十".startIndex, to: digit) + 1
                numbers.append(scaled(Decimal128(Int64(value)), by: &rest))
            }
        }
        return numbers
    }

    private static func scaled(_ value: Decimal128, by rest: inout Substring) -> WrittenNumber {
        var value = value
        let scales: [(Character, Int64)] = [("万", 10_000), ("亿", 100_000_000), ("千", 1_000), ("百", 100)]
        while let next = rest.first, let (_, scale) = scales.first(where: { $0.0 == next }) {
            value = (try? value * Decimal128(scale)) ?? value
            rest = rest.dropFirst()
        }
        if rest.first == "%" || rest.first == "％" {
            value = (try? value / Decimal128(100)) ?? value
            rest = rest.dropFirst()
        }
        let word = rest.prefix(2)
        let months: Int64? = word.hasPrefix("年") ? 12 : word.hasPrefix("月") || word == "个月" ? 1 : nil
        let whole = value.int64.flatMap { whole in months.map { whole.multipliedReportingOverflow(by: $0) } }
        return WrittenNumber(value: value, months: whole.flatMap { $0.overflow ? nil : Int($0.partialValue) })
    }
}
