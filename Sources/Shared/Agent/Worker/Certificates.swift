internal import Log
internal import Seals

enum Certificates {
    /// What to do about a certificate now; nil when it is good for a while.
    static func advice(on path: String) throws -> String? {
        try Certificate(path: path).advice(at: MachineClock.nowMs / 1_000)
    }
}
