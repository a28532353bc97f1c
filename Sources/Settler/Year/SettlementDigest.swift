import Messages
import Seals

/// Digests of what statements say.
enum SettlementDigest {
    /// Of a record's payload, short enough for an id.
    static func of(_ message: some Message) -> String { String(SHA256.digest(of: message.bytes).hex.prefix(16)) }

    /// Adds a line of a statement: what it says, and nothing that follows from that.
    static func add(_ line: SettlementLine, of round: String, to hasher: SHA256) {
        var text: [UInt8] = []
        text.reserveCapacity(round.utf8.count + line.claim.utf8.count + 128)
        for name in [round, line.claim, line.county] {
            text += name.utf8
            text.append(UInt8(ascii: " "))
        }
        for number in [line.awardFen, line.dueFen, line.settledFen ?? 0] {
            text += String(number).utf8
            text.append(UInt8(ascii: " "))
        }
        text += String(line.correction ?? 0).utf8
        text.append(UInt8(ascii: "\n"))
        hasher.update(text)
    }
}

extension SettlementDigest {
    /// Of a record's payload, as others name it.
    static func whole(_ message: some Message) -> String { "\(SHA256.digest(of: message.bytes))" }
}
