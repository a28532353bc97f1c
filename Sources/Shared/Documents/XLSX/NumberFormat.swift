/// What a number format makes of a number: ECMA-376 part 1, 18.8.30 and 18.8.31.
enum NumberFormat {
    enum Style {
        case number, date, time
    }

    /// The formats that a file need not spell out, those of Chinese spreadsheets (27 to 36, 50 to 58) included. An
    /// elapsed time ([h]:mm:ss, 46) is a number of days.
    static func style(ofBuiltIn id: Int) -> Style {
        switch id {
        case 14...17, 22, 27...31, 36, 50...54, 57, 58: .date
        case 18...21, 32...35, 45, 47, 55, 56: .time
        default: .number  // an open list of numbers
        }
    }

    /// By the first section of a format's code: a date where it shows years or days, or months without hours or
    /// seconds; a time where it shows only those.
    static func style(of code: String) -> Style {
        var letters: Set<Character> = []
        var rest = code[...]
        while let character = rest.popFirst() {
            switch character {
            case ";": rest = ""
            case "\"": skip(&rest, past: "\"")
            case "\\", "_", "*": _ = rest.popFirst()
            case "[":
                let inner = rest.prefix { $0 != "]" }.lowercased()
                skip(&rest, past: "]")
                if !inner.isEmpty, inner.allSatisfy({ "hms".contains($0) }) { return .number }
            case "E", "e":
                // An exponent; alone it is the year in formats of East Asia.
                if rest.first == "+" || rest.first == "-" { return .number }
            case "G", "g":
                // General, whatever the language calls it.
                if rest.lowercased().hasPrefix("eneral") || rest.hasPrefix("/") { return .number }
            default: letters.formUnion(character.lowercased())
            }
        }
        if letters.contains("y") || letters.contains("d") { return .date }
        if letters.contains("h") || letters.contains("s") { return .time }
        return letters.contains("m") ? .date : .number
    }

    private static func skip(_ text: inout Substring, past end: Character) {
        while let character = text.popFirst(), character != end {}
    }
}
