// For `tm` alone: which of the two modules that include <time.h> owns it depends on the order of the build.
import CCrypto
import Glibc

/// What a certificate is worth at a moment.
public enum CertificateStatus: Hashable, Sendable {
    /// Seconds since 1970 from when it is valid.
    case notYetValid(from: Int64)
    /// Whole days that are left, 0 on the last.
    case valid(daysLeft: Int)
    /// Seconds since 1970 of the last moment at which it was valid.
    case expired(since: Int64)
}

extension Certificate {
    /// Fewer days than this, and `advice(at:)` asks for a new one.
    public static let renewalDays = 30

    /// The status at a time in seconds since 1970. Both ends of the validity belong to it (RFC 5280, 4.1.2.5).
    public func status(at time: Int64) -> CertificateStatus {
        if time < notBefore { return .notYetValid(from: notBefore) }
        if time > notAfter { return .expired(since: notAfter) }
        return .valid(daysLeft: Int((notAfter - time) / 86_400))
    }

    /// One sentence that says what to do; nil while the certificate is valid for 30 days or more.
    public func advice(at time: Int64) -> String? {
        let name = "\(path): the certificate of \(subject)"
        switch status(at: time) {
        case .notYetValid(let from):
            return "\(name) is valid only from \(Self.moment(from)): set this machine's clock right "
                + "(it says \(Self.moment(time))), or ask for a certificate that is valid now."
        case .expired(let since):
            return "\(name) expired at \(Self.moment(since)): put a new one in its place and start the agent again."
        case .valid(let daysLeft):
            guard daysLeft < Self.renewalDays else { return nil }
            let left = daysLeft == 1 ? "1 day" : "\(daysLeft) days"
            return "\(name) expires in \(left), at \(Self.moment(notAfter)): put a new one in its place before then."
        }
    }

    /// RFC 3339 in UTC, to the second.
    private static func moment(_ time: Int64) -> String {
        var seconds = time_t(time)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return "\(time) s since 1970" }
        func padded(_ value: Int32, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(parts.tm_year + 1900, 4) + "-" + padded(parts.tm_mon + 1, 2) + "-" + padded(parts.tm_mday, 2)
            + "T" + padded(parts.tm_hour, 2) + ":" + padded(parts.tm_min, 2) + ":" + padded(parts.tm_sec, 2) + "Z"
    }
}
