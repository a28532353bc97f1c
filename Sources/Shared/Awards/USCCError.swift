/// Which part of a unified social credit code is wrong.
public enum USCCError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It has so many characters.
    case length(Int)
    /// A character, from 1, that the standard does not have, or not at this place.
    case character(Character, position: Int)
    case checkDigit(Character, expected: Character)

    /// A sentence without its full stop.
    public var text: BilingualText {
        switch self {
        case .length(let count):
            BilingualText(
                zh: "统一社会信用代码应为18位，此处为\(count)位",
                en: "a unified social credit code has 18 characters, this one has \(count)")
        case .character(let character, let position) where 3...8 ~= position:
            BilingualText(
                zh: "统一社会信用代码第\(position)位为“\(character)”，第3至8位应为数字（登记管理机关行政区划码）",
                en:
                    "character \(position) is \(character); characters 3 to 8 are digits, the registering division's code"
            )
        case .character(let character, let position):
            BilingualText(
                zh: "统一社会信用代码第\(position)位为“\(character)”，只能使用数字和除I、O、S、V、Z以外的大写字母",
                en: "character \(position) is \(character); only digits and capital letters but I, O, S, V, Z are used")
        case .checkDigit(let found, let expected):
            BilingualText(
                zh: "统一社会信用代码校验码为\(found)，按前17位应为\(expected)，请核对是否有误",
                en:
                    "the check digit is \(found), but the 17 characters before it give \(expected); one of them is wrong"
            )
        }
    }

    public var description: String { text.en }
}
