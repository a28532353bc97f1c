import Agent
import Pages

/// Numbers and times as people read them.
enum Figures {
    /// 1,234,567.
    static func grouped(_ value: Int64) -> String {
        let digits = Array(String(value.magnitude))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }

    /// Fen as yuan: 1,234.05.
    static func yuan(_ fen: Int64) -> String {
        let rest = fen.magnitude % 100
        let sign = fen < 0 ? "-" : ""
        return sign + grouped(Int64(fen.magnitude / 100)) + "." + (rest < 10 ? "0" : "") + String(rest)
    }

    /// Records a second.
    static func rate(_ value: Double) -> String {
        if value == 0 { return "0/s" }
        if value < 0.05 { return "<0.1/s" }
        return value < 100 ? "\(SVG.number(value))/s" : "\(grouped(Int64(value.rounded())))/s"
    }

    static func duration(_ seconds: Double, _ language: Language) -> String {
        let whole = Int64(max(0, seconds))
        switch whole {
        case ..<10: return "\(SVG.number(max(0, seconds))) s"
        case ..<120: return "\(whole) s"
        case ..<7_200: return language("\(whole / 60) 分", "\(whole / 60) min")
        case ..<172_800: return language("\(whole / 3_600) 小时", "\(whole / 3_600) h")
        default: return language("\(whole / 86_400) 天", "\(whole / 86_400) d")
        }
    }

    static func bytes(_ count: Int64) -> String {
        count < 10_000 ? "\(grouped(count)) B" : "\(grouped(count / 1_024)) KiB"
    }

    static func utc(_ milliseconds: Int64) -> String { WallClock.text(milliseconds) }

    /// The time at Shanghai, which is that of all of these offices: `2026-11-21 13:58:33`.
    static func local(_ milliseconds: Int64) -> String {
        let text = WallClock.text(milliseconds + 8 * 3_600_000)
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
    }
}
