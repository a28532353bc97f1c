/// Writes a pattern of XPath in the words of PCRE2, which differ in what `.`, `\w`, `\c`, `[a-z-[aeiou]]` and blocks of
/// characters are; and refuses what PCRE2 knows and XPath does not.
struct PatternTranslation {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private let isDotAll: Bool
    private var text = ""
    private var groups = 0
    /// Numbers of the groups that are still open.
    private var open: [Int?] = []

    static func translate(_ pattern: String, flags: String) -> (text: String, groups: Int)? {
        var scalars = Array(pattern.unicodeScalars)
        if flags.contains("x") { scalars = withoutSpace(scalars) }
        var translation = PatternTranslation(scalars: scalars, isDotAll: flags.contains("s"))
        guard translation.pattern() else { return nil }
        return (translation.text, translation.groups)
    }

    private init(scalars: [Unicode.Scalar], isDotAll: Bool) {
        self.scalars = scalars
        self.isDotAll = isDotAll
    }

    /// White space stands for itself in classes only.
    private static func withoutSpace(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var classes = 0
        var isEscaped = false
        for scalar in scalars {
            if classes == 0, ["\t", "\n", "\r", " "].contains(scalar) { continue }
            if !isEscaped && scalar == "[" { classes += 1 }
            if !isEscaped && scalar == "]" && classes > 0 { classes -= 1 }
            isEscaped = !isEscaped && scalar == "\\"
            kept.append(scalar)
        }
        return kept
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private mutating func take() -> Unicode.Scalar? {
        guard let scalar = peek() else { return nil }
        position += 1
        return scalar
    }

    private mutating func pattern() -> Bool {
        while let scalar = take() {
            switch scalar {
            case ".": text += isDotAll ? "(?s:.)" : "[^\\n\\r]"
            case "\\":
                guard let escape = outerEscape() else { return false }
                text += escape
            case "[":
                guard let set = set(depth: 0) else { return false }
                text += set
            case "(":
                if peek() == "?" {
                    guard peek(1) == ":" else { return false }
                    position += 2
                    text += "(?:"
                    open.append(nil)
                } else {
                    groups += 1
                    open.append(groups)
                    text += "("
                }
            case ")":
                guard open.popLast() != nil else { return false }
                text += ")"
            case "*", "+", "?":
                text.unicodeScalars.append(scalar)
                guard endsQuantifier() else { return false }
            case "{":
                guard let bounds = bounds() else { return false }
                text += bounds
                guard endsQuantifier() else { return false }
            case "]", "}": return false
            default: text.unicodeScalars.append(scalar)
            }
        }
        return open.isEmpty
    }

    /// Behind a quantifier `?` makes it reluctant; another quantifier is no pattern.
    private mutating func endsQuantifier() -> Bool {
        if peek() == "?" {
            position += 1
            text += "?"
        }
        guard let next = peek() else { return true }
        return !["*", "+", "?", "{"].contains(next)
    }

    /// `{2}`, `{2,}`, `{2,5}`.
    private mutating func bounds() -> String? {
        var bounds = "{"
        while let scalar = take() {
            bounds.unicodeScalars.append(scalar)
            if scalar == "}" {
                let parts = bounds.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
                guard let low = parts.first, let least = Int(low), parts.count <= 2 else { return nil }
                if parts.count == 2, !parts[1].isEmpty {
                    guard let most = Int(parts[1]), most >= least else { return nil }
                }
                return bounds
            }
            guard scalar == "," || scalar >= "0" && scalar <= "9" else { return nil }
        }
        return nil
    }

    // MARK: Escapes

    private static let name = "\\p{L}_:"
    private static let namePart = "\\p{L}\\p{N}_:.\\-\\x{B7}"

    private mutating func outerEscape() -> String? {
        guard let letter = peek() else { return nil }
        if letter >= "1" && letter <= "9" { return backReference() }
        switch letter {
        case "s", "w", "i", "c", "d":
            guard let content = innerEscape() else { return nil }
            return "[" + content + "]"
        case "S", "W", "I", "C", "D":
            position += 1
            let small: [Unicode.Scalar: String] = [
                "S": " \\t\\n\\r", "W": "\\p{P}\\p{Z}\\p{C}", "I": Self.name, "C": Self.namePart, "D": "\\p{Nd}",
            ]
            // What is no word is what those classes have.
            return letter == "W" ? "[" + (small[letter] ?? "") + "]" : "[^" + (small[letter] ?? "") + "]"
        default:
            guard let content = innerEscape() else { return nil }
            return letter == "p" || letter == "P" ? "(?-i:[" + content + "])" : content
        }
    }

    /// As many digits as there are groups for; only to a group that is closed.
    private mutating func backReference() -> String? {
        var number = 0
        while let scalar = peek(), scalar >= "0", scalar <= "9" {
            let next = number * 10 + Int(scalar.value - 48)
            if number > 0 && next > groups { break }
            number = next
            position += 1
        }
        guard number <= groups, !open.contains(number) else { return nil }
        return "\\g{\(number)}"
    }

    /// As it may stand inside of brackets.
    private mutating func innerEscape() -> String? {
        guard let letter = take() else { return nil }
        switch letter {
        case "n", "r", "t": return "\\" + String(letter)
        case "\\", "|", ".", "?", "*", "+", "(", ")", "{", "}", "-", "[", "]", "^", "$": return "\\" + String(letter)
        case "s": return " \\t\\n\\r"
        case "S": return "\\x{0}-\\x{8}\\x{B}\\x{C}\\x{E}-\\x{1F}\\x{21}-\\x{10FFFF}"
        case "d": return "\\p{Nd}"
        case "D": return "\\P{Nd}"
        case "w": return "\\p{L}\\p{M}\\p{N}\\p{S}"
        case "W": return "\\p{P}\\p{Z}\\p{C}"
        case "i": return Self.name
        case "c": return Self.namePart
        case "p", "P": return property(isNegative: letter == "P")
        default: return nil
        }
    }

    /// A general category, `{Lu}`, or a block, `{IsBasicLatin}`.
    private mutating func property(isNegative: Bool) -> String? {
        guard take() == "{" else { return nil }
        var name = ""
        while let scalar = take(), scalar != "}" { name.unicodeScalars.append(scalar) }
        guard scalars[position - 1] == "}" else { return nil }
        if name.hasPrefix("Is") {
            guard let block = CharacterBlock.named(String(name.dropFirst(2))) else { return nil }
            return isNegative ? block.others : block.characters
        }
        let categories =
            "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn"
        guard categories.split(separator: " ").contains(where: { $0 == name }) else { return nil }
        return (isNegative ? "\\P{" : "\\p{") + name + "}"
    }

    // MARK: Classes

    /// Behind the opening bracket, up to and with the closing one.
    private mutating func set(depth: Int) -> String? {
        guard depth < 20 else { return nil }
        let isNegative = peek() == "^"
        if isNegative { position += 1 }
        var items = ""
        while let scalar = peek() {
            if scalar == "]" {
                position += 1
                return items.isEmpty ? nil : (isNegative ? "[^" : "[") + items + "]"
            }
            if scalar == "-", peek(1) == "[" {
                guard !items.isEmpty else { return nil }
                position += 2
                guard let without = set(depth: depth + 1), take() == "]" else { return nil }
                return "(?:(?!" + without + ")" + (isNegative ? "[^" : "[") + items + "])"
            }
            guard let item = item() else { return nil }
            items += item
        }
        return nil
    }

    /// A character, a range of characters, or an escape.
    private mutating func item() -> String? {
        guard let first = character() else { return nil }
        guard let low = first.scalar, peek() == "-", let next = peek(1), next != "]", next != "[" else {
            return first.text
        }
        position += 1
        guard let second = character(), let high = second.scalar, low <= high else { return nil }
        return first.text + "-" + second.text
    }

    /// With the character itself where it is a single one.
    private mutating func character() -> (text: String, scalar: Unicode.Scalar?)? {
        guard let scalar = peek() else { return nil }
        if scalar == "\\" {
            position += 1
            let letter = peek()
            guard let text = innerEscape(), let letter else { return nil }
            let controls: [Unicode.Scalar: Unicode.Scalar] = ["n": "\n", "r": "\r", "t": "\t"]
            let isLetter = letter.properties.isAlphabetic
            return (text, isLetter ? controls[letter] : letter)
        }
        guard scalar != "[" else { return nil }
        position += 1
        let needsEscape = ["^", "-", "]", "\\"].contains(scalar)
        return ((needsEscape ? "\\" : "") + String(scalar), scalar)
    }
}
