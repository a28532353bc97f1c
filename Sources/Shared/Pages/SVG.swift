/// Drawings that the server makes. Colours come from the page's style sheet, by class.
public enum SVG {
    /// A coordinate in tenths of a unit, which is enough for a screen.
    public static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let tenths = Int((value * 10).rounded())
        let rest = abs(tenths % 10)
        let sign = tenths < 0 && tenths > -10 ? "-" : ""
        return rest == 0 ? "\(tenths / 10)" : "\(sign)\(tenths / 10).\(rest)"
    }

    /// A time line: values from the oldest to the newest, evenly spaced; nil where nothing is known, which leaves a gap.
    ///
    /// - Parameters:
    ///   - ceiling: the value at the top; the largest value where it is larger.
    ///   - label: what a screen reader says of it.
    public static func timeLine(
        _ values: [Double?], width: Int, height: Int, ceiling: Double = 1, label: String
    ) -> HTML {
        let top = max(ceiling, values.compactMap { $0 }.max() ?? 0)
        let step = Double(width) / Double(max(1, values.count - 1))
        func y(_ value: Double) -> Double { Double(height) - 1 - (Double(height) - 2) * (top > 0 ? value / top : 0) }
        var line = ""
        var area = ""
        var start: Double?
        for (index, value) in values.enumerated() {
            let x = Double(index) * step
            guard let value else {
                if let begin = start { area += "L\(number(x - step)),\(height)L\(number(begin)),\(height)Z" }
                start = nil
                continue
            }
            let point = "\(number(x)),\(number(y(value)))"
            line += (start == nil ? "M" : "L") + point
            area += start == nil ? "M\(number(x)),\(height)L\(point)" : "L\(point)"
            start = start ?? x
        }
        if let begin = start {
            area += "L\(number(Double(values.count - 1) * step)),\(height)L\(number(begin)),\(height)Z"
        }
        return """
            <svg class="timeline" role="img" aria-label="\(label)" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" preserveAspectRatio="none"><path class="area" d="\(area)"/>\
            <path class="line" d="\(line)"/></svg>
            """
    }
}
