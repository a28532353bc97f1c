/// Claims of made-up livestream bases, as keys and payloads (JSON of about 510 bytes): the same ones for the same
/// count and seed. Five claims an applicant; the names say that they are samples.
public struct ClaimLines: Sequence, IteratorProtocol, Sendable {
    public struct Line: Sendable {
        /// The applicant's USCC.
        public let key: [UInt8]
        public let payload: [UInt8]
    }

    private let count: Int
    private let seed: UInt64
    private var made = 0
    private var generator: SeededGenerator

    public init(count: Int, seed: UInt64 = 7) {
        self.count = count
        self.seed = seed
        generator = SeededGenerator(seed: seed)
    }

    public mutating func next() -> Line? {
        guard made < count else { return nil }
        defer { made += 1 }
        let number = made % Swift.max(1, count / 5)
        // An applicant is the same each time, whatever was drawn before.
        var identity = SeededGenerator(seed: seed &+ 0x9e37 &* UInt64(number + 1))
        let applicant = Self.uscc(using: &identity)
        return Line(key: Array(applicant.utf8), payload: Array(payload(applicant, number).utf8))
    }

    private mutating func payload(_ applicant: String, _ number: Int) -> String {
        let period = 2022 + made % 3
        let minute = "\(period + 1)-03-\(draw(10...28))T\(draw(10...17)):\(draw(10...59))"
        let seconds = draw(10...49)
        let facts =
            "{\"active_anchors\":\(draw(5...60)),\"area_m2\":\(draw(700...3_000)),\"rooms\":\(draw(3...20)),"
            + "\"local_sales\":\(draw(5_000_000...90_000_000)).\(draw(10...99)),"
            + "\"established_on\":\"2021-0\(draw(1...9))-15\"}"
        let digest = (0..<4).map { _ in Self.padded(String(generator.next(), radix: 16), to: 16) }.joined()
        return "{\"id\":\"c-\(Self.padded(String(made), to: 9))\",\"version\":1,"
            + "\"office\":\"\(applicant.dropFirst(2).prefix(6))\",\"programme\":\"baotou-2022\",\"clause\":\"7-1\","
            + "\"period\":\"\(period)\",\"applicant\":\"\(applicant)\","
            + "\"applicant_name\":\"示例直播\(Self.padded(String(number), to: 6))公司\","
            + "\"object\":\"firm\",\"facts\":\(facts),"
            + "\"evidence\":[\"sha256:\(digest)\"],"
            + "\"received\":\"\(minute):\(seconds)Z\",\"lodged\":\"\(minute):\(seconds + 10)Z\","
            + "\"contact\":{\"name\":\"示例\",\"phone\":\"1390000\(draw(1_000...9_999))\"}}"
    }

    private mutating func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private static func padded(_ digits: String, to length: Int) -> String {
        String(repeating: "0", count: Swift.max(0, length - digits.count)) + digits
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
    private static let divisions = ["202", "203", "204", "205", "206", "207", "221", "222", "223"]

    /// A unified social credit code of a firm in Baotou: registered by market regulation (9), a company (1), the
    /// division, nine characters, and the check character of GB 32100-2015: weights are the powers of 3 modulo 31.
    static func uscc(using generator: inout SeededGenerator) -> String {
        var places =
            [9, 1] + "150\(divisions[Int.random(in: 0..<9, using: &generator)])".compactMap(\.wholeNumberValue)
        for _ in 0..<9 { places.append(Int.random(in: 0..<31, using: &generator)) }
        var weight = 1
        var sum = 0
        for place in places {
            sum += place * weight
            weight = weight * 3 % 31
        }
        places.append((31 - sum % 31) % 31)
        return String(places.map { alphabet[$0] })
    }
}
