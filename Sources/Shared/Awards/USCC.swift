/// The unified social credit code of an organisation (统一社会信用代码), GB 32100-2015: 18 characters, of which the last
/// checks the others.
public struct USCC: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The 18 characters.
    public let code: String

    /// The characters that the standard has, each at the place of its value: digits, and letters without I, O, S, V, Z.
    public static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    /// - Throws: by what is wrong first: the length, a character, the check digit. The organisation code's own check
    ///   digit is not asked for: see ``OrganisationCode/isRight``.
    public init(_ text: String) throws(USCCError) {
        let characters = Array(text)
        guard characters.count == 18 else { throw .length(characters.count) }
        let expected = try USCC.checkDigit(of: characters.dropLast())
        guard USCC.alphabet.contains(characters[17]) else { throw .character(characters[17], position: 18) }
        guard characters[17] == expected else { throw .checkDigit(characters[17], expected: expected) }
        code = text
    }

    /// The code that begins with these 17 characters.
    public init(completing text: String) throws(USCCError) {
        let characters = Array(text)
        guard characters.count == 17 else { throw .length(characters.count) }
        code = text + String(try USCC.checkDigit(of: characters[...]))
    }

    /// Characters 3 to 8: the division whose authority registered the organisation. The standard does not ask that it is
    /// one of today's.
    public var registrationDivision: String { String(code.dropFirst(2).prefix(6)) }

    /// Characters 9 to 17.
    public var organisationCode: OrganisationCode {
        let part = code.dropFirst(8).prefix(9)
        return OrganisationCode(body: String(part.dropLast()), check: part.last ?? "0")
    }

    public var description: String { code }

    public static func < (left: USCC, right: USCC) -> Bool { left.code < right.code }

    /// The sum of the values by the powers of 3 and the check digit is a multiple of 31.
    private static func checkDigit(of characters: ArraySlice<Character>) throws(USCCError) -> Character {
        var weight = 1
        var sum = 0
        for (index, character) in characters.enumerated() {
            let isOfDivision = 2...7 ~= index
            guard let value = alphabet.firstIndex(of: character), value < 10 || !isOfDivision else {
                throw .character(character, position: index + 1)
            }
            sum += value * weight
            weight = weight * 3 % 31
        }
        return alphabet[(31 - sum % 31) % 31]
    }
}
