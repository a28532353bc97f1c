import Messages
import Seals

/// Digests of what statements say.
enum SettlementDigest {
    /// Of a record's payload, short enough for an id.
    static func of(_ message: some Message) -> String { String(SHA256.digest(of: message.bytes).hex.prefix(16)) }

    /// Adds a line of a statement: what it says, and nothing that follows from that.
    static func add(_ line: SettlementLine, of round: String, to hasher: SHA256) {
        let text =
            "\(round) \(line.claim) \(line.county) \(line.awardFen) \(line.dueFen) \(line.settledFen ?? 0) "
            + "\(line.correction ?? 0)\n"
        hasher.update(Array(text.utf8))
    }
}

extension SettlementDigest {
    /// Of a record's payload, as others name it.
    static func whole(_ message: some Message) -> String { "\(SHA256.digest(of: message.bytes))" }
}
