internal import Seals

extension KafkaConfiguration {
    /// Whether the brokers are spoken to without TLS.
    var isPlain: Bool { properties["security.protocol"] == nil }

    /// What is wrong with our own certificate now, and what to do; nil when nothing is, or where none is named.
    ///
    /// Brokers that refuse a certificate close the connection with few words or none, so it is looked at here.
    var certificateTrouble: String? {
        guard let path = properties["ssl.certificate.location"] else { return nil }
        do {
            let certificate = try Certificate(path: path)
            let now = MachineClock.nowMs / 1_000
            switch certificate.status(at: now) {
            case .valid: return nil
            case .notYetValid, .expired: return certificate.advice(at: now)
            }
        } catch {
            return "\(error)"
        }
    }
}
