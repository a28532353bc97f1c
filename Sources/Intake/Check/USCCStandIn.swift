/// Stands in for the shared `USCC` until that is there: the check character of GB 32100-2015, whose weights are the
/// powers of 3 modulo 31.
enum USCCStandIn {
    private static let letters = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    enum Outcome {
        case right
        /// Not 18 of the digits and letters that a code has.
        case malformed
        case wrongCheck
    }

    static func check(_ text: String) -> Outcome {
        let places = text.utf8.compactMap { letters.firstIndex(of: $0) }
        guard text.utf8.count == 18, places.count == 18 else { return .malformed }
        var weight = 1
        var sum = 0
        for place in places.dropLast() {
            sum += place * weight
            weight = weight * 3 % 31
        }
        return places[17] == (31 - sum % 31) % 31 ? .right : .wrongCheck
    }
}
