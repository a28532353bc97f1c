/// An organisation's code (组织机构代码), GB 11714-1997: eight characters and a check digit. It is a part of the USCC.
public struct OrganisationCode: Hashable, Sendable, CustomStringConvertible {
    /// Eight digits and capital letters.
    public let body: String
    public let check: Character

    init(body: String, check: Character) {
        self.body = body
        self.check = check
    }

    /// Whether the check digit is that of the body. A hint: GB 32100 checks the whole code by its own digit, and whether
    /// every registry keeps to this one is not known here.
    public var isRight: Bool { OrganisationCode.checkDigit(of: body) == check }

    /// `D2143569-X`, as the standard writes it.
    public var description: String { "\(body)-\(check)" }

    /// The check digit of eight characters: 0 to 9, or X for ten. Nil when they are not eight digits or capital letters.
    public static func checkDigit(of body: String) -> Character? {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        guard body.utf8.count == weights.count else { return nil }
        var sum = 0
        for (byte, weight) in zip(body.utf8, weights) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): sum += (Int(byte) - 0x30) * weight
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): sum += (Int(byte) - 0x41 + 10) * weight
            default: return nil  // bytes that are neither
            }
        }
        let rest = (11 - sum % 11) % 11
        return rest == 10 ? "X" : Character(String(rest))
    }
}
