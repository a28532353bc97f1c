/// Blocks of Unicode that a pattern may name, `\p{IsBasicLatin}`, under the names of XML Schema.
struct CharacterBlock {
    private let first: UInt32
    private let last: UInt32

    static func named(_ name: String) -> CharacterBlock? {
        blocks[name].map { CharacterBlock(first: $0.lowerBound, last: $0.upperBound) }
    }

    /// As it stands in a class of PCRE2.
    var characters: String { "\(Self.character(first))-\(Self.character(last))" }

    /// All that are not in the block.
    var others: String {
        (first > 0 ? "\\x{0}-\(Self.character(first - 1))" : "") + "\(Self.character(last + 1))-\\x{10FFFF}"
    }

    private static func character(_ code: UInt32) -> String { "\\x{" + String(code, radix: 16) + "}" }

    private static let blocks: [String: ClosedRange<UInt32>] = [
        "BasicLatin": 0...0x7f, "Latin-1Supplement": 0x80...0xff, "LatinExtended-A": 0x100...0x17f,
        "LatinExtended-B": 0x180...0x24f, "IPAExtensions": 0x250...0x2af, "SpacingModifierLetters": 0x2b0...0x2ff,
        "CombiningDiacriticalMarks": 0x300...0x36f, "Greek": 0x370...0x3ff, "GreekandCoptic": 0x370...0x3ff,
        "Cyrillic": 0x400...0x4ff, "Armenian": 0x530...0x58f, "Hebrew": 0x590...0x5ff, "Arabic": 0x600...0x6ff,
        "Devanagari": 0x900...0x97f, "Thai": 0xe00...0xe7f, "Tibetan": 0xf00...0xfff, "Georgian": 0x10a0...0x10ff,
        "HangulJamo": 0x1100...0x11ff, "Mongolian": 0x1800...0x18af, "LatinExtendedAdditional": 0x1e00...0x1eff,
        "GreekExtended": 0x1f00...0x1fff, "GeneralPunctuation": 0x2000...0x206f,
        "SuperscriptsandSubscripts": 0x2070...0x209f, "CurrencySymbols": 0x20a0...0x20cf,
        "LetterlikeSymbols": 0x2100...0x214f, "NumberForms": 0x2150...0x218f, "Arrows": 0x2190...0x21ff,
        "MathematicalOperators": 0x2200...0x22ff, "BoxDrawing": 0x2500...0x257f, "GeometricShapes": 0x25a0...0x25ff,
        "MiscellaneousSymbols": 0x2600...0x26ff, "CJKRadicalsSupplement": 0x2e80...0x2eff,
        "CJKSymbolsandPunctuation": 0x3000...0x303f, "Hiragana": 0x3040...0x309f, "Katakana": 0x30a0...0x30ff,
        "Bopomofo": 0x3100...0x312f, "EnclosedCJKLettersandMonths": 0x3200...0x32ff,
        "CJKCompatibility": 0x3300...0x33ff, "CJKUnifiedIdeographsExtensionA": 0x3400...0x4dbf,
        "CJKUnifiedIdeographs": 0x4e00...0x9fff, "HangulSyllables": 0xac00...0xd7a3, "PrivateUse": 0xe000...0xf8ff,
        "CJKCompatibilityIdeographs": 0xf900...0xfaff, "ArabicPresentationForms-A": 0xfb50...0xfdff,
        "CJKCompatibilityForms": 0xfe30...0xfe4f, "HalfwidthandFullwidthForms": 0xff00...0xffef,
    ]
}
