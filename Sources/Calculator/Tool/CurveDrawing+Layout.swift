import Decimals
import Messages
import Policy

/// Numbers onto a line of the picture, with round numbers to mark it by.
struct AxisScale {
    let low: Double
    let high: Double
    let from: Double
    let to: Double
    let ticks: [Double]

    init(low: Double, high: Double, from: Double, to: Double, ticks count: Int, areWhole: Bool) {
        self.low = low
        self.high = high > low ? high : low + 1
        self.from = from
        self.to = to
        let step = Self.step((self.high - low) / Double(count), areWhole: areWhole)
        var ticks: [Double] = []
        var index = (low / step).rounded(.up)
        while index * step <= self.high * (1 + 1e-9) {
            ticks.append(index * step)
            index += 1
        }
        self.ticks = ticks
    }

    func place(_ value: Double) -> Double { from + (value - low) / (high - low) * (to - from) }

    /// 1, 2 or 5 times a power of ten.
    private static func step(_ least: Double, areWhole: Bool) -> Double {
        var scale = 1.0
        while scale * 10 <= least { scale *= 10 }
        while !areWhole, scale > least { scale /= 10 }
        return [1, 2, 5].map { $0 * scale }.first { $0 >= least } ?? 10 * scale
    }
}

/// Names over the plot, each near its place, in as many rows as keep them apart.
enum LabelRows {
    struct Label {
        let place: Double
        let start: Double
        let row: Int
        let number: String
        let name: String
    }

    static func arranged(
        _ names: [(place: Double, number: String, name: String)], from: Double, to: Double
    ) -> [Label] {
        var ends: [Double] = []
        var labels: [Label] = []
        // From the right, so that a name stands to the left of the dotted lines of those in the rows above it.
        for (place, number, name) in names.reversed() {
            let width = TextWidth.of(number + "  " + name, size: 12.5) + 4
            let start = max(from, min(place + 4, to - width))
            let row = ends.firstIndex { start + width + 12 <= $0 } ?? ends.count
            if row == ends.count { ends.append(start) } else { ends[row] = start }
            labels.append(Label(place: place, start: start, row: row, number: number, name: name))
        }
        return labels
    }
}

/// How wide a text is about, without a font at hand: a CJK character is as wide as it is high.
enum TextWidth {
    static func of(_ text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + width($1) } * size
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        if scalar.value >= 0x2E80 { return 1 }
        switch scalar {
        case "i", "l", "j", "t", "f", "I", "'", ".", ",", ":", ";", "|", " ", "(", ")": return 0.33
        case "m", "w", "M", "W", "%", "—", "“", "”", "→": return 0.85
        case "A"..."Z": return 0.68
        default: return 0.56
        }
    }

    /// Broken at spaces, or between any two CJK characters, but not before a mark that closes.
    static func wrapped(_ text: String, to width: Double, size: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in words(of: text) {
            if !line.isEmpty, of(line + word, size: size) > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word.drop { $0 == " " }) : word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in text {
            let isWide = character.unicodeScalars.contains { $0.value >= 0x2E80 }
            if "，。；：、）”’！？,;:".contains(character), !(words.isEmpty && word.isEmpty) {
                if word.isEmpty { words[words.count - 1].append(character) } else { word.append(character) }
            } else if "（“‘".contains(character) {
                if !word.isEmpty { words.append(word) }
                word = String(character)
            } else if isWide, let opening = word.last, "（“‘".contains(opening) {
                words.append(word + String(character))
                word = ""
            } else if isWide || character == " " {
                if !word.isEmpty { words.append(word) }
                word = character == " " ? " " : ""
                if isWide { words.append(String(character)) }
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}

extension String {
    /// Without these characters at either end.
    func trimming(_ marks: String) -> String {
        String(drop { marks.contains($0) }.reversed().drop { marks.contains($0) }.reversed())
    }
}

extension Decimal128 {
    /// For places in a picture only.
    var approximation: Double { Double(description) ?? 0 }

    /// A round number of an axis.
    init(approximating value: Double) {
        let scaled = (value * 10_000).rounded()
        let ticks = scaled.magnitude < 9e18 ? Int64(scaled) : 0
        let number = (try? Decimal128(ticks) / Decimal128(10_000)) ?? .zero
        self = number
    }
}
